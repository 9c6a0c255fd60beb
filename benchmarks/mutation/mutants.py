"""Every small change of a source file that a test ought to notice.

A mutant is one node of the syntax tree put in the place of another. Annotations, decorators,
docstrings, imports, assertions and words for readers (texts with a space, and the fixed parts of
f-strings) are left alone: the first four are no behaviour, an assertion guards what cannot happen,
and sentences are read as wholes by the tests of the command line and the pages.
"""

import ast
import copy
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

COMPARED: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
}
COUNTED: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.FloorDiv,
    ast.FloorDiv: ast.Mult,
    ast.Div: ast.Mult,
    ast.Mod: ast.FloorDiv,
    ast.BitOr: ast.BitAnd,
    ast.BitAnd: ast.BitOr,
}
HELPERS = {"maybe_after": "surely_after", "may_follow": "follows"}
"""Of `jointlog.projections.reading.sequence`: what can be so, and what surely is."""
SWAPPED = {"min": "max", "any": "all", "earliest_s": "latest_s", "min_s": "max_s", **HELPERS}
SWAPPED |= {after: before for before, after in SWAPPED.items()}
UNTOUCHED = {"annotation", "returns", "decorator_list", "pattern"}


@dataclass(frozen=True, slots=True)
class Place:
    """Where a mutant takes effect: a function by its name, or a value made at import.

    ``kind`` is "function", "default" (of a function's argument ``part``), "field" (default of a
    dataclass's field ``part``) or "value" (a name of the module).
    """

    kind: str
    name: str
    line: int
    part: str = ""


@dataclass(slots=True)
class Mutant:
    """One change; ``apply`` makes it in the tree that it was found in, once and for good."""

    path: str
    place: Place
    operator: str
    line: int
    before: str
    after: str
    apply: Callable[[], None]
    number: int = 1

    @property
    def key(self) -> str:
        """The same from run to run, as long as the code around it is the same."""
        again = "" if self.number == 1 else f" #{self.number}"
        module = Path(self.path).stem
        where = f"{module}.{self.place.name}"
        return f"{where} {self.operator}: {self.before} -> {self.after}{again}"


def mutants_of(tree: ast.Module, path: str) -> Iterator[Mutant]:
    """Every mutant of a parsed file, in the order of the file; equal ones once."""
    used = _used(tree)
    seen: Counter[str] = Counter()
    for statement in tree.body:
        for place, slot, node in _places(statement):
            if place.kind == "value" and place.name not in used:
                continue
            made = _Maker(path, place)
            made.visit(node, slot)
            for mutant in made.found:
                key = mutant.key
                seen[key] += 1
                mutant.number = seen[key]
                yield mutant


def _used(tree: ast.Module) -> set[str]:
    """Names that are read when the code runs; a decorator alone reads them at import."""
    used: set[str] = set()
    waiting: list[ast.AST] = [tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
            used.add(node.id)
        waiting += [
            child
            for name, value in ast.iter_fields(node)
            if name != "decorator_list"
            for child in (value if isinstance(value, list) else [value])
            if isinstance(child, ast.AST)
        ]
    return used


def parse(path: Path) -> ast.Module:
    """The syntax tree of a file."""
    return ast.parse(path.read_text(), str(path))


def _places(node: ast.stmt, prefix: str = "") -> Iterator[tuple[Place, "_Slot", ast.AST]]:
    """Each part of a statement that can be put in place by itself: (place, slot, node)."""
    match node:
        case ast.FunctionDef():
            name = f"{prefix}{node.name}"
            line = min([node.lineno, *(each.lineno for each in node.decorator_list)])
            for index, statement in enumerate(node.body):
                if index or not _is_docstring(statement):
                    yield Place("function", name, line), _Slot(node, "body", index), statement
            arguments = node.args
            named = [*arguments.posonlyargs, *arguments.args][-len(arguments.defaults) :]
            for index, (argument, default) in enumerate(
                zip(named, arguments.defaults, strict=False)
            ):
                place = Place("default", name, line, argument.arg)
                yield place, _Slot(arguments, "defaults", index), default
            for index, (argument, keyed) in enumerate(
                zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True)
            ):
                if keyed is not None:
                    place = Place("default", name, line, argument.arg)
                    yield place, _Slot(arguments, "kw_defaults", index), keyed
        case ast.ClassDef():
            for inner in node.body:
                yield from _places(inner, f"{prefix}{node.name}.")
        case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value):
            if not prefix:
                yield Place("value", name, node.lineno), _Slot(node, "value"), value
            elif isinstance(value, ast.Constant):
                place = Place("field", prefix.rstrip("."), node.lineno, name)
                yield place, _Slot(node, "value"), value
        case ast.Assign(targets=[ast.Name(id=name)], value=value) if not prefix:
            yield Place("value", name, node.lineno), _Slot(node, "value"), value
        case _:
            return


