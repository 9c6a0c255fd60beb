"""``jointlog analyse``."""

import json
import os
from collections.abc import Iterable
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

import click

from jointlog.cli.exits import Exit
from jointlog.cli.extracting.placing import new_folder
from jointlog.cli.extracting.stamp import STAMP_FILE
from jointlog.cli.extras import needed
from jointlog.cli.output import say
from jointlog.cli.progress import progress
from jointlog.domain.errors import NotFoundError

LOCAL: Final = "local"
SPARK: Final = "spark"
PROCESSES_MAX: Final = 64
TOLD_MAX: Final = 20
REPORT_FILE: Final = "analysis.json"
KEPT: Final = ("log_position", "as_known_at")
"""What the files say of the extract that they are made from."""


@click.command("analyse")
@click.argument("extract", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.argument("out", type=click.Path(path_type=Path))
@click.option(
    "--engine",
    type=click.Choice([LOCAL, SPARK]),
    default=LOCAL,
    show_default=True,
    help="All cores of this machine, or Spark; the files are the same.",
)
@click.option(
    "--processes",
    type=click.IntRange(1, PROCESSES_MAX),
    default=os.cpu_count() or 1,
    show_default="one a core",
    help="Processes of the local engine; each holds one incident at a time.",
)
@click.option(
    "--master",
    default="local[*]",
    show_default=True,
    metavar="URL",
    help="Spark's master, such as spark://HOST:7077 or yarn.",
)
def command(*, extract: Path, out: Path, engine: str, processes: int, master: str) -> None:
    """Find in an extract what 'jointlog findings' finds, at any scale.

    EXTRACT is a folder of 'jointlog extract'; its events are read bucket by bucket. The new folder
    OUT gets Parquet: findings, the incidents that were analysed, and what is parked because it
    cannot be read. No log is needed.
    """
    needed("pyarrow", "analysis", "jointlog analyse")
    from jointlog.cli.analysing.bucket import Place, write_missing  # noqa: PLC0415 - needs pyarrow
    from jointlog.cli.extracting.entries import event_files  # noqa: PLC0415 - needs pyarrow

    files = event_files(extract)
    if not files:
        raise NotFoundError(f"no events are in {extract}: make them with 'jointlog extract'")
    with new_folder(out, replaces=False) as folder:
        place = Place(folder.absolute(), _stamp(extract))
        done = _spark(files, place, master) if engine == SPARK else _local(files, place, processes)
        made = sorted(done, key=lambda each: each.bucket)
        write_missing(place)
        report = _report(made)
        told = {**place.stamp, **report}
        (folder / REPORT_FILE).write_text(json.dumps(told, indent=2) + "\n", "utf-8")
    say(
        f"{report['findings']} findings of {report['incidents']} incidents "
        f"with {report['entries']} entries are in {out}"
    )
    _tell(report)


def _local(files: list[Path], place: Any, processes: int) -> Iterable[Any]:
    from jointlog.cli.analysing import local  # noqa: PLC0415 - needs pyarrow

    done = local.run(files, place, processes)
    return progress(done, "parts", len({file.parent for file in files}))


def _spark(files: list[Path], place: Any, master: str) -> Iterable[Any]:
    needed("pyspark", "spark", "jointlog analyse --engine spark")
    from jointlog.cli.analysing import spark  # noqa: PLC0415 - needs pyspark

    return spark.run(files[0].parents[1], len({file.parent for file in files}), place, master)


def _stamp(extract: Path) -> dict[str, str]:
    """What is told in every file: of which log position, and which program made it."""
    file = extract / STAMP_FILE
    told = json.loads(file.read_text("utf-8")) if file.is_file() else {}
    return {
        "jointlog_version": version("jointlog"),
        **{name: str(told.get(name) or "") for name in KEPT},
    }


def _report(done: list[Any]) -> dict[str, Any]:
    report: dict[str, Any] = {
        name: sum(getattr(each, name) for each in done)
        for name in ("incidents", "entries", "findings", "parked")
    }
    report["unread"] = {str(each.bucket): each.problem for each in done if each.problem}
    return report


def _tell(report: dict[str, Any]) -> None:
    """Say what is left out.

    Raises:
        Exit: with the code of a damaged log, where something is.

    """
    unread = list(report["unread"].items())
    for bucket, problem in unread[:TOLD_MAX]:
        say(f"jointlog: bucket {bucket} is left out: {problem}", err=True)
    if len(unread) > TOLD_MAX:
        say(f"jointlog: and {len(unread) - TOLD_MAX} more", err=True)
    if report["parked"]:
        say(f"jointlog: {report['parked']} are parked, with reasons, in 'parked'", err=True)
    if unread or report["parked"]:
        raise click.exceptions.Exit(Exit.INTEGRITY)
