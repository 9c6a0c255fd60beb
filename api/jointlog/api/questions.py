"""The query parameters of reads, as documented types."""

import re
from datetime import datetime, timedelta
from typing import Annotated, Any, Final

from fastapi import Path, Query

from jointlog.domain.entry import INCIDENT_ID
from jointlog.domain.errors import MalformedError
from jointlog.domain.incident import Order
from jointlog.domain.time import EPOCH
from jointlog.domain.vocabulary import AGENCY_ID, Agency, AgencyKind, Strand
from jointlog.projections.asked import Filter
from jointlog.projections.case import Question
from jointlog.projections.finding import Grade, Severity
from jointlog.projections.findings import TABLE

INSTANT: Final = re.compile(
    r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?(Z|[+-]\d\d:\d\d)", re.ASCII
)
INSTANT_EXPECTED: Final = "RFC 3339 with a zone: 2026-03-01T22:41:00Z, or +01:00 (written %2B01:00)"
TEXT_LENGTH_MAX: Final = 100
LIMIT_MAX: Final = 500
LIMIT: Final = 100
INSTANT_HELP: Final = "RFC 3339 with a zone, such as 2026-03-01T22:41:00Z."

ONE_AGENCY: Final = f"({'|'.join(AgencyKind)}):{AGENCY_ID.pattern}"
AGENCY_PATTERN: Final = f"({'|'.join(AgencyKind)})(:{AGENCY_ID.pattern})?"
# For the reference only: what is refused is refused by the readers below, in their own words.
AN_INSTANT: Final[dict[str, Any]] = {"format": "date-time"}
AN_INSTANT_OR_NONE: Final[dict[str, Any]] = {"anyOf": [{"maxLength": 0}, AN_INSTANT]}


def shaped(pattern: str) -> dict[str, Any]:
    """What the reference tells of a text of this form, where it is not left empty."""
    return {"pattern": f"^({pattern})?$"}


IncidentAsked = Annotated[
    str,
    Path(
        description="The incident's id: the first poster's own reference, or a UUID.",
        json_schema_extra={"pattern": f"^{INCIDENT_ID.pattern}$"},
    ),
]
OrderAsked = Annotated[
    Order, Query(description="By the time things occurred, or as they were recorded.")
]
KnownAt = Annotated[
    str,
    Query(
        description=f"Only what this log had recorded by then. {INSTANT_HELP}",
        json_schema_extra=AN_INSTANT_OR_NONE,
    ),
]
Until = Annotated[
    str,
    Query(
        description=f"Only what occurred by then; also the end of the record. {INSTANT_HELP}",
        json_schema_extra=AN_INSTANT_OR_NONE,
    ),
]
ProtocolAsked = Annotated[
    str,
    Query(
        description="Standards of a place and day, such as england@2011-04-18; "
        "the incident's own where none is named.",
        max_length=TEXT_LENGTH_MAX,
    ),
]
SubjectAsked = Annotated[
    str, Query(description="Only what is about this person.", max_length=TEXT_LENGTH_MAX)
]
RefAsked = Annotated[
    str,
    Query(
        description="Only those with this id, or to which an agency gave this reference of its own "
        "(a CAD number, say), as a whole and without regard to capitals.",
        max_length=TEXT_LENGTH_MAX,
    ),
]
Limit = Annotated[int, Query(description="Rows of a page.", ge=1, le=LIMIT_MAX)]
Cursor = Annotated[
    str, Query(description="`next` of the page before, with the same other parameters.")
]
AgencyAsked = Annotated[
    str,
    Query(
        description="A party to it: kind:id, or kind for any of the kind.",
        json_schema_extra=shaped(AGENCY_PATTERN),
    ),
]
StrandAsked = Annotated[Strand | None, Query(description="The responsibility it concerns.")]
FromAsked = Annotated[
    str,
    Query(
        alias="from",
        description=f"It lasted until then or longer. {INSTANT_HELP}",
        json_schema_extra=AN_INSTANT_OR_NONE,
    ),
]
ToAsked = Annotated[
    str,
    Query(
        alias="to",
        description=f"It began before then. {INSTANT_HELP}",
        json_schema_extra=AN_INSTANT_OR_NONE,
    ),
]
KnowerAsked = Annotated[
    str,
    Query(
        alias="agency",
        description="Who had it: kind:id, or kind for any of the kind.",
        max_length=TEXT_LENGTH_MAX,
        json_schema_extra={"pattern": f"^{AGENCY_PATTERN}$"},
    ),
]
AtAsked = Annotated[
    str,
    Query(
        alias="at",
        description=f"By then; the record's end if left out. {INSTANT_HELP}",
        json_schema_extra=AN_INSTANT_OR_NONE,
    ),
]
EarlierAsked = Annotated[
    str,
    Query(
        alias="from",
        description=f"The first moment of recording. {INSTANT_HELP}",
        json_schema_extra=AN_INSTANT,
    ),
]
LaterAsked = Annotated[
    str,
    Query(
        alias="to",
        description=f"The second moment of recording; the last entry's if left out. {INSTANT_HELP}",
        json_schema_extra=AN_INSTANT_OR_NONE,
    ),
]
PersonAsked = Annotated[
    str,
    Query(
        description="Only this person: the pseudonym that the incidents share.",
        max_length=TEXT_LENGTH_MAX,
    ),
]
CODES: Final = tuple(detector.code for detector in TABLE)
ClassAsked = Annotated[
    str,
    Query(
        alias="code",
        description="Only this class of finding.",
        json_schema_extra={"enum": ["", *CODES]},
    ),
]
MinAsked = Annotated[
    int | None, Query(description="It surely lasted so many seconds.", ge=0, le=10**9)
]


