"""``jointlog simulate``."""

import json
from contextlib import ExitStack
from pathlib import Path
from typing import IO, Any, Final

import click

from jointlog.cli.output import say
from jointlog.cli.progress import progress
from jointlog.domain.simulation import simulate

LINES: Final = ".jsonl"
STATEMENTS: Final = "statements.jsonl"
TRUTH: Final = "truth.jsonl"
COUNT_MAX: Final = 1_000_000


@click.command("simulate")
@click.option("--seed", type=int, default=1, show_default=True, help="Same seed, same incidents.")
@click.option(
    "--count",
    type=click.IntRange(1, COUNT_MAX),
    default=20,
    show_default=True,
    help="How many incidents.",
)
@click.option(
    "--output",
    type=click.Path(path_type=Path),
    required=True,
    metavar="DIR|FILE",
    help=f"A file ending in .jsonl, or a directory that gets {STATEMENTS} and {TRUTH}.",
)
@click.option(
    "--truth",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Where to write what is true.",
)
def command(*, seed: int, count: int, output: Path, truth: Path | None) -> None:
    """Write synthetic section 136 incidents as lines that 'jointlog import' reads.

    What is true of them (gaps, waits, holders, and what the record hides) is one line an
    incident in a file of its own. Nothing in them is real, and nothing is recorded.
    """
    if output.suffix != LINES:
        output.mkdir(parents=True, exist_ok=True)
        output, truth = output / STATEMENTS, truth or output / TRUTH
    stated = 0
    with ExitStack() as stack:
        statements = stack.enter_context(output.open("w", encoding="utf-8"))
        truths = stack.enter_context(truth.open("w", encoding="utf-8")) if truth else None
        for incident in progress(simulate(seed=seed, count=count), "incidents", count):
            for line in incident.lines():
                _write(statements, line)
                stated += 1
            if truths is not None:
                _write(truths, incident.answers())
    beside = f"; what is true of them is in {truth}" if truth else ""
    say(f"{count} incidents with {stated} statements are in {output}{beside}")


def _write(file: IO[str], line: dict[str, Any]) -> None:
    file.write(json.dumps(line, ensure_ascii=False, sort_keys=True, separators=(",", ":")) + "\n")