def _is_docstring(node: ast.AST) -> bool:
    return (
        isinstance(node, ast.Expr)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
    )


@dataclass(frozen=True, slots=True)
class _Slot:
    """Where a node hangs in the tree."""

    owner: ast.AST
    field: str
    index: int | None = None

    def put(self, node: Any) -> None:
        """Hang another node there."""
        if self.index is None:
            setattr(self.owner, self.field, node)
        else:
            getattr(self.owner, self.field)[self.index] = node


class _Maker:
    """Walks one part of a file and notes what can be changed in it."""

    def __init__(self, path: str, place: Place) -> None:
        self.path = path
        self.place = place
        self.found: list[Mutant] = []
        self.line = place.line

    def visit(self, node: ast.AST, slot: _Slot) -> None:
        """Note the changes of a node, then those of what is inside it."""
        self.line = getattr(node, "lineno", self.line)
        if isinstance(node, ast.Assert) or _is_docstring(node):
            return
        if isinstance(node, ast.Expr) and "assert_never" in ast.dump(node):
            return
        for operator, after in self._changes(node, slot):
            self._note(operator, slot, node, after)
        for name, value in ast.iter_fields(node):
            if name in UNTOUCHED:
                continue
            if isinstance(value, list):
                for index, item in enumerate(value):
                    if (
                        isinstance(item, ast.AST)
                        and not _is_text(node, item)
                        and not (isinstance(item, ast.Constant) and self._is_told(node, slot))
                    ):
                        self.visit(item, _Slot(node, name, index))
            elif isinstance(value, ast.AST):
                self.visit(value, _Slot(node, name))

    def _note(self, operator: str, slot: _Slot, before: ast.AST, after: ast.AST) -> None:
        old, new = _said(operator, before, after)
        self.found.append(
            Mutant(
                self.path,
                self.place,
                operator,
                self.line,
                old,
                new,
                lambda: slot.put(ast.copy_location(after, before)),
            )
        )

    def _changes(self, node: ast.AST, slot: _Slot) -> Iterator[tuple[str, ast.AST]]:
        match node:
            case ast.Compare():
                yield from _compared(node)
            case ast.BoolOp(op=op, values=values):
                other = ast.Or() if isinstance(op, ast.And) else ast.And()
                yield "and/or", ast.BoolOp(other, values)
                for left in _without_one(values):
                    rest = left[0] if len(left) == 1 else ast.BoolOp(op, list(left))
                    yield "part of a condition", rest
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                yield "not", operand
            case ast.BinOp(op=op) if type(op) in COUNTED:
                yield "arithmetic", ast.BinOp(node.left, COUNTED[type(op)](), node.right)
            case ast.Constant(value=value):
                yield from _constants(value)
            case ast.Attribute(attr=name) if name in SWAPPED:
                yield "bound", ast.Attribute(node.value, SWAPPED[name], node.ctx)
            case ast.Name(id=name) if name in SWAPPED and slot.field == "func":
                yield "bound", ast.Name(SWAPPED[name], ast.Load())
            case ast.If(test=test) | ast.While(test=test) | ast.IfExp(test=test):
                if not isinstance(test, ast.Compare | ast.BoolOp | ast.UnaryOp):
                    changed = copy.copy(node)
                    changed.test = ast.UnaryOp(ast.Not(), test)
                    yield "condition", changed
            case ast.comprehension(ifs=ifs):
                for left in _without_one(ifs):
                    yield "filter", ast.comprehension(node.target, node.iter, list(left), 0)
            case ast.Call():
                yield from _arguments(node)
            case ast.Set(elts=elts) | ast.Tuple(elts=elts) if self._is_table(node, slot):
                for left in _without_one(elts):
                    table = copy.copy(node)
                    table.elts = list(left)
                    yield "table", table
            case ast.Dict(keys=keys, values=values) if self.place.kind == "value":
                for index in range(len(keys) if len(keys) > 1 else 0):
                    kept = keys[:index] + keys[index + 1 :]
                    yield "table", ast.Dict(kept, values[:index] + values[index + 1 :])
            case ast.stmt():
                yield from _statements(node)
            case _:
                return

    def _is_told(self, node: ast.AST, slot: _Slot) -> bool:
        """Whether each of its parts is already left out, one after the other."""
        if isinstance(node, ast.Dict):
            return self.place.kind == "value" and len(node.keys) > 1
        return isinstance(node, ast.Set | ast.Tuple) and self._is_table(node, slot)

    def _is_table(self, node: ast.Set | ast.Tuple, slot: _Slot) -> bool:
        if len(node.elts) < 2:  # noqa: PLR2004 - one of one is no choice
            return False
        if isinstance(node, ast.Set):
            return True
        return isinstance(slot.owner, ast.Compare) or (
            self.place.kind == "value" and isinstance(slot.owner, ast.Assign | ast.AnnAssign)
        )


