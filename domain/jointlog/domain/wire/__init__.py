"""Plain values in and out: the one strict reader and writer for every door.

HTTP bodies, JSONL, CloudEvents, scenario files and stored bytes all become typed values here and
nowhere else. A plain value is what JSON and MessagePack share: None, bool, int, float, str, list,
dict (and bytes, in the stored form). The reader refuses what the type does not say, by field:
unknown fields, wrong types, numbers out of bounds, text with NUL or lone surrogates.

The stored form (``Form.STORED``) is the same tree with compact times and ids;
`docs/storage.md` describes it with test vectors. Its writer refuses what the reader would refuse,
so that nothing is stored that cannot be read again.
"""

from jointlog.domain.declare import INT_MAX, bounds
from jointlog.domain.wire.reading import (
    PLAIN,
    Form,
    OccurredShown,
    object_reader,
    read,
    reader,
)
from jointlog.domain.wire.writing import agency_text, object_writer, write, writer

__all__ = [
    "INT_MAX",
    "PLAIN",
    "Form",
    "OccurredShown",
    "agency_text",
    "bounds",
    "object_reader",
    "object_writer",
    "read",
    "reader",
    "write",
    "writer",
]
