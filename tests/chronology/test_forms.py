"""The forms of a chronology: HTML that stands alone, CSV that is safe, DOCX that opens."""

import csv
import io
import re
import zipfile

import docx
import pytest

from jointlog.domain.cases import load, names
from jointlog.projections.chronology.as_csv import csv_of
from jointlog.projections.chronology.as_docx import _text, docx_of
from jointlog.projections.chronology.as_html import html_of
from jointlog.projections.chronology.asked import Asked
from jointlog.projections.chronology.document import Document
from jointlog.projections.chronology.writing import chronology
from jointlog.projections.wording.harmless import SEEN, guarded
from tests.cases.checking import recorded
from tests.chronology.canary import CANARY, entries_of_every_type
from tests.chronology.test_chronology import RELEASE, table
from tests.page.site import Elements

BETHNAL = chronology(recorded(load("bethnal-green-2011")), Asked(release=RELEASE))
HOSTILE = chronology(entries_of_every_type(), Asked(release=RELEASE))


@pytest.mark.parametrize("document", [BETHNAL, HOSTILE])
def test_html_stands_alone(document: Document) -> None:
    """No script, image, frame, handler or address but links inside the document."""
    page = Elements(html_of(document).decode())
    names_of = {name for name, _, _ in page.all}
    assert not names_of & {"script", "img", "iframe", "object", "embed", "form", "base"}
    for name, attributes, _ in page.all:
        assert not [key for key in attributes if key.startswith("on")]
        assert set(attributes) & {"src", "action", "srcset"} == set()
        if name == "a":
            assert attributes["href"].startswith("#")
    assert "url(" not in html_of(document).decode()
    assert "@import" not in html_of(document).decode()


def test_html_links_lead_somewhere() -> None:
    """Every fragment is an id of the document, and no id stands twice."""
    page = Elements(html_of(BETHNAL).decode())
    ids = [attributes["id"] for _, attributes, _ in page.all if "id" in attributes]
    assert len(ids) == len(set(ids))
    assert {a["href"] for a in page.named("a")} <= {f"#{each}" for each in ids}


def test_html_is_accessible() -> None:
    """A language, a heading, a caption for each table, a scope for each head of row and column."""
    page = Elements(html_of(BETHNAL).decode())
    assert page.named("html") == [{"lang": "en-GB"}]
    assert len(page.named("h1")) == 1
    assert len(page.named("caption")) == len(page.named("table")) > 0
    assert {th["scope"] for th in page.named("th")} == {"row", "col"}
    regions = page.named("div", role="region")
    assert all(each["tabindex"] == "0" and each["aria-label"] for each in regions)


def test_what_an_entry_says_is_escaped() -> None:
    """A canary in each text of each event type stays text."""
    text = html_of(HOSTILE).decode()
    assert "<img" not in text
    assert text.count("&lt;img src=x onerror=alert(1)&gt;canary") > 300


def test_every_table_has_as_many_cells_as_heads_and_widths_of_the_whole_page() -> None:
    """All shipped cases: rows fit their head; widths are of 100."""
    for name in names():
        document = chronology(recorded(load(name)), Asked(release=RELEASE))
        for each in document.tables:
            assert sum(each.widths) == 100, each.key
            assert len(each.widths) == len(each.head)
            assert {len(row.cells) for row in each.rows} <= {len(each.head)}, each.key
        sheet = document.sheet
        assert {len(row.cells) for row in sheet.rows} == {len(sheet.head)}


def test_csv_is_one_row_an_entry_with_the_same_columns() -> None:
    """UTF-8 with a mark, CR LF, and a column for each property and constant."""
    raw = csv_of(BETHNAL)
    assert raw.startswith(b"\xef\xbb\xbfentry,")
    rows = list(csv.DictReader(io.StringIO(raw.decode("utf-8-sig"))))
    assert [row["entry"] for row in rows] == [str(n) for n in range(1, 19)]
    assert rows[6]["time_as_written"] == "2011-04-18 19:39 Europe/London"
    assert rows[6]["earliest"] == "2011-04-18T19:39:00+01:00"
    assert rows[0]["earliest"] == ""
    assert {row["Standards"].split(",")[0] for row in rows} == {"england@2011-04-18"}
    found = csv_of(BETHNAL, "findings").decode("utf-8-sig")
    assert len(list(csv.reader(io.StringIO(found)))) == 1 + len(table(BETHNAL, "findings").rows)
    with pytest.raises(KeyError):
        csv_of(BETHNAL, "withheld")


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t", "\r", "\n", " =", "\n@"])
def test_csv_guards_formulas(sign: str) -> None:
    """What a spreadsheet could run begins with an apostrophe; other text is as it was."""
    assert guarded(f"{sign}1+1") == f"'{sign}1+1"
    assert guarded("1+1") == "1+1"


def test_docx_opens_and_has_the_same_rows() -> None:
    """Read again: as many tables and rows, heads repeated, rows kept whole, A4 landscape."""
    opened = docx.Document(io.BytesIO(docx_of(BETHNAL)))
    filled = [each for each in BETHNAL.tables if each.rows]
    assert [len(each.rows) - 1 for each in opened.tables[1:]] == [len(t.rows) for t in filled]
    first = opened.tables[1]
    assert [cell.text for cell in first.rows[0].cells] == list(filled[0].head)
    assert first.rows[7].cells[4].text.startswith("Assistance requested\nkind: ambulance treat")
    assert "w:tblHeader" in first.rows[0]._tr.xml
    assert "w:cantSplit" in first.rows[1]._tr.xml
    section = opened.sections[0]
    assert section.page_width is not None
    assert section.page_height is not None
    assert section.page_width > section.page_height
    texts = [each.text for each in opened.paragraphs]
    assert texts[0] == BETHNAL.title
    assert BETHNAL.limits[-1] in texts


def test_docx_is_the_same_each_time_and_has_no_time_of_its_making() -> None:
    """Two times the same bytes; one date on each part, and one in its properties."""
    one = docx_of(BETHNAL)
    assert one == docx_of(BETHNAL)
    with zipfile.ZipFile(io.BytesIO(one)) as packed:
        assert {part.date_time for part in packed.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        core = packed.read("docProps/core.xml").decode()
    assert set(re.findall(r"\d{4}-\d\d-\d\dT[\d:]+Z", core)) == {"2000-01-01T00:00:00Z"}


def test_docx_holds_what_xml_cannot() -> None:
    """Control characters are replaced, markup is text."""
    opened = docx.Document(io.BytesIO(docx_of(HOSTILE)))
    texts = [cell.text for row in opened.tables[1].rows[1:20] for cell in row.cells]
    assert any(CANARY in text for text in texts)
    made = _text("a\x00b\x0bc\ud800d\ne")
    assert made == "a\ufffdb\ufffdc\ufffdd\ne"


def test_what_is_shown_as_something_else_is_not_printable() -> None:
    """So a text that is printable to its end is as it is, and the page need not go through it."""
    assert not [code for code in SEEN if chr(code).isprintable()]
