"""A table of a chronology as CSV that a spreadsheet opens safely."""

import csv
import io
from typing import Final

from jointlog.projections.chronology.document import Document, Table
from jointlog.projections.wording.harmless import guarded

SHEET: Final = "sheet"


def csv_of(document: Document, key: str = SHEET) -> bytes:
    """The sheet of entries, or the table of this key, in UTF-8 with a byte order mark.

    Lines end with CR LF. A cell that a spreadsheet could run begins with an apostrophe.

    Raises:
        KeyError: there is no such table.

    """
    tables = {table.key: table for table in (document.sheet, *document.tables)}
    return _csv(tables[key])


def _csv(table: Table) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(table.head)
    for row in table.rows:
        writer.writerow([guarded("; ".join(cell.lines)) for cell in row.cells])
    return out.getvalue().encode("utf-8-sig")
