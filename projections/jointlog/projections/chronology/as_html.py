"""A chronology as one HTML file that stands alone: no script, nothing fetched, for print."""

import re
from collections.abc import Iterator
from html import escape
from typing import Final

from jointlog.projections.chronology.document import ENTRIES, Cell, Document, Row, Table
from jointlog.projections.wording.harmless import SEEN

DATE: Final = re.compile(r"\d{4}-\d\d-\d\d(T[0-9:.+Z-]{0,20})?", re.ASCII)
STYLE: Final = """\
:root{color-scheme:light dark}
body{font:11pt/1.4 "Liberation Sans",Arial,Helvetica,sans-serif;max-width:297mm;margin:0 auto;\
padding:8mm;color:#111;background:#fff}
h1{font-size:1.7em;margin:0}h2{font-size:1.25em;margin:1.6em 0 .3em}
.days{font-size:1.1em;margin:.2em 0 1em}.note{margin:.2em 0 .5em;max-width:60em;color:#444}
dl{display:grid;grid-template-columns:max-content 1fr;gap:.1em 1.2em;margin:0}
dt{font-weight:700}dd{margin:0;overflow-wrap:anywhere}
nav ul{padding:0;margin:1em 0 0;list-style:none;display:flex;flex-wrap:wrap;gap:.2em 1.2em}
.scroll{overflow-x:auto}
table{border-collapse:collapse;width:100%;table-layout:fixed;font-size:.86em}
caption{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
th,td{border:1px solid #888;padding:.3em .45em;vertical-align:top;text-align:left;\
overflow-wrap:anywhere}
thead th{background:#e8edf2}tbody th{font-weight:700}
.t{white-space:nowrap}td div+div,th div+div{margin-top:.15em}.first{font-weight:700}
tr:target{outline:3px solid #0b4f9e}
a{color:#0b4f9e}
@media screen{table{min-width:60em}}
@media (prefers-color-scheme:dark){body{color:#e8e6e1;background:#14181c}.note{color:#b9c0c6}\
thead th{background:#26313b}th,td{border-color:#5a646d}a{color:#8cc0ff}\
tr:target{outline-color:#8cc0ff}}
@page{size:A4 landscape;margin:12mm 10mm 14mm;@bottom-right{content:counter(page)}}
@media print{:root{color-scheme:light}body{padding:0;max-width:none;font-size:9pt;color:#000;\
background:#fff}nav{display:none}.scroll{overflow:visible}thead{display:table-header-group}\
thead th{background:#e8edf2}th,td{border-color:#888}.note{color:#333}\
tr,.note,.limits li{break-inside:avoid}h2,.note,thead{break-after:avoid}\
tbody tr:first-child{break-before:avoid}\
a{color:inherit;text-decoration:none}*{print-color-adjust:exact;-webkit-print-color-adjust:exact}}"""
INLINE: Final = "#"
"""Lines that are numbers of entries stand beside each other."""


def html_of(document: Document) -> bytes:
    """The whole document, in UTF-8."""
    return "".join(f"{line}\n" for line in _page(document)).encode()


def _page(document: Document) -> Iterator[str]:
    yield "<!DOCTYPE html>"
    yield '<html lang="en-GB">'
    yield '<head><meta charset="utf-8">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield f"<title>{escape(document.title.translate(SEEN))}</title>"
    yield f"<style>{STYLE}</style></head>"
    yield "<body>"
    yield "<header>"
    yield f"<h1>{_text(document.title)}</h1>"
    yield f'<p class="days">{_text(document.days)}</p>'
    yield "<dl>"
    for name, value in document.about:
        yield f"<dt>{_text(name)}</dt><dd>{_text(value)}</dd>"
    yield "</dl>"
    yield from _contents(document)
    yield "</header>"
    yield "<main>"
    for table in document.tables:
        yield from _table(table)
    yield '<section id="limits"><h2>What this document does not say</h2><ul class="limits">'
    for limit in document.limits:
        yield f"<li>{_text(limit)}</li>"
    yield "</ul></section>"
    yield "</main>"
    yield "</body></html>"


def _contents(document: Document) -> Iterator[str]:
    yield '<nav aria-label="Contents"><ul>'
    for table in document.tables:
        count = f" ({len(table.rows)})"
        yield f'<li><a href="#{table.key}">{_text(table.title)}</a>{count}</li>'
    yield '<li><a href="#limits">What this document does not say</a></li></ul></nav>'


def _table(table: Table) -> Iterator[str]:
    yield f'<section id="{table.key}"><h2>{_text(table.title)}</h2>'
    if table.note:
        yield f'<p class="note">{_text(table.note)}</p>'
    if not table.rows:
        yield f"<p>{_text(table.empty)}</p></section>"
        return
    label = escape(table.title)
    yield f'<div class="scroll" role="region" aria-label="{label}" tabindex="0"><table>'
    yield f"<caption>{label}, rows: {len(table.rows)}</caption>"
    widths = "".join(f'<col style="width:{width}%">' for width in table.widths)
    yield f"<colgroup>{widths}</colgroup>"
    heads = "".join(f'<th scope="col">{_text(name)}</th>' for name in table.head)
    yield f"<thead><tr>{heads}</tr></thead>"
    yield "<tbody>"
    for row in table.rows:
        yield _row(row, is_entry=table.key == ENTRIES)
    yield "</tbody></table></div></section>"


def _row(row: Row, *, is_entry: bool) -> str:
    anchor = f' id="{row.anchor}"' if row.anchor else ""
    first, *others = row.cells
    cells = "".join(f"<td>{_cell(each)}</td>" for each in others)
    css = ' class="number"' if is_entry else ""
    return f'<tr{anchor}><th scope="row"{css}>{_cell(first)}</th>{cells}</tr>'


def _cell(cell: Cell) -> str:
    lines = [_text(line) for line in cell.lines]
    if cell.to:
        lines = [f'<a href="#{to}">{line}</a>' for to, line in zip(cell.to, lines, strict=True)]
        if all(line.startswith(INLINE) for line in cell.lines):
            return ", ".join(lines)
    if len(lines) == 1 and not cell.is_headed:
        return lines[0]
    first = ' class="first"' if cell.is_headed else ""
    return "".join(f"<div{'' if n else first}>{line}</div>" for n, line in enumerate(lines))


def _text(text: str) -> str:
    """A text that an entry holds, as HTML shows it; a date is not broken."""
    return DATE.sub(r'<span class="t">\g<0></span>', escape(text.translate(SEEN)))
