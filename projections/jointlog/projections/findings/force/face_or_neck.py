"""F-RST-05."""

import re
from collections.abc import Iterator
from typing import Final

from jointlog.domain.events.force import RestraintDeviceChanged, RestraintStarted
from jointlog.domain.events.force_terms import Device, DeviceChange
from jointlog.domain.incident import Bound, Statement
from jointlog.domain.time import Length
from jointlog.domain.vocabulary import Strand
from jointlog.projections.case import Case
from jointlog.projections.finding import Found, Grade, Severity, detector
from jointlog.projections.reading.sequence import (
    disputes,
    joined,
    may_follow,
    mentions,
    of_subject,
    people,
    versions,
)

CODE = "F-RST-05"
NECK: Final = re.compile(
    r"(hold|pressure|compress\w*|grip|arm|knee|hands?)\W+(\w+\W+){0,5}(neck|throat)"
    r"|(neck|throat|carotid)\W+(\w+\W+){0,2}(hold|restraint|control|compress\w*)"
    r"|choke.?hold|headlock|carotid",
    re.IGNORECASE,
)


@detector(CODE, Severity.S1)
def face_or_neck(case: Case) -> Iterator[Found]:
    """Report each time the person's face was covered, or their neck held.

    What it finds: a device recorded as covering the face, a spit hood put on, or a restraint whose
    recorded reason or way speaks of the neck.

    Why it matters: it narrows the airway, and hides the signs that it is narrow.

    When it is wrong to raise it: the fact is disputed (then it is possible); two agencies tell of
    one device (one finding).

    Example: an emergency response belt put round the face at 11:12, taken off at 11:17: 5 min.

    Source: field dossier §3.8 and §4.4.
    """
    for subject in people(case, "restraint_device_changed", "restraint_started"):
        yield from _faces(case, subject)
        for statement in of_subject(case, subject, "restraint_started"):
            assert isinstance(statement.fact, RestraintStarted)
            held = mentions(NECK, statement.fact.reason)
            if held:
                yield _found(case, [statement], None, f"the neck held ({held!r})")


def _faces(case: Case, subject: str) -> Iterator[Found]:
    """Each stretch in which a device covered the face, told of once."""
    on: dict[Device, list[Statement]] = {}
    for statement in of_subject(case, subject, "restraint_device_changed"):
        fact = statement.fact
        assert isinstance(fact, RestraintDeviceChanged)
        if _covers(fact):
            on.setdefault(fact.device, []).append(statement)
        elif fact.device in on:
            device = fact.device
            yield _found(case, on.pop(device), statement, f"the face covered ({_word(device)})")
    for device, told in on.items():
        end = _released(case, told[0])
        yield _found(case, told, end, f"the face covered ({_word(device)})")


def _word(device: Device) -> str:
    return str(device).replace("_", " ")


def _covers(fact: RestraintDeviceChanged) -> bool:
    """Whether the face is covered from then on; a spit hood covers it by its nature."""
    if fact.change is DeviceChange.REMOVED:
        return False
    return fact.face_covered or (fact.device is Device.SPIT_HOOD and fact.face_covered is None)


def _released(case: Case, statement: Statement) -> Statement | None:
    for other in of_subject(case, statement.subject, "restraint_ended"):
        if may_follow(case, other, statement):
            return other
    return None


def _found(case: Case, told: list[Statement], end: Statement | None, what: str) -> Found:
    disputed = [entry for statement in told for entry in disputes(case, statement)]
    is_disputed = all(disputes(case, statement) for statement in told)
    first, over = told[0], case.bound_of(end) if end is not None else None
    length = _length(first, over)
    return Found(
        subject=first.subject,
        sentence=(
            f"{what} is recorded{f', for {length}' if length is not None else ''}"
            f"{'; that is disputed' if disputed else ''}"
        ),
        grade=Grade.POSSIBLE if is_disputed else Grade.DEFINITE,
        entries=joined(versions(*told), over.entries if over else (), versions(*disputed)),
        start=case.bound_of(first),
        end=over,
        length=length,
        strands=(Strand.FORCE,),
        parties=tuple(dict.fromkeys(statement.actor for statement in told)),
        settle="video of the restraint" if is_disputed else "",
    )


def _length(first: Statement, over: Bound | None) -> Length | None:
    """How long: as its source says, or to the recorded end; None where neither is recorded."""
    if first.occurred.lasted is not None:
        return first.occurred.lasted
    return Length.between(first.window, over.window) if over is not None else None
