"""`docs/events.md`: the envelope, then every event type."""

from jointlog.cli.pages import NOTICE
from jointlog.cli.pages.effects import effect_words
from jointlog.cli.pages.fields import fields_table
from jointlog.cli.pages.markdown import heading, joined, json_code, paragraph, table
from jointlog.domain.declare import Corrects, Event
from jointlog.domain.entry import Clock, Envelope, Handling, Person, Source
from jointlog.domain.events import catalogue
from jointlog.domain.protocol import Library, Standard
from jointlog.domain.schema import EXAMPLE_ID, EXAMPLE_TIME, example
from jointlog.domain.vocabulary import RECORDERS, STRAND_NAMES, Recorder

EXAMPLE_INCIDENT = "CAD-1234"
INTRODUCTION = """A statement says one fact: its type, when it happened, and the fields of the
type under `facts`. Beside them stand the fields of the envelope. Required fields are **bold**; a
field that is left out has its default. Names are stored and never change."""


def page() -> str:
    """The page."""
    library = Library.load(catalogue())
    subjects: dict[str, list[type[Event]]] = {}
    for cls in catalogue():
        subjects.setdefault(cls.declared.subject, []).append(cls)
    blocks = [
        heading(1, "Events"),
        NOTICE,
        paragraph(INTRODUCTION),
        *_index(subjects),
        *_envelope(),
        heading(2, "Who may record"),
        _recorders(),
        heading(2, "Responsibilities"),
        table(("code", "responsibility"), [(s.value, name) for s, name in STRAND_NAMES.items()]),
    ]
    for subject, classes in subjects.items():
        blocks.append(heading(1, subject.capitalize()))
        for cls in classes:
            blocks += _event(cls, library)
    return joined(blocks)


def _index(subjects: dict[str, list[type[Event]]]) -> list[str]:
    rows = []
    for subject, classes in subjects.items():
        links = [f"[{c.declared.name}](#{c.declared.name})" for c in classes]
        rows.append((subject, ", ".join(links)))
    count = sum(map(len, subjects.values()))
    return [f"{count} types in {len(subjects)} subjects:", table(("subject", "types"), rows)]


def _envelope() -> list[str]:
    blocks = [heading(2, "The envelope"), fields_table(Envelope)]
    for cls in (Person, Clock, Source, Handling):
        blocks += [heading(3, cls.__name__), paragraph(cls.__doc__ or ""), fields_table(cls)]
    return blocks


def _recorders() -> str:
    rows = []
    for kind, recorders in RECORDERS.items():
        rows.append((f"`{kind}`", ", ".join(sorted(recorders))))
    text = "Every agency may record what is open to any agency. Besides, by kind of agency:"
    return f"{text}\n\n{table(('kind of agency', 'positions'), rows)}"


def _event(cls: type[Event], library: Library) -> list[str]:
    declared = cls.declared
    who = ", ".join(sorted(declared.posted_by, key=[*map(str, Recorder)].index))
    notes = [f"- Recorded by: {who}."]
    if declared.own_act:
        notes.append("- Own act: only the agency that acted may say it.")
    if declared.corrects is not Corrects.NOTHING:
        notes.append(f"- Corrects {declared.corrects.value}; `corrects` must name it.")
    if declared.retired:
        notes.append("- Retired: kept for reading, refused for new entries.")
    notes += [f"- Effect: {effect_words(effect)}." for effect in declared.effects]
    if not declared.effects:
        notes.append("- Effect: none on responsibilities and waits.")
    notes += _clocks(declared.name, library)
    statement = {
        "id": EXAMPLE_ID,
        "type": declared.name,
        "incident": EXAMPLE_INCIDENT,
        "occurred": EXAMPLE_TIME,
        **({"corrects": EXAMPLE_ID} if declared.corrects is not Corrects.NOTHING else {}),
        "facts": example(cls),
    }
    return [
        heading(2, declared.name),
        "\n\n".join(paragraph(part) for part in declared.summary.split("\n\n")),
        "\n".join(notes),
        fields_table(cls),
        json_code(statement),
    ]


def _clocks(name: str, library: Library) -> list[str]:
    """The standards whose clocks the event starts or ends."""
    notes = []
    for word, attribute in (
        ("Starts the clock of", "start"),
        ("Stops the clock of", "stop"),
        ("Shows that it has stopped by then:", "stopped_by"),
        ("Begins another segment of", "supersede"),
        ("Cancels the clock of", "cancel"),
    ):
        found = [s for s in library if any(t.event == name for t in getattr(s, attribute))]
        if found:
            notes.append(f"- {word}: {', '.join(map(_link, _once(found)))}.")
    return notes


def _once(standards: list[Standard]) -> list[Standard]:
    return list({standard.id: standard for standard in standards}.values())


def _link(standard: Standard) -> str:
    return f"[{standard.id}](standards.md#{standard.id.lower()})"
