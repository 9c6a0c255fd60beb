"""``jointlog chronology``: its files, its options, and its refusals."""

import csv
import io
import re
from hashlib import sha256
from pathlib import Path

import docx
import pytest

from tests.cli.running import golden, run

BETHNAL = "bethnal-green-2011"
RECORDED_AT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")


def steady(text: str) -> str:
    """The text without what differs from one demo log to the next: when it recorded, and hashes."""
    told = RECORDED_AT.sub("RECORDED-AT", text).replace("\r\n", "\n")
    return re.sub(r"[0-9a-f]{64}", "SHA-256", told)


def test_csv_golden(demo_log: str) -> None:
    """The rows of Bethnal Green are those that a reviewer has read and found clear."""
    done = run("chronology", BETHNAL, "--format", "csv", "--database", demo_log)
    assert done.exit_code == 0, done.output
    golden("chronology.csv", steady(done.stdout_bytes.decode("utf-8-sig")))


def test_html_golden(demo_log: str) -> None:
    """So is the document."""
    done = run("chronology", BETHNAL, "--database", demo_log)
    assert done.exit_code == 0, done.output
    golden("chronology.html", steady(done.stdout_bytes.decode()))


@pytest.mark.parametrize("form", ["html", "docx", "csv"])
def test_the_same_log_gives_the_same_bytes(demo_log: str, form: str, tmp_path: Path) -> None:
    """Written two times, by the name of the file and by --format."""
    one, other = tmp_path / f"a.{form}", tmp_path / "b"
    args = ("chronology", BETHNAL, "--database", demo_log, "--output")
    done = run(*args, str(one))
    assert (done.exit_code, done.stderr) == (0, f"wrote {one}\n")
    assert run(*args, str(other), "--format", form).exit_code == 0
    assert one.read_bytes() == other.read_bytes()


def test_a_name_that_promises_another_form_is_refused(demo_log: str, tmp_path: Path) -> None:
    """HTML in a file named .pdf opens nowhere; .htm is HTML, and --format says what any name is."""
    args = ("chronology", BETHNAL, "--database", demo_log, "--output")
    pdf, htm = tmp_path / "a.pdf", tmp_path / "a.htm"
    done = run(*args, str(pdf))
    assert (done.exit_code, pdf.exists()) == (7, False)
    assert "--output: a chronology is not written as 'pdf'" in done.stderr
    assert run(*args, str(htm)).exit_code == 0
    assert htm.read_bytes().startswith(b"<!")
    assert run(*args, str(pdf), "--format", "csv").exit_code == 0


def test_the_digest_is_that_of_the_export(demo_log: str) -> None:
    """SHA-256 over what ``jointlog export`` writes."""
    exported = run("export", BETHNAL, "--database", demo_log).stdout_bytes
    text = run("chronology", BETHNAL, "--database", demo_log).stdout
    assert sha256(exported).hexdigest() in text


def test_docx_is_a_word_document(demo_log: str, tmp_path: Path) -> None:
    """It opens, and its second table has a row for each of the 18 entries and a head."""
    file = tmp_path / "a.docx"
    run("chronology", BETHNAL, "--database", demo_log, "--output", str(file))
    assert len(docx.Document(str(file)).tables[1].rows) == 19


def test_redaction_and_commitments(demo_log: str, tmp_path: Path) -> None:
    """No name of a force or place with roles only; the salt makes commitments, always the same."""
    salt = tmp_path / "salt"
    salt.write_bytes(b"0123456789abcdef")
    args = ("chronology", BETHNAL, "--database", demo_log, "--redact", "roles-only")
    text = run(*args).stdout
    for name in ("police:met", "ambulance:las", "royal-london", "bethnal", "a pub"):
        assert name not in text
    assert "91 fields of 18 entries" in text
    committed = run(*args, "--salt-file", str(salt)).stdout
    assert len(re.findall("[0-9a-f]{64}", committed)) == 91 + 18
    assert committed == run(*args, "--salt-file", str(salt)).stdout


def test_a_table_a_window_and_a_moment(demo_log: str) -> None:
    """Findings as CSV; entries that may lie from 20:00 on; nothing before the log was made."""
    args = ("chronology", BETHNAL, "--database", demo_log, "--format", "csv")
    findings = run(*args, "--table", "findings").stdout
    assert len(list(csv.reader(io.StringIO(findings)))) == 11
    late = list(csv.DictReader(io.StringIO(run(*args, "--from", "20:10").stdout)))
    assert {row["time_as_written"][-19:-14] for row in late} == {"20:27"}
    none = run(*args, "--as-known-at", "2012-01-01T00:00Z").stdout
    assert len(none.splitlines()) == 1


@pytest.mark.parametrize(
    ("args", "code", "says"),
    [
        (("--redact", "roles"), 7, "--redact"),
        (("--redact", "own:police"), 7, "names no one agency"),
        (("--from", "21:00", "--to", "20:00"), 7, "is not after --from"),
        (("--format", "csv", "--table", "withheld"), 7, "without --redact"),
        (("--protocol", "england"), 3, "england"),
        (("--output", "/nowhere/at/all.html"), 3, "/nowhere/at/all.html"),
    ],
)
def test_what_cannot_be_done_is_said(
    demo_log: str, args: tuple[str, ...], code: int, says: str
) -> None:
    """One sentence that names the option or file, and the documented exit code."""
    done = run("chronology", BETHNAL, "--database", demo_log, *args)
    assert (done.exit_code, says in done.stderr) == (code, True), done.output


def test_a_short_salt_is_refused(demo_log: str, tmp_path: Path) -> None:
    """Fewer than 16 bytes can be guessed."""
    salt = tmp_path / "salt"
    salt.write_bytes(b"short")
    done = run("chronology", BETHNAL, "--database", demo_log, "--salt-file", str(salt))
    assert (done.exit_code, "--salt-file: has 5 bytes" in done.stderr) == (7, True)