def _said(operator: str, before: ast.AST, after: ast.AST) -> tuple[str, str]:
    """The change in words: the part that is left out, or what stood and what stands."""
    old = ast.unparse(before)
    if isinstance(after, ast.Pass):
        return old, "nothing"
    if isinstance(before, ast.Call) and operator == "argument":
        assert isinstance(after, ast.Call)
        kept = {id(each) for each in (*after.args, *after.keywords)}
        gone = next(each for each in (*before.args, *before.keywords) if id(each) not in kept)
        return f"{ast.unparse(before.func)}(...)", f"without {ast.unparse(gone)}"
    if isinstance(before, ast.BoolOp) and isinstance(after, ast.BoolOp) and operator == "and/or":
        return old, "or" if isinstance(after.op, ast.Or) else "and"
    return old, ast.unparse(after)


def _is_text(owner: ast.AST, item: ast.AST) -> bool:
    """Whether it is a fixed word of an f-string."""
    return isinstance(owner, ast.JoinedStr) and isinstance(item, ast.Constant)


def _without_one(items: Sequence[ast.expr]) -> Iterator[Sequence[ast.expr]]:
    for index in range(len(items)):
        yield [*items[:index], *items[index + 1 :]]


def _compared(node: ast.Compare) -> Iterator[tuple[str, ast.AST]]:
    for index, op in enumerate(node.ops):
        for other in COMPARED[type(op)]:
            ops = [*node.ops[:index], other(), *node.ops[index + 1 :]]
            yield "comparison", ast.Compare(node.left, ops, node.comparators)


def _constants(value: object) -> Iterator[tuple[str, ast.AST]]:
    match value:
        case bool():
            yield "constant", ast.Constant(not value)
        case int() | float():
            yield "constant", ast.Constant(value + 1)
        case str() if " " not in value:
            yield "constant", ast.Constant(f"{value}?")
        case _:
            return


def _arguments(node: ast.Call) -> Iterator[tuple[str, ast.AST]]:
    """The call with one of its arguments left out."""
    for index in range(len(node.args)):
        rest = [*node.args[:index], *node.args[index + 1 :]]
        yield "argument", ast.Call(node.func, rest, node.keywords)
    for index in range(len(node.keywords)):
        left = [*node.keywords[:index], *node.keywords[index + 1 :]]
        yield "argument", ast.Call(node.func, node.args, left)


def _statements(node: ast.stmt) -> Iterator[tuple[str, ast.AST]]:
    match node:
        case ast.Return(value=ast.expr() as value) if not isinstance(value, ast.Constant):
            yield "return", ast.Return(ast.Constant(None))
        case ast.Break():
            yield "loop", ast.Continue()
        case ast.Continue():
            yield "loop", ast.Break()
        case ast.Expr(value=ast.Call()) | ast.Expr(value=ast.Yield()) | ast.AugAssign():
            yield "statement", ast.Pass()
        case ast.Assign(targets=[ast.Attribute() | ast.Subscript()]) | ast.Delete():
            yield "statement", ast.Pass()
        case _:
            return
