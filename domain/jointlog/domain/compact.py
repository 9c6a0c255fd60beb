"""Frozen classes that are made in a fraction of the time of frozen dataclasses.

`compact` stands where ``dataclass(frozen=True, slots=True)`` would, and is that to a type checker.
What it makes is a ``msgspec.Struct`` that `dataclasses.fields` and `dataclasses.replace` know too,
and that `msgspec` fills from stored bytes without running Python (docs/decisions/0017).
"""

import dataclasses
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Final, TypeVar, get_origin

import msgspec

__all__ = ["compact", "compacted"]

C = TypeVar("C")

if TYPE_CHECKING:
    from dataclasses import dataclass as compact
else:

    def compact(*, frozen: bool, slots: bool, kw_only: bool = False) -> Callable[[C], C]:
        """Make a class of these annotations; its values are no part of any circle."""
        assert frozen, "what is shared is never changed"
        assert slots, "it has no dictionary"
        return lambda cls: compacted(cls, kw_only=kw_only)


def compacted(
    cls: type[Any],
    *,
    kw_only: bool,
    stored: Callable[[dataclasses.Field[Any]], Any] = lambda field: field.type,
) -> type[Any]:
    """The compact class of a plain one.

    A class variable ``stored_keys`` names the keys of its fields in a stored map, where those are
    others; that map holds keys beside them.

    Args:
        cls: what is written as a class, with annotations and defaults.
        kw_only: its fields are given by name.
        stored: the type as which `msgspec` reads a field; by default the one it is annotated with.

    """
    if isinstance(cls, msgspec.StructMeta):  # of a compact base
        inherited: Mapping[str, Any] = vars(cls.__mro__[1])[_FIELDS]
        described = _fields_of(cls, kw_only=kw_only)
        setattr(cls, _FIELDS, {**inherited, **described})
        return cls
    described = _fields_of(cls, kw_only=kw_only)
    kept = {
        name: value
        for name, value in vars(cls).items()
        if name not in described and name not in _NOT_KEPT
    }
    bases = tuple(base for base in cls.__bases__ if base is not object)
    made = msgspec.defstruct(
        cls.__name__,
        [(field.name, stored(field), *_default_of(field)) for field in described.values()],
        bases=(msgspec.Struct, *bases),
        namespace=kept | {_FIELDS: described},
        module=cls.__module__,
        frozen=True,
        kw_only=kw_only,
        rename=kept.get("stored_keys"),
        forbid_unknown_fields="stored_keys" not in kept,
        gc=False,
    )
    made.__qualname__ = cls.__qualname__
    return made


_FIELDS: Final = "__dataclass_fields__"
"""Where `dataclasses` looks for the fields of a class."""
_KIND: Final[Any] = vars(dataclasses)["_FIELD"]
_NOT_KEPT: Final = ("__annotations__", "__dict__", "__weakref__")


def _fields_of(cls: type[Any], *, kw_only: bool) -> dict[str, dataclasses.Field[Any]]:
    """The fields that a class is written with, as `dataclasses` describes them."""
    described: dict[str, Any] = {}
    for name, hint in vars(cls).get("__annotations__", {}).items():
        assert not isinstance(hint, str), f"{cls.__name__}.{name} names a type that is defined"
        if ClassVar in (hint, get_origin(hint)):
            continue
        said = vars(cls).get(name, dataclasses.MISSING)
        field: Any = said
        if not isinstance(said, dataclasses.Field):
            has_default = not isinstance(cls, msgspec.StructMeta) and name in vars(cls)
            field = dataclasses.field(default=said) if has_default else dataclasses.field()
        field.name, field.type, field.kw_only = name, hint, kw_only
        field._field_type = _KIND  # noqa: SLF001 - what tells it from a class variable
        described[name] = field
    return described


def _default_of(field: dataclasses.Field[Any]) -> tuple[Any, ...]:
    return () if field.default is dataclasses.MISSING else (msgspec.field(default=field.default),)
