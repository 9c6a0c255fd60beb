"""The analysis on Spark: each task takes whole buckets, and writes as one machine would.

Spark reads the events and brings the rows of a bucket together in order, so the layout of the
files does not matter. Tasks write to the same folder, so every machine must see it.
"""

import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import astuple, fields
from itertools import groupby
from pathlib import Path
from typing import Any, Final

import pyarrow as pa

from jointlog import cli, domain, projections
from jointlog.cli.analysing.bucket import COLUMNS, Done, Place, analyse_bucket, recorded
from jointlog.cli.extracting.parquet import bucket_file
from jointlog.domain.errors import StoreError
from jointlog.projections.analysis import AnalysedRow, Recorded
from jointlog.projections.extract import BUCKET

LOCAL: Final = "local"
LOOPBACK: Final = "127.0.0.1"
ANALYSED: Final = AnalysedRow.declared.name
READ: Final = (
    f"{BUCKET} long, incident string, version long, position long, key string, type string, "
    "state binary"
)
"""What Spark reads, given so that it need not look into every file first."""
SCHEMA: Final = ", ".join(
    f"{field.name} {'string' if field.type is str else 'long'}" for field in fields(Done)
)
"""What a task gives back: one row a bucket."""


def run(folder: Path, buckets: int, place: Place, master: str) -> list[Done]:
    """Analyse the events under a folder, with this Spark master; the place is absolute.

    Raises:
        StoreError: Spark cannot do it; its own words say why.

    """
    from pyspark.errors import PySparkException  # noqa: PLC0415 - a heavy library

    try:
        session = _session(master)
        try:
            rows = (
                session.read.schema(READ)
                .parquet(folder.absolute().as_uri())
                .select(BUCKET, *COLUMNS)
                .repartition(buckets, BUCKET)
                .sortWithinPartitions(BUCKET, "incident", "version")
                .mapInArrow(_Task(place), SCHEMA)
                .collect()
            )
        finally:
            session.stop()
    except PySparkException as error:
        raise StoreError(f"Spark: {str(error).splitlines()[0]:.300}") from error
    done = [Done(*row) for row in rows]
    for each in done:
        if each.incidents and not bucket_file(place.folder, ANALYSED, each.bucket).exists():
            raise StoreError(
                f"what the workers wrote is not in {place.folder}: "
                "choose a folder that every machine of the cluster sees"
            )
    return done


def _session(master: str) -> Any:
    from pyspark.sql import SparkSession  # noqa: PLC0415 - a heavy library

    told = {
        "spark.executorEnv.PYTHONPATH": os.pathsep.join(roots()),
        "spark.sql.adaptive.enabled": "false",  # the buckets are the parts; nothing to adapt
        "spark.sql.session.timeZone": "UTC",
        "spark.ui.showConsoleProgress": "false",
    }
    if master.startswith(LOCAL):
        os.environ.setdefault("SPARK_LOCAL_IP", LOOPBACK)
        os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
        told |= {
            "spark.driver.bindAddress": LOOPBACK,
            "spark.driver.host": LOOPBACK,
            "spark.ui.enabled": "false",
        }
    builder = SparkSession.builder.appName("jointlog analyse").master(master)
    for name, value in told.items():
        builder = builder.config(name, value)
    session = builder.getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    return session


def roots() -> list[str]:
    """Where this program's own packages are, so that the workers run the same."""
    return list(
        dict.fromkeys(
            str(Path(next(iter(each.__path__))).parents[1]) for each in (domain, projections, cli)
        )
    )


class _Task:
    """What Spark runs on the rows of a partition: whole buckets, one behind the other."""

    def __init__(self, place: Place) -> None:
        self.place = place

    def __call__(self, batches: Iterable[Any]) -> Iterator[Any]:
        for bucket, rows in groupby(_rows(batches), key=lambda row: row[0]):
            done = analyse_bucket(bucket, (entry for _, entry in rows), self.place)
            yield _batch([done])


def _rows(batches: Iterable[Any]) -> Iterator[tuple[int, Recorded]]:
    for batch in batches:
        columns = [batch.column(name).to_pylist() for name in (BUCKET, *COLUMNS)]
        for bucket, *row in zip(*columns, strict=True):
            yield bucket, recorded(row)


def _batch(done: Sequence[Done]) -> Any:
    names = [field.name for field in fields(Done)]
    columns = zip(*map(astuple, done), strict=True)
    return pa.RecordBatch.from_pydict(dict(zip(names, map(list, columns), strict=True)))
