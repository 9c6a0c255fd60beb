"""``jointlog protocols``."""

from datetime import date
from difflib import get_close_matches

import click

from jointlog.cli.commands.explain import standard_lines
from jointlog.cli.now import now_ms
from jointlog.cli.output import Part, say, say_json, show, table
from jointlog.cli.reading import data_option, width_of, width_option
from jointlog.domain.errors import MalformedError, NotFoundError
from jointlog.domain.events import catalogue
from jointlog.domain.protocol import Library, Protocol, Standard, Statistic
from jointlog.domain.time import from_s, say_seconds
from jointlog.domain.vocabulary import Jurisdiction
from jointlog.projections.plain import late_reason_plain, standard_plain


@click.command("protocols")
@click.argument("standard_id", metavar="[STANDARD]", required=False)
@click.option("--late-reasons", is_flag=True, help="List the reasons for a late entry instead.")
@click.option("--on", "on_text", default="", metavar="DATE", help="In force on this day.  [today]")
@click.option(
    "--jurisdiction",
    type=click.Choice([each.value for each in Jurisdiction]),
    default=Jurisdiction.ENGLAND.value,
    show_default=True,
    help="Whose standards.",
)
@width_option
@data_option
def command(
    standard_id: str | None,
    on_text: str,
    jurisdiction: str,
    width: int | None,
    *,
    late_reasons: bool,
    as_json: bool,
) -> None:
    """List the time standards in force on a day, or show every edition of STANDARD.

    Each has its document and a mark: 'confirmed' was read in the source named; everything else is
    to be verified before it is relied on.
    """
    library = Library.load(catalogue())
    columns = width_of(width)
    if standard_id is not None:
        editions = [each for each in library if standard_id.upper() in (each.id, each.reference)]
        if not editions:
            near = get_close_matches(standard_id.upper(), {each.id for each in library}, n=1)
            hint = f"did you mean {near[0]}?" if near else "'jointlog protocols' lists them"
            raise NotFoundError(f"there is no standard {standard_id!r:.60}; {hint}")
        if as_json:
            say_json([standard_plain(each) for each in editions])
            return
        lines: list[list[Part]] = []
        for edition in editions:
            lines += standard_lines(edition, columns)
            lines += [[f"  limit     {limit_words(edition)}"], []]
        show(lines)
        return
    protocol = library.choose(Jurisdiction(jurisdiction), _day(on_text))
    if late_reasons:
        _say_reasons(protocol, columns, as_json=as_json)
        return
    if as_json:
        say_json([standard_plain(each) for each in protocol])
        return
    head = f"{protocol.name}: {len(protocol)} standards"
    rows = [[s.reference, limit_words(s), s.kind.value, s.mark.value, s.name] for s in protocol]
    names = ["standard", "limit", "kind", "mark", "measures"]
    show([[head], *table(names, rows, columns)])


def _say_reasons(protocol: Protocol, columns: int, *, as_json: bool) -> None:
    """The reasons for which an entry may be made late on that day."""
    if as_json:
        say_json([late_reason_plain(each) for each in protocol.late_reasons])
        return
    say(f"{protocol.name}: {len(protocol.late_reasons)} reasons for a late entry")
    rows = [
        [each.id, each.mark.value, f"{each.name}; also: {', '.join(each.words)}. {each.source}"]
        for each in protocol.late_reasons
    ]
    show(table(["reason", "mark", "what"], rows, columns))
    say("Another reason is kept and shown as not on the list.")


def limit_words(standard: Standard) -> str:
    """The limit, with the statistic where it is not for each incident."""
    if standard.limit_s is None:
        return "none set"
    said = say_seconds(standard.limit_s)
    if standard.statistic is Statistic.PERCENTILE:
        return f"{said} in {standard.percentile} of 100"
    return f"{said} mean" if standard.statistic is Statistic.MEAN else said


def _day(text: str) -> date:
    if not text:
        return from_s(now_ms() // 1000).date()
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise MalformedError(
            "--on", f"{text!r:.40} is no date", "a date such as 2011-04-18"
        ) from None
