"""The chronology, for who is signed in on the page."""

import pytest

from tests.page.site import Site
from tests.page.test_page import BETHNAL

CHRONOLOGY = f"{BETHNAL}/chronology"


def links_of(site: Site, path: str) -> list[str]:
    """The chronologies that an incident's page leads to."""
    anchors = site.elements(path).named("a")
    return [a["href"] for a in anchors if a.get("href", "").startswith(CHRONOLOGY)]


def test_every_link_of_the_incident_opens_the_document_that_the_api_writes(reader: Site) -> None:
    """Four links: to read, Word, CSV, roles only; each the bytes that a reviewer's key gets."""
    reader.given_case("bethnal-green-2011")
    links = links_of(reader, BETHNAL)
    assert len(links) == 4
    for link in links:
        shown = reader.get(link).then(200).response
        api = reader.api.reviewer.get(f"/v1{link}").then(200).response
        assert shown.content == api.content
        for name in ("content-type", "content-disposition"):
            assert shown.headers[name] == api.headers[name]
        assert shown.headers["content-security-policy"].startswith("default-src 'none'; style-src")
        assert shown.headers["cache-control"] == "no-store"
    assert "police:met" not in reader.get(links[-1]).response.text


def test_a_document_is_of_the_window_that_the_page_shows(reader: Site) -> None:
    """From 20:10 London time on, entry 7 of 19:39 is not in it; in the whole it is."""
    reader.given_case("bethnal-green-2011")
    path = f"{BETHNAL}?from=2011-04-18T20%3A10"
    csv = links_of(reader, path)[2]
    assert "from=2011-04-18T20%3A10" in csv
    assert "assistance_requested" not in reader.get(csv).then(200).response.text
    assert "assistance_requested" in reader.get(f"{CHRONOLOGY}?format=csv").response.text


def test_a_document_is_for_who_is_signed_in(site: Site) -> None:
    """Anybody else is sent to the sign-in, and then comes back to it."""
    site.given_case("bethnal-green-2011")
    response = site.get(f"{CHRONOLOGY}?format=csv").then(303).response
    assert response.headers["location"].startswith("/sign-in?next=")
    assert "chronology%3Fformat%3Dcsv" in response.headers["location"]


@pytest.mark.parametrize("query", ["format=pdf", "redact=names", "from=noon"])
def test_a_document_that_is_not_there_is_refused_in_words(reader: Site, query: str) -> None:
    """A page says what was wrong, names the parameter, and says what is expected once."""
    reader.given_case("bethnal-green-2011")
    html = reader.get(f"{CHRONOLOGY}?{query}").then(400).response.text
    assert query.partition("=")[0] in html
    assert html.lower().count("expected") == 1
