"""XES (IEEE 1849): an incident is a trace, an entry an event, in the order of their times."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final
from xml.sax.saxutils import quoteattr

from jointlog.projections.extract.ocel import Happening, Story, as_text, event_types, instant

KINDS: Final = {
    "string": "string",
    "time": "date",
    "integer": "int",
    "float": "float",
    "boolean": "boolean",
}
HEAD: Final = """<?xml version="1.0" encoding="UTF-8"?>
<log xes.version="1849-2016" xes.features="" xmlns="http://www.xes-standard.org/">
<extension name="Concept" prefix="concept" uri="http://www.xes-standard.org/concept.xesext"/>
<extension name="Time" prefix="time" uri="http://www.xes-standard.org/time.xesext"/>
<extension name="Organizational" prefix="org" uri="http://www.xes-standard.org/org.xesext"/>
<extension name="Lifecycle" prefix="lifecycle" uri="http://www.xes-standard.org/lifecycle.xesext"/>
<extension name="ID" prefix="identity" uri="http://www.xes-standard.org/identity.xesext"/>
<global scope="trace">
<string key="concept:name" value="unknown"/>
</global>
<global scope="event">
<string key="concept:name" value="unknown"/>
<date key="time:timestamp" value="1970-01-01T00:00:00Z"/>
<string key="lifecycle:transition" value="complete"/>
</global>
<classifier name="Event type" keys="concept:name"/>
"""
NO_XML: Final = re.compile("[^\\t\\n\\r\\x20-\\ud7ff\\ue000-\\ufffd\\U00010000-\\U0010ffff]")
"""Characters that no XML document may have; U+FFFD stands for them."""


class Xes:
    """Writes one file; `finish` completes it."""

    def __init__(self, path: Path, stamp: Mapping[str, str]) -> None:
        self._to = path.open("w", encoding="utf-8", newline="\n")
        self._types = event_types()
        self._to.write(HEAD)
        for name, value in stamp.items():
            self._to.write(_told("string", f"jointlog:{name}", value))

    def add(self, story: Story) -> None:
        """Write an incident as a trace."""
        incident = next(iter(story.things.values())).attributes["incident"]
        self._to.write(f"<trace>\n{_told('string', 'concept:name', incident)}")
        for happening in sorted(story.happenings, key=lambda each: each.at_ms):
            self._to.writelines(self._event(happening))
        self._to.write("</trace>\n")

    def _event(self, happening: Happening) -> Iterator[str]:
        told = happening.attributes
        yield f"<event>\n{_told('string', 'concept:name', happening.type)}"
        yield _told("date", "time:timestamp", instant(happening.at_ms))
        yield _told("string", "lifecycle:transition", "complete")
        yield _told("id", "identity:id", happening.id)
        yield _told("string", "org:resource", told["log_actor"])
        if role := told.get("log_actor_role"):
            yield _told("string", "org:role", role)
        types = self._types[happening.type]
        for name, value in told.items():
            yield _told(KINDS[types[name]], name, value)
        yield "</event>\n"

    def finish(self) -> None:
        """Close the log."""
        self._to.write("</log>\n")
        self._to.close()


def _told(kind: str, key: str, value: Any) -> str:
    text = NO_XML.sub("\ufffd", as_text(value))
    return f'<{kind} key="{key}" value={quoteattr(text)}/>\n'
