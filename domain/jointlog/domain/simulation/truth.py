"""The truth of a simulated incident: what was so, and what its record lets a reader conclude.

Each rule is the catalogue's own definition in closed form, from the true instants and from the
windows that the records leave open. The thresholds stand here a second time, on purpose.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Final

from jointlog.domain.simulation.course import AMBULANCE, COUNCIL, POLICE, TRUST, Course
from jointlog.domain.simulation.plan import CAME, Handover, Ride
from jointlog.domain.simulation.records import Record
from jointlog.domain.simulation.shapes import Holder, Seen, Truth, Wait
from jointlog.domain.time import ANY_TIME, Window

CONTACT_S: Final = 120
CLIN_S: Final = 300
LONGEST_UNHELD_S: Final = 900  # assessment, bed
ACCEPTED_WITHIN_S: Final = 900
ASKED_WITHIN_S: Final = 600
AMBULANCE_S: Final = 1800
DEPARTMENT_S: Final = 900
RELEASE_S: Final = 1800
ASSESSED_S: Final = 10_800
BED_S: Final = 14_400
RESTRAINT_S: Final = 600


@dataclass(slots=True)
class Reader:
    """One person's course, beside what was recorded of it."""

    course: Course
    record: Record
    until_s: int  # the incident's last true instant

    def windows(self, *keys: str) -> list[Window]:
        """When the first recorded of these acts was, by each record of it."""
        for key in keys:
            if found := self.record.windows(self.course.subject, key):
                return [window for _, window in found]
        return []

    def seen(self, starts: list[Window], ends: list[Window], limit_s: int) -> Seen | None:
        """Whether the record shows longer than the limit; no recorded end is the end of it all.

        Two agencies' versions of one act stand side by side: what is sure is so by each of them.
        """
        if not starts:
            return Seen.HIDDEN
        pairs = [(start, end) for start in starts for end in ends or [self.record.horizon]]
        if all(end.earliest_s - start.latest_s > limit_s for start, end in pairs):
            return Seen.DEFINITE
        is_so = any(end.latest_s - start.earliest_s > limit_s for start, end in pairs)
        return Seen.POSSIBLE if is_so else None

    def told(
        self,
        code: str,
        strand: str,
        bounds: tuple[int | None, int | None],
        seen: Seen | None,
        *,
        limit_s: int,
        why: str,
    ) -> Iterator[Truth]:
        """The truth of one length: true of the world, or only of the record."""
        start_s, end_s = bounds
        assert start_s is not None, "what begins happened"
        last_s = self.until_s if end_s is None else end_s
        real = last_s - start_s > limit_s
        if real or seen not in (None, Seen.HIDDEN):
            shown = seen or Seen.HIDDEN
            last_s = max(start_s, last_s)
            yield Truth(code, self.course.subject, strand, start_s, last_s, shown, real, why)

    def length(
        self, code: str, strand: str, acts: tuple[str, ...], limit_s: int, why: str
    ) -> Iterator[Truth]:
        """From the first of the acts to the first of the others that happened, or is recorded."""
        at, (start, *ends) = self.course.at, acts
        end_s = next((at(key) for key in ends if at(key) is not None), None)
        if at(start) is None:
            return
        seen = self.seen(self.windows(start), self.windows(*ends), limit_s)
        yield from self.told(code, strand, (at(start), end_s), seen, limit_s=limit_s, why=why)


def truths_of(course: Course, record: Record, until_s: int) -> list[Truth]:
    """Everything that is true of one person's course, or that its record shows.

    ``until_s`` is the incident's last true instant.
    """
    reader = Reader(course, record, until_s)
    rules = (_gaps, _departures, _offers, _ambulance, _place, _assessment, _force)
    return [truth for rule in rules for truth in rule(reader)]


