"""A chronology as a Word document; the same bytes for the same document."""

import io
import zipfile
from collections.abc import Callable
from datetime import datetime
from typing import Any, Final

import docx
from docx.document import Document as Written
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from jointlog.projections.chronology.document import Cell, Document, Row, Table
from jointlog.projections.wording.harmless import SEEN_IN_LINES

MADE: Final = datetime(2000, 1, 1)  # noqa: DTZ001 - the form has no zone
ABOUT: Final = (20, 80)
ZIP_TIME: Final = (1980, 1, 1, 0, 0, 0)
WIDE_MM: Final = 297 - 20
SMALL: Final = Pt(8)
FONT: Final = "Arial"
SHADE: Final = "E8EDF2"


def docx_of(document: Document, step: Callable[[], object] = lambda: None) -> bytes:
    """The whole document, A4 landscape, heads of tables repeated on each page.

    ``step`` is called after each row of a table is written, by who shows how far it is.
    """
    written = docx.Document()
    _set_up(written, document)
    written.add_heading(_text(document.title), 0)
    written.add_paragraph(_text(document.days))
    about = written.add_table(rows=len(document.about), cols=2, style="Table Grid")
    widths = _set_widths(about, ABOUT)
    for row, (name, value) in zip(about.rows, document.about, strict=True):
        _fill(row, Row((Cell((name,), is_headed=True), Cell((value,)))), widths)
    for table in document.tables:
        _table(written, table, step)
    written.add_heading("What this document does not say", 1)
    for limit in document.limits:
        written.add_paragraph(_text(limit), style="List Bullet")
    held = io.BytesIO()
    written.save(held)
    return _timeless(held.getvalue())


def _set_up(written: Written, document: Document) -> None:
    section = written.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Mm(297), Mm(210)
    section.left_margin = section.right_margin = Mm(10)
    section.top_margin = section.bottom_margin = Mm(13)
    for name, size in (("Normal", 9), ("Title", 18), ("Heading 1", 13), ("List Bullet", 9)):
        style: Any = written.styles[name]
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for key in [key for key in fonts.attrib if "heme" in key]:
            del fonts.attrib[key]
        style.font.name, style.font.size = FONT, Pt(size)
        style.paragraph_format.space_after = Pt(3)
    core = written.core_properties
    core.title, core.author, core.last_modified_by = _text(document.title), "jointlog", "jointlog"
    core.created = core.modified = core.last_printed = MADE
    core.comments, core.revision, core.language = "", 1, "en-GB"
    _number_pages(section.footer.paragraphs[0])


def _number_pages(paragraph: Any) -> None:
    """Write the number of the page at its foot, as a field that Word fills in."""
    paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    run = paragraph.add_run()
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        if kind:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
        else:
            mark = OxmlElement("w:instrText")
            mark.text = text
        run._r.append(mark)  # noqa: SLF001 - python-docx has no fields


def _table(written: Written, table: Table, step: Callable[[], object]) -> None:
    written.add_heading(_text(table.title), 1)
    if table.note:
        written.add_paragraph(_text(table.note))
    if not table.rows:
        written.add_paragraph(_text(table.empty))
        return
    made = written.add_table(rows=1 + len(table.rows), cols=len(table.head), style="Table Grid")
    widths = _set_widths(made, table.widths)
    head, *rows = made.rows
    _mark(head, "w:tblHeader")
    for cell in _fill(head, Row(tuple(Cell((n,), is_headed=True) for n in table.head)), widths):
        cell.paragraphs[0].paragraph_format.keep_with_next = True
        _shade(cell)
    for row, told in zip(rows, table.rows, strict=True):
        _mark(row, "w:cantSplit")
        _fill(row, told, widths)
        step()


def _fill(row: Any, told: Row, widths: list[Mm]) -> list[Any]:
    cells = list(row.cells)
    for cell, each, width in zip(cells, told.cells, widths, strict=True):
        cell.width = width
        _write(cell, each)
    return cells


def _mark(row: Any, name: str) -> None:
    """Set a property of a row: that it is a head, or that it stays on one page."""
    properties = row._tr.get_or_add_trPr()  # noqa: SLF001 - python-docx has no such property
    properties.append(OxmlElement(name))


def _shade(cell: Any) -> None:
    shade = OxmlElement("w:shd")
    for name, value in (("w:val", "clear"), ("w:color", "auto"), ("w:fill", SHADE)):
        shade.set(qn(name), value)
    cell._tc.get_or_add_tcPr().append(shade)  # noqa: SLF001 - python-docx has no such property


def _write(cell: Any, told: Cell) -> None:
    lines = told.lines
    if told.to and all(line.startswith("#") for line in lines):
        lines = (", ".join(lines),)
    for number, line in enumerate(lines or ("",)):
        paragraph = cell.paragraphs[0] if number == 0 else cell.add_paragraph()
        run = paragraph.add_run(_text(line))
        run.font.size = SMALL
        run.bold = told.is_headed and number == 0
        paragraph.paragraph_format.space_after = Pt(1)


def _set_widths(table: Any, shares: tuple[int, ...]) -> list[Mm]:
    """Set the widths of the columns, and say them: each cell has its own, too."""
    table.autofit = False
    widths = [Mm(WIDE_MM * share / 100) for share in shares]
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    return widths


def _text(text: str) -> str:
    """A text that an entry holds, as XML can hold it."""
    return text.translate(SEEN_IN_LINES)


def _timeless(packed: bytes) -> bytes:
    """The same package with one date on each of its parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(packed)) as old, zipfile.ZipFile(out, "w") as new:
        for part in old.infolist():
            info = zipfile.ZipInfo(part.filename, ZIP_TIME)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0
            info.create_system = 0
            new.writestr(info, old.read(part))
    return out.getvalue()
