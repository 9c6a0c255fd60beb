"""Every incident that the tests of one finding are about, for laws that hold of all of them."""

import importlib
import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from jointlog.domain.entry import Entry
from jointlog.projections.finding import Detector
from tests.grammar import Found, Given

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Scenario:
    """What one test examines, and by which rule."""

    entries: tuple[Entry, ...]
    detector: Detector
    until: str
    protocol: str


def scenarios(detector: Detector) -> list[Scenario]:
    """Those of the detector's own test file, in its order; equal ones once."""
    taken: list[Scenario] = []

    def examined(self: Given, each: Detector, *, until: str = "", protocol: str = "") -> Found:
        taken.append(Scenario(self.entries, each, until, protocol))
        return _as_it_was(self, each, until=until, protocol=protocol)

    module = importlib.import_module(f"tests.projections.findings.test_{detector.name}")
    _as_it_was = Given.when_examined
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Given, "when_examined", examined)
        for call in _calls(module):
            call()
    return [each for place, each in enumerate(taken) if each not in taken[:place]]


def _calls(module: ModuleType) -> Iterator[Any]:
    """Each test of the module, with each of its parameters."""
    for name, test in vars(module).items():
        if not name.startswith("test_"):
            continue
        marks = [mark for mark in getattr(test, "pytestmark", ()) if mark.name == "parametrize"]
        tables = [_rows(*mark.args[:2]) for mark in marks]
        for rows in itertools.product(*tables):
            given = {key: value for row in rows for key, value in row.items()}
            yield lambda test=test, given=given: test(**given)


def _rows(names: Any, values: Any) -> list[dict[str, Any]]:
    keys = [key.strip() for key in names.split(",")] if isinstance(names, str) else list(names)
    made = []
    for value in values:
        plain = getattr(value, "values", value) if hasattr(value, "marks") else value
        if len(keys) == 1 and not hasattr(value, "marks"):
            plain = (plain,)
        made.append(dict(zip(keys, plain, strict=True)))
    return made