def _gaps(reader: Reader) -> Iterator[Truth]:
    """F-GAP-01 besides departures: the slow sending, absconding, assessment, bed."""
    yield from reader.length("F-GAP-01", "CONTACT", ("call", "sent", "came"), CONTACT_S, "slow")
    yield from reader.length("F-GAP-01", "SAFE", ("gone", "watched"), 0, "absconded")
    why = str(reader.course.plan.amhp)
    yield from reader.length("F-GAP-01", "MHA", ("amhp", "amhp-sent"), LONGEST_UNHELD_S, why)
    if reader.course.at("bed") is not None:
        yield from reader.length("F-GAP-01", "BED", ("decided", "bed-owned"), LONGEST_UNHELD_S, "")


def _departures(reader: Reader) -> Iterator[Truth]:
    """F-GAP-01 and F-GAP-03 where those who brought the person leave."""
    course = reader.course
    for strand, key, limit_s in (
        ("DET", "left", 0),
        ("SAFE", "left", 0),
        ("CLIN", "crew-left", CLIN_S),
    ):
        left_s, taken_s = course.at(key), course.at("taken")
        if left_s is None:
            continue
        left, taken = reader.windows(key), reader.windows("taken")
        why = "acceptance not recorded" if taken_s and not taken else course.plan.handover
        for code, allowed_s in (("F-GAP-01", limit_s), ("F-GAP-03", ACCEPTED_WITHIN_S)):
            seen = reader.seen(left, taken, allowed_s)
            if code == "F-GAP-03" and left and not taken:
                seen = Seen.DEFINITE
            if ANY_TIME in left:
                seen = Seen.INDETERMINATE
            yield from reader.told(
                code, strand, (left_s, taken_s), seen, limit_s=allowed_s, why=why
            )


def _offers(reader: Reader) -> Iterator[Truth]:
    """F-GAP-02: offers and requests without any answer."""
    course = reader.course
    end_s, plan = reader.until_s, course.plan
    silent = plan.handover is Handover.SILENT
    answers = [*reader.windows("taken"), *reader.windows("refused")]
    why = "silent" if silent else "the answer may be before it" if answers else "forgotten answer"
    for strand, key in (("DET", "offered"), ("SAFE", "offered"), ("CLIN", "offered-care")):
        at_s = course.at(key)
        if at_s is None:
            continue
        is_linked = strand != "CLIN" and "unlinked" not in reader.record.traits
        last_s = max(window.latest_s for window in reader.windows(key))
        may_follow = all(last_s > answer.earliest_s for answer in answers)
        if not answers or (may_follow and not is_linked):
            seen = Seen.POSSIBLE if answers else Seen.DEFINITE
            yield Truth("F-GAP-02", course.subject, strand, at_s, end_s, seen, silent, why)
    asked_s = course.at("amhp")
    if asked_s is not None and course.at("amhp-sent") is None:
        for code, seen in (("F-GAP-02", Seen.DEFINITE), ("F-WAIT-10", Seen.POSSIBLE)):
            strand = "MHA" if code == "F-WAIT-10" else ""
            why = "no answer"
            yield Truth(code, course.subject, strand, asked_s, end_s, seen, real=True, why=why)


def _ambulance(reader: Reader) -> Iterator[Truth]:
    """F-WAIT-01 to 04."""
    course, ride = reader.course, reader.course.plan.ride
    if ride in CAME:
        yield from _came(reader, str(ride))
        return
    yield from reader.length("F-WAIT-04", "", ("s136", "asked"), ASKED_WITHIN_S, "asked late")
    asked_s, off_s = course.acts["asked"].at_s, course.acts["off"].at_s
    ended = "answer" if ride in (Ride.DECLINED, Ride.CANCELLED) else "off"
    subject, end_s = course.subject, course.acts[ended].at_s
    yield Truth("F-WAIT-01", subject, "", asked_s, end_s, Seen.DEFINITE, real=True, why=str(ride))
    chosen = ride is Ride.CANCELLED
    known = course.plan.reason_kept and not chosen
    seen = Seen.DEFINITE if known else Seen.POSSIBLE
    yield Truth("F-WAIT-03", subject, "", asked_s, off_s, seen, not chosen, str(ride))


