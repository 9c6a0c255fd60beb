"""The chronology over HTTP: the same as the command line writes, for readers' keys only."""

import csv
import io

import docx
import pytest

from jointlog.api.release import RELEASE
from jointlog.projections.chronology.as_html import html_of
from jointlog.projections.chronology.asked import Asked
from jointlog.projections.chronology.writing import chronology
from tests.api.grammar import Api
from tests.api.test_review import BETHNAL, shipped

MEDIA = {
    "html": "text/html; charset=utf-8",
    "csv": "text/csv; charset=utf-8",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


def test_html_is_what_the_projection_writes_and_runs_nothing(api: Api) -> None:
    """Byte for byte; a policy that allows its style and nothing else."""
    path = f"{shipped(api, BETHNAL)}/chronology"
    answer = api.reviewer.get(path).then(200).response
    located = api.log.located(BETHNAL)
    positions = {each.entry.version: each.position for each in located if each.entry}
    asked = Asked(release=RELEASE, positions=positions)
    assert answer.content == html_of(chronology(api.log.entries(BETHNAL), asked))
    assert answer.headers["content-security-policy"].startswith("default-src 'none'")
    assert answer.headers["content-disposition"] == (
        'inline; filename="chronology-bethnal-green-2011.html"'
    )
    tag = {"If-None-Match": answer.headers["etag"]}
    assert api.reviewer.get(path, headers=tag).response.status_code == 304


@pytest.mark.parametrize("form", MEDIA)
def test_each_form_has_its_media_type_and_rows(api: Api, form: str) -> None:
    """From 20:10 London time on, four entries and the dispute of one may lie."""
    path = f"{shipped(api, BETHNAL)}/chronology"
    params = {"format": form, "from": "2011-04-18T19:10:00Z"}
    answer = api.reviewer.get(path, params=params).then(200).response
    assert answer.headers["content-type"] == MEDIA[form]
    if form == "csv":
        rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
        assert [row["entry"] for row in rows] == ["13", "14", "15", "16", "17", "18"]
    if form == "docx":
        assert len(docx.Document(io.BytesIO(answer.content)).tables[1].rows) == 7


def test_what_is_redacted_is_not_named_in_its_headers_either(api: Api) -> None:
    """Neither the incident's reference nor an agency's name."""
    path = f"{shipped(api, BETHNAL)}/chronology"
    answer = api.reviewer.get(path, params={"redact": "roles-only"}).then(200).response
    assert b"police:met" not in answer.content
    assert "bethnal" not in answer.headers["content-disposition"]


@pytest.mark.parametrize(
    ("params", "field"),
    [
        ({"redact": "role"}, "redact"),
        ({"from": "2011-04-18T20:00:00Z", "to": "2011-04-18T19:00:00Z"}, "to"),
        ({"to": "soon"}, "to"),
        ({"format": "pdf"}, "format"),
    ],
)
def test_a_question_that_cannot_be_read_is_refused(
    api: Api, params: dict[str, str], field: str
) -> None:
    """400, with the parameter by name."""
    path = f"{shipped(api, BETHNAL)}/chronology"
    assert field in api.reviewer.get(path, params=params).then(400).response.text


def test_an_agency_s_key_is_refused(api: Api) -> None:
    """It shows what all agencies recorded."""
    path = f"{shipped(api, BETHNAL)}/chronology"
    assert "reviewer" in api.police.get(path).then(403).response.text
