"""What the Tab key offers: incidents, agencies and findings of the log, quickly or not at all.

Nothing here fails or makes a log: where there is none, nothing is offered. What would take long is
looked for in the newest part of the log only.
"""

import os
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

import click
from click.shell_completion import BashComplete, CompletionItem, add_completion_class
from click.shell_completion import split_arg_string as split_words

from jointlog.domain.errors import LogError
from jointlog.domain.store.address import DATABASE
from jointlog.domain.store.log import Log
from jointlog.domain.store.settings import DEFAULT_DATABASE, Settings, read_database
from jointlog.domain.vocabulary import AgencyKind

NEWEST_ENTRIES: Final = 2000
NEWEST_INCIDENTS: Final = 200
PATIENCE_S: Final = 0.8
"""Of processor time: a busy machine offers the same, a little later."""
OFFERED_MAX: Final = 500
VARIABLE: Final = "_JOINTLOG_COMPLETE"
Offer = Callable[[click.Context, click.Parameter, str], list[CompletionItem[Any]]]

_BASH: Final = r"""%(complete_func)s() {
    local IFS=$'\n' line="${COMP_LINE:0:COMP_POINT}" response kind value current before
    COMPREPLY=()
    response=$(env COMP_LINE="$line" %(complete_var)s=bash_complete "$1")
    for response in $response; do
        kind="${response%%%%,*}" value="${response#*,}"
        if [[ $kind == dir ]]; then compopt -o dirnames
        elif [[ $kind == file ]]; then compopt -o default
        else COMPREPLY+=("$value"); fi
    done
    current="${line##*[[:space:]]}"
    if [[ $current == *:* && $COMP_WORDBREAKS == *:* ]]; then
        before="${current%%"${current##*:}"}"
        COMPREPLY=("${COMPREPLY[@]#"$before"}")
    fi
    return 0
}
complete -o nosort -F %(complete_func)s %(prog_name)s
"""


class WholeWords(BashComplete):
    """Bash, with words such as ``police:met`` as one: bash itself breaks them at the colon."""

    source_template = _BASH

    @staticmethod
    def _check_version() -> None:
        """Any bash from 4.4 on, which every system has had since 2016."""

    def get_completion_args(self) -> tuple[list[str], str]:
        """The words before the cursor, and the one that is not finished."""
        line = os.environ.get("COMP_LINE", "")
        words = split_words(line)
        last = "" if not words or line[-1:].isspace() else words.pop()
        return words[1:], last


def register() -> None:
    """Make click use our bash."""
    add_completion_class(WholeWords)


def incident_ids(
    ctx: click.Context, parameter: click.Parameter, incomplete: str
) -> list[CompletionItem[Any]]:
    """The incidents of the log whose ids begin so, the newest first."""
    del parameter
    with suppress(LogError, OSError), _log(ctx) as log:
        heads = [each for each in log.incidents() if each.incident.startswith(incomplete)]
        heads.sort(key=lambda each: -each.position)
        return _items((each.incident, f"{each.version} entries") for each in heads)
    return []


def agencies(
    ctx: click.Context, parameter: click.Parameter, incomplete: str
) -> list[CompletionItem[Any]]:
    """The agencies of the incident named, or of the newest entries, then the kinds."""
    del parameter
    found: set[str] = set()
    with suppress(LogError, OSError), _log(ctx) as log:
        named = ctx.params.get("incident")
        after = max(0, log.head() - NEWEST_ENTRIES)
        located = log.located(named) if named else log.read(after, NEWEST_ENTRIES)
        entries = (each.entry for each in located if each.entry is not None)
        found = {str(agency) for entry in entries for agency in (entry.agency, entry.actor)}
    words = [*sorted(found), *(kind.value for kind in AgencyKind)]
    offered = dict.fromkeys(word for word in words if word.startswith(incomplete))
    return _items((word, "") for word in offered)


def finding_ids(
    ctx: click.Context, parameter: click.Parameter, incomplete: str
) -> list[CompletionItem[Any]]:
    """The findings of the incident named, or of the newest, as far as a short time allows."""
    del parameter
    with suppress(LogError, OSError), _log(ctx) as log:
        return _items(_findings(log, ctx.params.get("incident") or "", incomplete))
    return []


def finding_codes(
    ctx: click.Context, parameter: click.Parameter, incomplete: str
) -> list[CompletionItem[Any]]:
    """The codes of findings, with their names."""
    from jointlog.projections.findings import TABLE  # noqa: PLC0415 - only when it is asked for

    del ctx, parameter
    return _items((e.code, e.name) for e in TABLE if e.code.startswith(incomplete.upper()))


def event_types(
    ctx: click.Context, parameter: click.Parameter, incomplete: str
) -> list[CompletionItem[Any]]:
    """The event types."""
    from jointlog.domain.events import catalogue  # noqa: PLC0415 - only when it is asked for

    del ctx, parameter
    names = (cls.declared.name for cls in catalogue())
    return _items((name, "") for name in names if name.startswith(incomplete))


def _findings(log: Log, incident: str, incomplete: str) -> Iterator[tuple[str, str]]:
    from jointlog.projections.case import examine  # noqa: PLC0415 - only when it is asked for
    from jointlog.projections.findings import find  # noqa: PLC0415

    begun = time.process_time()
    heads = sorted(log.incidents(), key=lambda head: -head.position)[:NEWEST_INCIDENTS]
    for name in [incident] if incident else [head.incident for head in heads]:
        if time.process_time() - begun > PATIENCE_S:
            return
        entries = [e.entry for e in log.located(name) if e.entry is not None]
        for finding in find(examine(entries)) if entries else ():
            if finding.id.startswith(incomplete):
                yield finding.id, f"{finding.name.replace('_', ' ')}, {name}"


def _log(ctx: click.Context) -> Log:
    """The log that the command would open, if it is there.

    Raises:
        StoreError: it is not, or cannot be used.

    """
    given = ctx.params.get("database") or os.environ.get(DATABASE) or DEFAULT_DATABASE
    path = read_database(given)
    if isinstance(path, Path) and not path.exists():
        raise FileNotFoundError(path)
    return Log.open(Settings.of({**os.environ, DATABASE: given}))


def _items(words: Iterable[tuple[str, str]]) -> list[CompletionItem[Any]]:
    """What is offered: no word that could disturb a terminal."""
    held = [(word, told) for word, told in words if word.isprintable() and told.isprintable()]
    return [CompletionItem(word, help=told or None) for word, told in held[:OFFERED_MAX]]
