"""Where a name of a file is made of what was said, it stays a name in its folder."""

import json
from pathlib import Path

import pytest

from jointlog.cli.exits import Exit
from jointlog.domain.errors import NotFoundError
from jointlog.domain.store.backup.manifest import MANIFEST, copy_path, manifest_path
from jointlog.domain.store.log import open_log
from jointlog.projections.profile import shipped_text
from tests.api.grammar import Api
from tests.cli.running import run
from tests.grammar import INCIDENT, at, draft

OUTSIDE = [
    "..",
    "../secret",
    "../../../../../../etc/passwd",
    "/etc/passwd",
    "..\\..\\secret",
    "./secret",
    "a/../../secret",
    "%2e%2e%2fsecret",
    "..%2f..%2fetc%2fpasswd",
    "..;/secret",
    "\uff0e\uff0e\uff0fsecret",
    "file:../etc/passwd",
    "secret\x00.toml",
    "~root/.profile",
]
LINE = "12:00 police:met contact_received channel=999 caller_kind=public"


@pytest.mark.parametrize("name", OUTSIDE)
def test_a_profile_that_comes_with_the_program_is_no_other_file(name: str) -> None:
    """A name is one of those there are, whatever stands in it."""
    with pytest.raises(NotFoundError, match="there is no profile"):
        shipped_text(name)


@pytest.mark.parametrize("name", OUTSIDE)
def test_a_profile_that_is_no_profile_tells_nothing_of_the_file(tmp_path: Path, name: str) -> None:
    """Any file may be named; one that is none is refused, and what is in it is not repeated."""
    secret = tmp_path / "secret"
    secret.write_text("root:S3cret:0\n")
    for asked in (name, str(secret)):
        done = run("import", "--profile", asked, "--dry-run", "-", stdin=b"a,b\n1,2\n")
        assert done.exit_code in (Exit.MALFORMED, Exit.NOT_FOUND, Exit.USAGE), done.output
        assert "Traceback" not in done.output
        assert not {"S3cret", "root:x:0"} & set(done.output.replace(":", " ").split())


@pytest.mark.parametrize("name", OUTSIDE)
def test_no_address_of_the_page_or_the_api_leads_out(api: Api, name: str) -> None:
    """As incident, as document, as event, as file of the page: 4xx, and no file of this machine."""
    for path in (
        f"/static/{name}",
        f"/v1/incidents/{name}/events",
        f"/v1/incidents/{name}/chronology?format=html",
        f"/incidents/{name}",
        f"/problems/{name}",
        f"/v1/event-types/{name}",
    ):
        raw = path.replace("\x00", "%00").replace("\\", "%5c").encode("utf-8")
        answer = api.reviewer.get("".join(chr(b) if b < 128 else f"%{b:02x}" for b in raw))
        assert 400 <= answer.response.status_code < 500 or answer.response.is_redirect, path
        assert "root:" not in answer.response.text


def test_a_document_is_named_by_its_incident_only(api: Api) -> None:
    """The name in the header has letters, digits, points and hyphens, whatever is asked."""
    api.given(LINE)
    answer = api.reviewer.get(f"/v1/incidents/{INCIDENT}/chronology?format=csv").then(200)
    named = answer.response.headers["content-disposition"]
    assert named == f'inline; filename="chronology-{INCIDENT}.csv"'


def test_a_manifest_names_no_other_file(tmp_path: Path) -> None:
    """The copy is the file beside its manifest; names that somebody wrote into it are refused."""
    log, folder = tmp_path / "log.sqlite", tmp_path / "backups"
    made, agency = draft(1, LINE)
    with open_log(str(log)) as opened:
        opened.post(made, agency, now_ms=at("14:00") * 1000)
    assert run("backup", "create", str(folder), "--database", str(log)).exit_code == 0
    (manifest,) = folder.glob(f"*{MANIFEST}")
    copy = copy_path(manifest)
    assert (copy.parent, manifest_path(copy)) == (folder, manifest)
    plain = json.loads(manifest.read_text())
    assert not any("/" in str(value) for value in plain.values())
    for name in ("path", "copy", "../log"):
        manifest.write_text(json.dumps({**plain, name: "../../log.sqlite"}))
        done = run("backup", "restore", str(copy), "--database", str(tmp_path / "new.sqlite"))
        assert done.exit_code != 0
        assert "Traceback" not in done.output
        assert not (tmp_path / "new.sqlite").exists()


def test_an_extract_makes_its_own_names_only(tmp_path: Path) -> None:
    """Incidents, agencies and texts are in the files, never in their names."""
    log, out = tmp_path / "log.sqlite", tmp_path / "out"
    with open_log(str(log)) as opened:
        for number, incident in enumerate(("a..b", "A-1", "con", "x" * 64), 1):
            said = f"{LINE} call_ref='../../etc/passwd' location='..\\\\x'"
            made, agency = draft(number, said, incident=incident)
            opened.post(made, agency, now_ms=at("14:00") * 1000)
    assert run("extract", str(out), "--database", str(log)).exit_code == 0
    names = {path.relative_to(out).as_posix() for path in out.rglob("*")}
    assert names
    assert all(".." not in name and "x" * 64 not in name for name in names)
    assert {path.name.partition(".")[0] for path in tmp_path.iterdir()} == {"out", "log"}
