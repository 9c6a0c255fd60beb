"""`docs/rows.md`: every table that analysts query, column by column."""

from jointlog.cli.pages import NOTICE
from jointlog.cli.pages.markdown import code, heading, joined, paragraph, table
from jointlog.domain.table import HISTORY, Column
from jointlog.projections.rows import TABLES

INTRODUCTION = """The rows are made from the log by `jointlog serve` or `jointlog rows follow`,
and can be made anew at any time with `jointlog rows rebuild`. With SQLite they are in a file of
their own beside the log, named as the log with `.rows` behind it; with PostgreSQL they are in
the log's schema. Read them with any SQL tool; never write to them."""
EXAMPLE = """-- hours that agencies waited, by what they waited for
SELECT why, count(*), sum(min_s) / 3600 AS hours_at_least
FROM current_waits GROUP BY why;

-- as known at the end of a second, here 2026-03-01T12:00:00Z: 1772366400999
SELECT * FROM rows_waits
WHERE known_from_ms <= 1772366400999
  AND (known_until_ms IS NULL OR known_until_ms > 1772366400999);"""
HOW = """Each table `rows_<name>` holds what is known now and what was known before; each view
`current_<name>` holds what is known now, with times to read (`from_earliest`, `to_latest`,
`known_from`) beside the seconds. Seconds are UTC seconds since 1970. Lengths are at least
`min_s` and at most `max_s`: one surely lasted `min_s`, and may have lasted `max_s`. What still
stands is measured to the end of the incident's record, and has `is_open`. Null means that no
bound is recorded. In SQLite truth values are 1 and 0."""
HISTORY_TEXT = """A row that a later entry changes is kept, with the time until which it was
known so. Entries of an incident that were recorded in one second make one state of it, so a
question as of the end of any second is answered as it would have been then. A clock of the log
that was set back counts as standing still."""
OWN = """`rows_position` has one row: the position of the last entry that the rows rest on,
written in the transaction that writes the rows. `rows_heads` has for each incident its number
of entries, and in `problem` why its rows may be wrong. `rows_parked` has what no rows could be
made of, with the reason: an `entry` that cannot be read (an unknown name, a later form, damaged
bytes), or a state of an `incident` whose rows could not be made. Nothing behind it waits, and a
rebuild by a program that can read it takes it back."""


def page() -> str:
    """The page."""
    blocks = [
        heading(1, "Rows"),
        NOTICE,
        paragraph(INTRODUCTION),
        code(EXAMPLE, "sql"),
        paragraph(HOW),
        heading(2, "Since when and until when it was known"),
        paragraph(HISTORY_TEXT),
        _columns(HISTORY),
        heading(2, "How far they are, and what is parked"),
        paragraph(OWN),
    ]
    for each in TABLES:
        blocks += [heading(2, each.name), paragraph(each.summary), _columns(each.columns)]
    return joined(blocks)


def _columns(columns: tuple[Column, ...]) -> str:
    return table(
        ("column", "kind", "meaning"),
        [(f"`{c.name}`", _kind(c), c.text) for c in columns],
    )


def _kind(column: Column) -> str:
    unit = f", {column.unit}" if column.unit else ""
    return f"{column.kind}{unit}{' or null' if column.is_optional else ''}"
