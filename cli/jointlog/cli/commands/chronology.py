"""``jointlog chronology``."""

from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import click

from jointlog.cli.completing import incident_ids
from jointlog.cli.output import say, say_bytes
from jointlog.cli.progress import progress, working
from jointlog.cli.reading import (
    View,
    database_option,
    entries_of,
    opened,
    view_options,
    window_options,
)
from jointlog.domain.errors import MalformedError
from jointlog.domain.store.owner import for_owner
from jointlog.projections.chronology.as_csv import csv_of
from jointlog.projections.chronology.as_html import html_of
from jointlog.projections.chronology.asked import Asked
from jointlog.projections.chronology.commitment import checked
from jointlog.projections.chronology.document import Document
from jointlog.projections.chronology.masking import Profile
from jointlog.projections.chronology.writing import chronology
from jointlog.projections.lanes.drawing import lanes

FORMATS = ("html", "docx", "csv")
TABLES = (
    "sheet",
    "entries",
    "findings",
    "contradictions",
    "holders",
    "waits",
    "coverage",
    "standards",
    "retracted",
    "withheld",
)
FILE = click.Path(dir_okay=False, path_type=Path)


@click.command("chronology")
@click.argument("incident", shell_complete=incident_ids)
@click.option(
    "--format",
    "form",
    type=click.Choice(FORMATS),
    help="What to write.  [default: by the name of --output, or html]",
)
@click.option("--output", type=FILE, help="The file to write.  [default: standard output]")
@click.option(
    "--redact",
    default="full",
    show_default=True,
    metavar="PROFILE",
    help="full, roles-only, or own:AGENCY for what that agency recorded or was told.",
)
@click.option(
    "--salt-file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A secret of 16 bytes or more: commitments to what is withheld are printed.",
)
@click.option(
    "--table",
    type=click.Choice(TABLES),
    default="sheet",
    show_default=True,
    help="Which table to write as CSV; sheet is one row an entry.",
)
@window_options
@view_options
@database_option
def command(
    *,
    incident: str,
    form: str | None,
    output: Path | None,
    redact: str,
    salt_file: Path | None,
    table: str,
    view: View,
    begins: str,
    ends: str,
    database: str,
) -> None:
    """Write the chronology of INCIDENT as a document: HTML, DOCX or CSV.

    One row an entry: time as written and adjusted, who, what, source, grade, who knew, findings;
    then findings, contradictions, holders, waits, coverage, standards. The same log and question
    give the same bytes.
    """
    form = form or _form_of(output)
    profile, secret = _profile(redact), _secret(salt_file)
    with opened(database) as log:
        entries = entries_of(log, incident, whole=True)
        located = log.located(entries[0].incident)
    case, clock = view.case(entries)
    with working("telling each entry"):
        window = clock.between(begins, ends, lanes(case).whole)
        asked = Asked(
            release=_release(),
            question=case.question,
            subject=view.subject,
            window=window,
            profile=profile,
            positions={each.entry.version: each.position for each in located if each.entry},
            secret=secret,
        )
        document = chronology(entries, asked, lambda each: progress(each, "findings", len(each)))
    written = write(document, form, table)
    if output is None:
        say_bytes(written)
        return
    for_owner(output).write_bytes(written)
    say(f"wrote {output}", err=True)


def write(document: Document, form: str, table: str) -> bytes:
    """The document in one of `FORMATS`; ``table`` is the one that CSV has."""
    if form == "csv":
        if table not in {each.key for each in (document.sheet, *document.tables)}:
            raise MalformedError(
                "--table", f"there is no table {table!r} without --redact", "sheet"
            )
        return csv_of(document, table)
    if form == "docx":
        from jointlog.projections.chronology.as_docx import docx_of  # noqa: PLC0415 - heavy

        total = sum(len(table.rows) for table in document.tables)
        rows = progress(range(total), "rows", total)
        written = docx_of(document, lambda: next(rows, None))
        rows.close()
        return written
    with working("writing"):
        return html_of(document)


def _form_of(output: Path | None) -> str:
    """What the name of the file says; HTML where it has no ending."""
    suffix = "" if output is None else output.suffix.lower().removeprefix(".")
    if suffix in FORMATS:
        return suffix
    if suffix in ("", "htm"):
        return FORMATS[0]
    raise MalformedError(
        "--output",
        f"a chronology is not written as {suffix!r}",
        "a name that ends in .html, .docx or .csv, or --format with it; a browser prints PDF",
    )


def _profile(text: str) -> Profile:
    try:
        return Profile.parse(text)
    except MalformedError as error:
        raise error.within("--redact") from None


def _secret(salt_file: Path | None) -> bytes:
    if salt_file is None:
        return b""
    try:
        return checked(salt_file.read_bytes())
    except MalformedError as error:
        raise error.within("--salt-file") from None


def _release() -> str:
    try:
        return version("jointlog")
    except PackageNotFoundError:
        return "0"
