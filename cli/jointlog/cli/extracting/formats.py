"""The formats of an extract, and the files that they are in."""

from enum import StrEnum
from typing import Final

DICTIONARY: Final = "dictionary.json"
PAGE: Final = "dictionary.md"


class Format(StrEnum):
    """A format that can be asked for."""

    PARQUET = "parquet"
    SQLITE = "sqlite"
    DUCKDB = "duckdb"
    OCEL_JSON = "ocel-json"
    OCEL_SQLITE = "ocel-sqlite"
    XES = "xes"


FILES: Final = {
    Format.PARQUET: (
        "<table>/bucket=<n>/<table>.parquet",
        "Each table; an incident is in the bucket of its id's CRC-32, modulo their number.",
    ),
    Format.SQLITE: (
        "disclosed.sqlite",
        "The disclosed columns of each table, with `extract` and `dictionary`, as SQLite.",
    ),
    Format.DUCKDB: ("views.sql", "A view a table over the Parquet files, for DuckDB."),
    Format.OCEL_JSON: (
        "log.ocel.json",
        "The entries as an object-centric event log (OCEL 2.0), as JSON.",
    ),
    Format.OCEL_SQLITE: ("log.ocel.sqlite", "The same as SQLite."),
    Format.XES: (
        "log.xes",
        "The entries as an event log (XES, IEEE 1849): an incident is a trace.",
    ),
}
"""Each format's file in the folder, and what it is."""
