"""Which tests reach which line, and what becomes of one mutant in a process of its own."""

import ast
import functools
import gc
import inspect
import os
import resource
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import CodeType, FunctionType, ModuleType
from typing import Any

import coverage
import pytest
from _pytest.runner import runtestprotocol

from benchmarks.mutation.mutants import HELPERS, Mutant, parse
from jointlog.projections.reading import sequence

MEMORY_BYTES = 4 * 1024**3
SLACK = 10
"""A mutant may take this many times as long as the tests took before it is said to hang."""

Reach = dict[str, dict[int, set[int]]]
"""Path, line, and the numbers of the tests that run it."""


@dataclass(slots=True)
class Baseline:
    """The tests, how long each took, and what each reached."""

    items: list[pytest.Item]
    seconds: list[float] = field(default_factory=list)
    reach: Reach = field(default_factory=dict)


def measure(items: Sequence[pytest.Item], paths: Iterable[Path]) -> Baseline:
    """Run every test once, and note what it reaches of the files.

    Raises:
        SystemExit: a test fails as things stand; no mutant can be judged by it.

    """
    named = [str(path) for path in paths]
    cover = coverage.Coverage(data_file=None, include=named, branch=False, config_file=False)
    made = Baseline(list(items))
    forget = caches(paths)
    cover.start()
    for number, item in enumerate(made.items):
        cover.switch_context(str(number))
        for each in forget:
            each()
        start = time.perf_counter()
        if not _passes(item):
            raise SystemExit(f"{item.nodeid} fails as things stand")
        made.seconds.append(time.perf_counter() - start)
    cover.stop()
    data = cover.get_data()
    for path in named:
        lines = data.contexts_by_lineno(path)
        made.reach[path] = {
            line: {int(each) for each in contexts if each} for line, contexts in lines.items()
        }
    return made


def caches(paths: Iterable[Path]) -> list[Callable[[], None]]:
    """What forgets the results that functions and modules of the files have kept."""
    named = {str(path) for path in paths}
    keeping = type(functools.cache(len))
    kept = [each for each in gc.get_objects() if isinstance(each, keeping)]
    found = [each.cache_clear for each in kept if _file_of(each.__wrapped__) in named]
    for module in list(sys.modules.values()):
        path = getattr(module, "__file__", None) or ""
        if path in named:
            found += [vars(module)[name].clear for name in _filled_later(parse(Path(path)))]
    return found


def _file_of(made: object) -> str:
    """The file of what a cache is around: a function, or a class."""
    module = sys.modules.get(getattr(made, "__module__", ""))
    return getattr(module, "__file__", None) or ""


def _filled_later(tree: ast.Module) -> Iterator[str]:
    """The names of a module that begin as an empty table."""
    for node in tree.body:
        match node:
            case ast.AnnAssign(target=ast.Name(id=name), value=ast.Dict(keys=[])):
                yield name
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.Dict(keys=[])):
                yield name
            case _:
                continue


def _passes(item: pytest.Item) -> bool:
    return all(report.passed for report in runtestprotocol(item, log=False, nextitem=None))


class ImportFailsError(Exception):
    """The changed module cannot be imported: any test notices."""


class Patcher:
    """Puts a mutant in place of what it changes, in this process and for good."""

    def __init__(self, paths: Iterable[Path]) -> None:
        named = {str(path) for path in paths}
        self.functions: dict[tuple[str, str, int], list[FunctionType]] = {}
        for each in gc.get_objects():
            if isinstance(each, FunctionType) and each.__code__.co_filename in named:
                code = each.__code__
                key = (code.co_filename, code.co_qualname, code.co_firstlineno)
                self.functions.setdefault(key, []).append(each)
        self.modules: dict[str, ModuleType] = {
            found: module
            for module in list(sys.modules.values())
            if (found := getattr(module, "__file__", None) or "") in named
        }
        self.trees = {path: parse(Path(path)) for path in named}
        self.forget = caches(map(Path, named))

    def put(self, mutant: Mutant, path: str) -> None:
        """Make the change in the tree and in what was made of it.

        Raises:
            LookupError: what it changes was not found.

        """
        place, tree = mutant.place, self.trees[path]
        for each in self.forget:
            each()
        mutant.apply()
        ast.fix_missing_locations(tree)
        if place.kind == "value":
            self._value(path, tree, place.name)
            return
        if place.kind == "field":
            self._field(path, tree, place.name, place.part)
            return
        functions = self.functions[path, place.name, place.line]
        if place.kind == "default":
            for function in functions:
                _default(function, _argument(tree, place.name, place.part), place.part)
            return
        code = _code(compile(tree, path, "exec"), place.name, place.line)
        for function in functions:
            for name in (*HELPERS, *HELPERS.values()):
                function.__globals__.setdefault(name, getattr(sequence, name))
            function.__code__ = code

    def _value(self, path: str, tree: ast.Module, name: str) -> None:
        """A name of the module, in every module that took it from there."""
        module = self.modules[path]
        before = vars(module)[name]
        code = compile(ast.Expression(_assigned(tree.body, name)), path, "eval")
        try:
            after = eval(code, vars(module))  # noqa: S307 - our own source
        except Exception as error:
            raise ImportFailsError from error
        for each in list(sys.modules.values()):
            space = getattr(each, "__dict__", {})
            if space.get(name) is before and name in space:
                space[name] = after

    def _field(self, path: str, tree: ast.Module, name: str, part: str) -> None:
        owner = functools.reduce(getattr, name.split("."), self.modules[path])
        body: list[ast.stmt] = tree.body
        for step in name.split("."):
            body = next(n for n in body if isinstance(n, ast.ClassDef) and n.name == step).body
        made: Any = owner
        _default(made.__init__, _assigned(body, part), part)


