"""Who sees the page: sign-in, sign-out, expiry, and the link that opens it once."""

import pytest

from jointlog.api.page.session import LINK_MS, SIGNED_IN_MS, link_maker
from jointlog.domain.store.keys import Scope
from tests.api.grammar import DAY_MS
from tests.page.site import Site

GUARDED = (
    "/",
    "/incidents/test-incident",
    "/incidents/test-incident/lanes",
    "/incidents/test-incident/knowledge",
    "/incidents/test-incident/findings/F-GAP-01.00000000",
)
POWER = "12:00 police:met s136_power_used limb=remove"


@pytest.mark.parametrize("path", GUARDED)
def test_nothing_of_an_incident_is_served_without_a_cookie(site: Site, path: str) -> None:
    """Whoever is not signed in is sent to the sign-in, and told nothing."""
    site.api.given(POWER)
    for cookie in ("", "x", "a.b.c", "jl_1.99999999999999.00", "é.1.2"):
        site.http.cookies.set("jointlog", cookie.encode("ascii", "ignore").decode())
        answer = site.get(path).then(303)
        assert answer.response.headers["location"].startswith("/sign-in?next=%2F")
        assert answer.response.text == ""


def test_a_key_signs_in_and_leads_where_the_reader_wanted(site: Site) -> None:
    """A cookie that scripts cannot read and other sites cannot send, for eight hours."""
    site.api.given(POWER)
    answer = site.sign_in(
        site.api.key("oversight:iopc", Scope.REVIEWER), "/incidents/test-incident"
    )
    headers = answer.then(303).response.headers
    assert headers["location"] == "/incidents/test-incident"
    assert "HttpOnly; Max-Age=28800; Path=/; SameSite=strict" in headers["set-cookie"]
    assert "Secure" not in headers["set-cookie"]
    assert "test-incident" in site.get("/incidents/test-incident").then(200).response.text


@pytest.mark.parametrize("address", ["//evil.example", "/\\evil.example", "https://evil.example"])
def test_sign_in_leads_to_no_other_site(site: Site, address: str) -> None:
    """An address that is not ours is replaced by the list."""
    answer = site.sign_in(site.api.key("oversight:iopc", Scope.ANALYST), address).then(303)
    assert answer.response.headers["location"] == "/"
    assert "evil" not in site.get("/sign-in", params={"next": address}).then(200).response.text


def test_only_reviewers_and_analysts_sign_in(site: Site) -> None:
    """An agency's key and an unknown one are refused in words, without a cookie."""
    for key, words in ((site.api.key("police:met"), "an agency"), ("jl_x_y", "unknown"), ("", "")):
        answer = site.sign_in(key).then(401)
        assert words in answer.response.text
        assert "set-cookie" not in answer.response.headers
    site.get("/").then(303)


def test_a_form_of_another_site_signs_nobody_in_or_out(reader: Site) -> None:
    """Another origin, none at all, or what the browser calls cross-site is refused."""
    key = {"key": reader.api.key("oversight:iopc", Scope.REVIEWER)}
    for path in ("/sign-in", "/sign-out"):
        reader.post(path, key, Origin="http://evil.example").then(401)
        reader.post(path, key, Origin="null").then(401)
        reader.post(path, key, Sec_Fetch_Site="cross-site").then(401)
    reader.get("/").then(200)


def test_sign_out_takes_the_cookie_back(reader: Site) -> None:
    """After it the list is guarded again."""
    reader.post("/sign-out", {}).then(303)
    reader.get("/").then(303)


def test_a_session_ends_with_its_time_its_key_and_its_revocation(reader: Site) -> None:
    """Eight hours; or the key's own end, or when it is revoked, whichever is first."""
    reader.get("/").then(200)
    start_ms = reader.api.clock.now_ms
    reader.api.clock.now_ms = start_ms + SIGNED_IN_MS
    reader.get("/").then(303)
    reader.api.clock.now_ms = start_ms + DAY_MS - 1
    reader.sign_in(reader.api.key("oversight:iopc", Scope.REVIEWER)).then(303)
    reader.get("/").then(200)
    reader.api.clock.now_ms += 1
    reader.get("/").then(303)
    reader.api.clock.now_ms -= 1
    reader.get("/").then(200)
    for row in reader.api.log.keys.issued():
        reader.api.log.keys.revoke(row.key_id, now_ms=reader.api.clock())
    reader.get("/").then(303)


def test_a_changed_cookie_signs_nobody_in(reader: Site) -> None:
    """A later end or another key under the same signature is worth nothing."""
    key_id, ends, signature = reader.http.cookies["jointlog"].split(".")
    reader.http.cookies.clear()
    for cookie in (
        f"{key_id}.{int(ends) + 1}.{signature}",
        f"x{key_id}.{ends}.{signature}",
        f"{key_id}.{ends}.{'0' * 64}",
        f"{key_id}.{ends}",
    ):
        answer = reader.get("/", headers={"Cookie": f"jointlog={cookie}"})
        answer.then(303)


def test_behind_https_the_cookie_is_secure(site: Site) -> None:
    """The Origin that the browser names says how it came."""
    key = {"key": site.api.key("oversight:iopc", Scope.REVIEWER)}
    answer = site.post("/sign-in", key, Origin=site.url.replace("http:", "https:")).then(303)
    assert "; Secure" in answer.response.headers["set-cookie"]


def test_a_link_opens_the_page_once_within_five_minutes(site: Site) -> None:
    """Used again, made up or too old it says so and opens nothing."""
    make = link_maker(site.running.state, site.api.clock)
    link, old = make(), make()
    site.get(link).then(303)
    assert "this-machine" in site.get("/").then(200).response.text
    site.http.cookies.clear()
    site.get(link).then(401)
    site.get("/enter/x").then(401)
    site.api.clock.now_ms += LINK_MS
    site.get(old).then(401)
    site.get("/").then(303)


def test_a_form_that_is_too_long_is_not_read(site: Site) -> None:
    """More than four kilobytes are no key."""
    site.sign_in("x" * 5000).then(413)
