"""Any ``--json`` value as rows of cells, for ``--csv``: one row an item, one column a member.

A member of a member is ``start.earliest``; a list of words is one cell, joined by ``; ``. Where a
value has several lists, each of their items is a row, and the column ``part`` names its list.
"""

import json
from collections.abc import Iterator
from typing import Any

PART = "part"
JOINT = "; "


def flat_table(value: Any) -> tuple[list[str], list[list[object]]]:
    """The columns, in the order in which they first come, and the rows."""
    rows = list(_rows(value))
    head = list(dict.fromkeys(name for row in rows for name in row))
    return head, [[row.get(name) for name in head] for row in rows]


def _rows(value: Any) -> Iterator[dict[str, object]]:
    if isinstance(value, list):
        for item in value:
            yield dict(_cells(item))
        return
    lists = {name: held for name, held in value.items() if _is_rows(held)}
    shared = dict(_cells({name: held for name, held in value.items() if name not in lists}))
    if not lists:
        yield shared
    for name, held in lists.items():
        part = {PART: name} if len(lists) > 1 else {}
        for item in held:
            yield {**shared, **part, **dict(_cells(item))}


def _is_rows(held: Any) -> bool:
    return isinstance(held, list) and (not held or isinstance(held[0], dict))


def _cells(item: Any, before: str = "") -> Iterator[tuple[str, object]]:
    """The cells of one item, with the names that lead to them."""
    for name, held in item.items():
        path = f"{before}{name}"
        if isinstance(held, dict):
            yield from _cells(held, f"{path}.")
        elif isinstance(held, list):
            yield path, JOINT.join(_word(each) for each in held)
        else:
            yield path, held


def _word(each: Any) -> str:
    return json.dumps(each, ensure_ascii=False) if isinstance(each, dict | list) else str(each)