def question(
    order: OrderAsked = Order.OCCURRED,
    known_at: KnownAt = "",
    until: Until = "",
    protocol: ProtocolAsked = "",
) -> Question:
    """Which view of an incident is asked for.

    Raises:
        MalformedError: a time is in another form.

    """
    until_ms = instant_ms("until", until)
    return Question(
        order=order,
        known_at_ms=instant_ms("known_at", known_at),
        until_s=None if until_ms is None else until_ms // 1000,
        protocol=protocol,
    )


def finding_filter(
    *,
    code: Annotated[
        str,
        Query(
            description="A finding's code or name.",
            json_schema_extra={"enum": ["", *CODES, *(detector.name for detector in TABLE)]},
        ),
    ] = "",
    agency: AgencyAsked = "",
    strand: StrandAsked = None,
    begins: FromAsked = "",
    ends: ToAsked = "",
    min_s: MinAsked = None,
    grade: Annotated[Grade | None, Query(description="How sure it is.")] = None,
    severity: Annotated[Severity | None, Query(description="How much it matters.")] = None,
) -> Filter:
    """Which findings are asked for.

    Raises:
        MalformedError: names the parameter.

    """
    return Filter(
        kind=checked_code(code, *(detector.name for detector in TABLE)),
        agency=agency_of(agency) if agency else None,
        strand=strand,
        from_s=_instant_s("from", begins),
        to_s=_instant_s("to", ends),
        min_s=min_s,
        grade=grade,
        severity=severity,
    )


def checked_code(code: str, *names: str) -> str:
    """The code of a finding, or one of these names; "" is any.

    Raises:
        MalformedError: there is no such finding.

    """
    if code and code not in (*CODES, *names):
        raise MalformedError("code", f"{code[:60]!r} is no finding", ", ".join(CODES))
    return code


def instant_ms(field: str, text: str) -> int | None:
    """UTC milliseconds since 1970 of an RFC 3339 text; None for an empty one.

    Raises:
        MalformedError: another form, no zone, or no such instant.

    """
    if not text:
        return None
    try:
        instant = datetime.fromisoformat(text) if INSTANT.fullmatch(text) else None
    except ValueError:
        instant = None
    if instant is None:
        raise MalformedError(field, f"{text[:60]!r} is no instant", INSTANT_EXPECTED)
    return (instant - EPOCH) // timedelta(milliseconds=1)


def _instant_s(field: str, text: str) -> int | None:
    at_ms = instant_ms(field, text)
    return None if at_ms is None else at_ms // 1000


def agency_of(text: str) -> Agency:
    """The agency that a parameter names.

    Raises:
        MalformedError: it names none.

    """
    try:
        return Agency.parse(text[:TEXT_LENGTH_MAX])
    except MalformedError as error:
        raise error.within("agency") from None
