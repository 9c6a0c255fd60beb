"""`docs/problems.md`: every refusal with its code, HTTP status and exit code."""

import inspect

from jointlog.cli.exits import MEANINGS, Exit, exit_of
from jointlog.cli.pages import NOTICE
from jointlog.cli.pages.api import refusals
from jointlog.cli.pages.markdown import heading, joined, paragraph, table
from jointlog.domain.errors import BatchRefusedError, LogError

INTRODUCTION = """A refusal has a stable code. Over HTTP it is an RFC 9457 problem whose `type` is
`/problems/<code>`; `field` and `expected` name the value to mend. On the command line it is one
sentence on standard error, and an exit code."""
NO_EXIT = "-"


def page() -> str:
    """The page."""
    kinds = refusals()
    rows = [(f"[{k.code}](#{k.code})", str(status), _exit(k)) for k, (status, _) in kinds.items()]
    blocks = [
        heading(1, "Problems"),
        NOTICE,
        paragraph(INTRODUCTION),
        table(("code", "HTTP status", "exit code"), rows),
    ]
    for kind, (status, title) in kinds.items():
        blocks += [
            heading(2, kind.code),
            f"{status} · {title}. {_exit_told(kind)}",
            "\n\n".join(paragraph(p) for p in inspect.cleandoc(kind.__doc__ or "").split("\n\n")),
        ]
    return joined(blocks)


def _exit_told(kind: type[LogError]) -> str:
    code = _exit(kind)
    return "Told over HTTP only." if code == NO_EXIT else f"Exit code {code}."


def _exit(kind: type[LogError]) -> str:
    if kind is BatchRefusedError:
        return "that of its item"
    found = exit_of(kind.__new__(kind))
    return str(int(found)) if found in MEANINGS and found is not Exit.BUG else NO_EXIT
