"""SQL for DuckDB: a view a table over the Parquet files, with times to read beside the seconds."""

from collections.abc import Iterable, Iterator

from jointlog.domain.table import Column, Table
from jointlog.projections.extract.tables import columns_of

MS_NAME = "_at_ms"
HEAD = """-- Views on the Parquet files of this folder, for DuckDB. Run it in the folder, or first:
-- SET file_search_path = 'the folder';
"""


def views(tables: Iterable[Table]) -> str:
    """The statements that make a view of each of these tables."""
    return HEAD + "\n".join(_view(table) for table in tables)


def _view(table: Table) -> str:
    chosen = ",\n".join(f"    {part}" for part in _chosen(table))
    source = f"read_parquet('{table.name}/*/*.parquet', hive_partitioning = true)"
    lines = [f"CREATE VIEW {table.name} AS SELECT\n{chosen}\nFROM {source};"]
    lines += [f"COMMENT ON VIEW {table.name} IS {_quoted(table.summary)};"]
    lines += [
        f"COMMENT ON COLUMN {table.name}.{column.name} IS {_quoted(_told(column))};"
        for column in columns_of(table)
    ]
    return "\n".join(lines) + "\n"


def _chosen(table: Table) -> Iterator[str]:
    yield "*"
    for column in table.columns:
        if column.name.endswith(("_earliest_s", "_latest_s")):
            yield f"make_timestamp({column.name} * 1000000) AS {column.name.removesuffix('_s')}"
        elif column.name.endswith(MS_NAME):
            yield f"make_timestamp({column.name} * 1000) AS {column.name.removesuffix('_ms')}"


def _told(column: Column) -> str:
    return f"{column.text} ({column.unit})" if column.unit else column.text


def _quoted(text: str) -> str:
    return "'" + " ".join(text.split()).replace("'", "''") + "'"
