"""Tables as Parquet files, written in row groups so that memory stays flat.

The same rows give the same bytes with the same pyarrow.
"""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

import pyarrow as pa
import pyarrow.parquet as pq

from jointlog.domain.table import Column
from jointlog.projections.extract import BUCKET

ROWS_AT_ONCE: Final = 16_384
READ_AT_ONCE: Final = 8_192
TYPES: Final = {
    "text": pa.string(),
    "integer": pa.int64(),
    "boolean": pa.bool_(),
    "bytes": pa.binary(),
}
SUFFIX: Final = ".parquet"


def bucket_file(folder: Path, name: str, bucket: int) -> Path:
    """The file of a table's rows in a bucket: ``waits/bucket=3/waits.parquet``."""
    return folder / name / f"{BUCKET}={bucket}" / f"{name}{SUFFIX}"


def schema_of(columns: Sequence[Column], stamp: Mapping[str, str]) -> Any:
    """The schema of these columns; each has its meaning and unit beside it."""
    fields = [
        pa.field(
            column.name,
            TYPES[column.kind],
            nullable=column.is_optional,
            metadata={"description": column.text, **({"unit": column.unit} if column.unit else {})},
        )
        for column in columns
    ]
    return pa.schema(fields, metadata={f"jointlog.{key}": text for key, text in stamp.items()})


class TableFile:
    """Writes one table; nothing is written, nor any folder made, while it has no row."""

    def __init__(self, path: Path, columns: Sequence[Column], stamp: Mapping[str, str]) -> None:
        self.rows = 0
        self._path = path
        self._schema = schema_of(columns, stamp)
        self._held: list[tuple[Any, ...]] = []
        self._writer: Any = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if error is None:
            self._flush()
        if self._writer is not None:
            self._writer.close()

    def add(self, values: tuple[Any, ...]) -> None:
        """Add a row: one value a column."""
        self._held.append(values)
        if len(self._held) >= ROWS_AT_ONCE:
            self._flush()

    def _flush(self) -> None:
        if not self._held:
            return
        if self._writer is None:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._writer = pq.ParquetWriter(self._path, self._schema, compression="zstd")
        columns = [
            pa.array(values, type=field.type)
            for values, field in zip(zip(*self._held, strict=True), self._schema, strict=True)
        ]
        self._writer.write_table(pa.Table.from_arrays(columns, schema=self._schema))
        self.rows += len(self._held)
        self._held = []


def write_empty(path: Path, columns: Sequence[Column], stamp: Mapping[str, str]) -> None:
    """Write a table without rows."""
    path.parent.mkdir(parents=True, exist_ok=True)
    pq.write_table(schema_of(columns, stamp).empty_table(), path, compression="zstd")


def table_files(folder: Path, name: str) -> list[Path]:
    """The files of a table in an extract, by bucket."""
    found = (folder / name).glob(f"{BUCKET}=*/*{SUFFIX}")
    return sorted(found, key=lambda path: (bucket_of_file(path), path.name))


def bucket_of_file(path: Path) -> int:
    """The bucket that a file is of."""
    return int(path.parent.name.partition("=")[2])


def rows_in(folder: Path, name: str, columns: Sequence[str]) -> Iterator[tuple[Any, ...]]:
    """The rows of a table in these columns, bucket by bucket, some thousand in memory."""
    for path in table_files(folder, name):
        yield from rows_of_file(path, columns)


def rows_of_file(path: Path, columns: Sequence[str]) -> Iterator[tuple[Any, ...]]:
    """The rows of one file in these columns, of which one may stand twice."""
    with pq.ParquetFile(path) as file:
        for batch in file.iter_batches(READ_AT_ONCE, columns=list(dict.fromkeys(columns))):
            held = {column: batch.column(column).to_pylist() for column in columns}
            yield from zip(*(held[column] for column in columns), strict=True)