def _assigned(body: Sequence[ast.stmt], name: str) -> ast.expr:
    for node in body:
        match node:
            case ast.AnnAssign(target=ast.Name(id=found), value=ast.expr() as value):
                if found == name:
                    return value
            case ast.Assign(targets=[ast.Name(id=found)], value=value) if found == name:
                return value
            case _:
                pass
    raise LookupError(name)


def _argument(tree: ast.Module, name: str, part: str) -> ast.expr:
    """The default of an argument of a function, by the function's full name."""
    body: list[ast.stmt] = tree.body
    *classes, last = name.split(".")
    for step in classes:
        body = next(n for n in body if isinstance(n, ast.ClassDef) and n.name == step).body
    made = next(n for n in body if isinstance(n, ast.FunctionDef) and n.name == last).args
    named = [*made.posonlyargs, *made.args][-len(made.defaults) :]
    pairs = [*zip(named, made.defaults, strict=False)]
    pairs += [(a, d) for a, d in zip(made.kwonlyargs, made.kw_defaults, strict=True) if d]
    return next(default for argument, default in pairs if argument.arg == part)


def _default(function: FunctionType, value: ast.expr, part: str) -> None:
    code = compile(ast.Expression(value), "<default>", "eval")
    made = eval(code, function.__globals__)  # noqa: S307 - our own source
    keyed: dict[str, Any] = function.__kwdefaults__ or {}
    if part in keyed:
        keyed[part] = made
        return
    parameters = list(inspect.signature(function).parameters.values())
    named = [
        p.name for p in parameters if p.kind is not p.KEYWORD_ONLY and p.default is not p.empty
    ]
    defaults = list(function.__defaults__ or ())
    defaults[named.index(part)] = made
    function.__defaults__ = tuple(defaults)


def _code(module: CodeType, name: str, line: int) -> CodeType:
    """The code of a function inside the code of its module."""
    waiting = [module]
    while waiting:
        for const in waiting.pop().co_consts:
            if isinstance(const, CodeType):
                if const.co_qualname == name and const.co_firstlineno == line:
                    return const
                waiting.append(const)
    raise LookupError(name)


@dataclass(slots=True)
class Running:
    """A mutant in its own process."""

    mutant: Mutant
    reader: int
    tests: Sequence[int]


def start(mutant: Mutant, path: str, patcher: Patcher, base: Baseline, tests: list[int]) -> int:
    """Fork; the child writes the number of the test that notices it, or nothing. Its pid."""
    reader, writer = os.pipe()
    pid = os.fork()
    if pid:
        os.close(writer)
        return _remember(pid, Running(mutant, reader, tests))
    status = 2
    try:
        null = os.open(os.devnull, os.O_RDWR)
        for target in (0, 1, 2):
            os.dup2(null, target)
        expected = sum(base.seconds[each] for each in tests)
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.alarm(int(SLACK * expected) + 5)
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
        patcher.put(mutant, path)
        status = 0
        for number in tests:
            if not _passes(base.items[number]):
                os.write(writer, str(number).encode())
                status = 1
                break
    except (MemoryError, ImportFailsError):
        status = 1
    finally:
        os._exit(status)


RUNNING: dict[int, Running] = {}


def _remember(pid: int, running: Running) -> int:
    RUNNING[pid] = running
    return pid


def finished() -> tuple[Running, str, int | None]:
    """Wait for one: what became of it ("survived", "killed", "hung", "broken"), and by which test.

    "broken" is a mutant that could not be put in place: a mistake of this tool, never a kill.
    """
    pid, status = os.wait()
    running = RUNNING.pop(pid)
    said = os.read(running.reader, 32).decode()
    os.close(running.reader)
    if os.WIFSIGNALED(status):
        return running, "hung", None
    code = os.WEXITSTATUS(status)
    what = {0: "survived", 1: "killed"}.get(code, "broken")
    return running, what, int(said) if said else None


def ordered(base: Baseline, reached: set[int], kills: Counter[int], slow_s: float) -> list[int]:
    """The tests for a mutant: first what noticed its neighbours, then the quickest."""
    chosen = [each for each in reached if base.seconds[each] <= slow_s]
    return sorted(chosen, key=lambda each: (-kills[each], base.seconds[each]))


def settle() -> None:
    """Keep what is loaded out of the collector's way, so that children share its memory."""
    with suppress(AttributeError):
        gc.collect()
        gc.freeze()