def _came(reader: Reader, why: str) -> Iterator[Truth]:
    """F-WAIT-02: where the arrival is not recorded, what the crew did next tells only by when."""
    asked, crew = reader.windows("asked"), reader.windows("crew")
    seen = reader.seen(asked, crew, AMBULANCE_S)
    if asked and not crew:
        later = reader.windows("observed", "off", "arrived")
        first_s = min((window.latest_s for window in later), default=reader.record.horizon.latest_s)
        is_so = first_s - min(window.earliest_s for window in asked) > AMBULANCE_S
        seen = Seen.INDETERMINATE if is_so else None
    bounds = (reader.course.at("asked"), reader.course.at("crew"))
    yield from reader.told("F-WAIT-02", "", bounds, seen, limit_s=AMBULANCE_S, why=why)


def _place(reader: Reader) -> Iterator[Truth]:
    """F-WAIT-07 and F-WAIT-08."""
    plan = reader.course.plan
    if plan.to_department:
        acts = ("arrived", "taken")
        yield from reader.length("F-WAIT-07", "", acts, DEPARTMENT_S, plan.handover)
    at = reader.course.at
    left, gone = reader.windows("left"), reader.windows("gone")
    seen = reader.seen(reader.windows("arrived"), left or gone, RELEASE_S)
    why = "stayed" if left else "departure not recorded"
    if ANY_TIME in left:
        seen = Seen.INDETERMINATE
    bounds = (at("arrived"), at("left"))
    yield from reader.told("F-WAIT-08", "", bounds, seen, limit_s=RELEASE_S, why=why)


def _assessment(reader: Reader) -> Iterator[Truth]:
    """F-WAIT-10 to 12."""
    course = reader.course
    asked_s, none_s = course.at("amhp"), course.at("no-amhp")
    if asked_s is not None and none_s is not None:
        yield Truth(
            "F-WAIT-10",
            course.subject,
            "MHA",
            asked_s,
            course.acts["amhp-sent"].at_s,
            Seen.DEFINITE,
            real=True,
            why="none at night",
        )
    acts = ("arrived", "assessed")
    if course.at("assessed") is not None:
        yield from reader.length("F-WAIT-11", "", acts, ASSESSED_S, "late")
    elif asked_s is not None:
        for truth in reader.length("F-WAIT-11", "", acts, ASSESSED_S, "never recorded as begun"):
            yield replace(truth, seen=Seen.POSSIBLE)  # what rests on the absence of an entry
    found_s = course.at("bed-found")
    if found_s is None:
        return
    if course.plan.no_bed:
        start_s = course.acts["decided"].at_s
        sure = Seen.DEFINITE
        yield Truth(
            "F-WAIT-12", course.subject, "", start_s, found_s, sure, real=True, why="none found"
        )
        return
    yield from reader.length("F-WAIT-12", "", ("decided", "bed-found"), BED_S, "found late")


def _force(reader: Reader) -> Iterator[Truth]:
    """F-RST-01 and 02: a restraint that two agencies report is one restraint."""
    course = reader.course
    held_s, freed_s = course.at("held"), course.at("freed")
    if held_s is None or freed_s is None:
        return
    bounds, seen = (held_s, freed_s), _united(reader)
    yield from reader.told("F-RST-01", "", bounds, seen, limit_s=RESTRAINT_S, why="long")
    if course.plan.is_prone:
        turned_s = course.acts["turned"].at_s
        sure = Seen.DEFINITE
        yield Truth("F-RST-02", course.subject, "", held_s, turned_s, sure, real=True, why="prone")


def _united(reader: Reader) -> Seen | None:
    """Whether the restraint that all reports tell of together is longer than the threshold."""
    held, freed = reader.windows("held"), reader.windows("freed")
    cores = [(s.latest_s, e.earliest_s) for s, e in zip(held, freed, strict=True)]
    cores = sorted(core for core in cores if core[0] < core[1])
    sure_s = max((end_s - start_s for start_s, end_s in cores), default=0)
    if cores and max(start_s for start_s, _ in cores) <= min(end_s for _, end_s in cores):
        sure_s = max(end_s for _, end_s in cores) - cores[0][0]
    if sure_s > RESTRAINT_S:
        return Seen.DEFINITE
    most_s = max(w.latest_s for w in freed) - min(w.earliest_s for w in held)
    return Seen.POSSIBLE if most_s > RESTRAINT_S else None


def waits_of(course: Course) -> list[Wait]:
    """The true waits of one person."""
    subject, ride = course.subject, course.plan.ride
    ends = {Ride.DECLINED: "declined", Ride.CANCELLED: "cancelled"}
    outcome = "attended" if ride in CAME else ends.get(ride, "replaced by other transport")
    ended = "crew" if ride in CAME else "answer" if ride in ends else "off"
    acts = course.acts
    asked_s = acts["asked"].at_s
    made = [
        Wait(
            subject,
            "ambulance_convey",
            POLICE,
            AMBULANCE,
            asked_s,
            acts[ended].at_s,
            outcome,
        )
    ]
    if "amhp" in acts:
        end_s = acts["assessed"].at_s if "assessed" in acts else course.end_s
        outcome = "attended" if "assessed" in acts else "absent at the end of the record"
        at_s = acts["amhp"].at_s
        made.append(Wait(subject, "amhp", course.place, COUNCIL, at_s, end_s, outcome))
    if "bed" in acts:
        at_s, end_s = acts["bed"].at_s, acts["bed-found"].at_s
        made.append(Wait(subject, "bed", COUNCIL, TRUST, at_s, end_s, "attended"))
    return made


def holders_of(course: Course) -> list[Holder]:
    """Who truly held detention, supervision and care, and when nobody did."""
    moves: dict[str, list[tuple[str, str]]] = {
        "DET": [
            ("s136", POLICE),
            ("left", ""),
            ("taken", course.place),
            ("back", POLICE),
            ("taken-2", course.place),
            ("applied", COUNCIL),
            ("received", TRUST),
            ("ended", "-"),
        ],
        "SAFE": [
            ("safe", POLICE),
            ("left", ""),
            ("taken", course.place),
            ("gone", ""),
            ("watched", POLICE),
            ("taken-2", course.place),
            ("unwatched", "-"),
        ],
        "CLIN": [("observed", AMBULANCE), ("crew-left", ""), ("taken", course.place)],
        "MHA": [("amhp", ""), ("amhp-sent", COUNCIL), ("decided", "-")],
        "BED": [("bed", ""), ("bed-owned", TRUST), ("received", "-")],
    }
    return [
        Holder(course.subject, strand, who, start_s, end_s)
        for strand, keys in moves.items()
        for who, start_s, end_s in _stretches(course, keys)
    ]


def _stretches(course: Course, keys: Iterable[tuple[str, str]]) -> Iterator[tuple[str, int, int]]:
    """The moves that truly changed the holder, each until the next.

    Who leaves after the place has taken over leaves nothing behind; an act that says that the
    strand is not needed any more ends its last stretch.
    """
    taken_s = course.at("taken")
    done = sorted((act.at_s, who, key) for key, who in keys if (act := course.acts.get(key)))
    kept = [
        (at_s, who)
        for at_s, who, key in done
        if not (key.endswith("left") and taken_s is not None and taken_s <= at_s)
    ]
    ends = [*(at_s for at_s, _ in kept[1:]), course.end_s]
    for (at_s, who), end_s in zip(kept, ends[: len(kept)], strict=True):
        if who != "-":
            yield who, at_s, end_s
