"""The files of docs/deploy: their linters, and a table of rules, each with a change that breaks it.

hadolint reads the Containerfile, the compose file is read against its specification's schema, the
units by systemd's own `systemd-analyze`; no container engine runs here.
"""

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml  # type: ignore[import-untyped]

DEPLOY = Path(__file__).parents[2] / "docs" / "deploy"
CONTAINERFILE = (DEPLOY / "Containerfile").read_text("utf-8")
COMPOSE = (DEPLOY / "compose.yaml").read_text("utf-8")
UNITS = ("jointlog.service", "jointlog-backup.service", "jointlog-backup.timer")
PINNED = re.compile(r"[a-z0-9.-]+(/[a-z0-9.-]+)+:\d+\.\d+[a-z0-9.-]*")
EXPOSURE_MAX = 2.5

Instructions = list[tuple[str, str]]


def instructions(text: str) -> Instructions:
    """The instructions of a Containerfile, each on one line."""
    whole = re.sub(r"\\\n\s*", "", re.sub(r"(?m)^#.*\n", "", text))
    found = [line.partition(" ") for line in whole.splitlines() if line.strip()]
    return [(name, rest.strip()) for name, _, rest in found]


def of(held: Instructions, name: str) -> list[str]:
    """What follows an instruction of this name, in the last stage."""
    last = max(n for n, (each, _) in enumerate(held) if each == "FROM")
    return [rest for each, rest in held[last:] if each == name]


def is_exec_form(text: str) -> bool:
    """Whether it is a JSON list: no shell between the engine and the program."""
    try:
        return isinstance(json.loads(text), list)
    except ValueError:
        return False


CONTAINER_RULES: list[tuple[str, Callable[[Instructions], bool], str, str]] = [
    (
        "every base is pinned",
        lambda held: all(PINNED.fullmatch(r.split()[0]) for n, r in held if n == "FROM"),
        "python:3.13.9-slim-bookworm",
        "python:latest",
    ),
    ("it is not root", lambda held: bool(re.fullmatch(r"[1-9]\d+:[1-9]\d+", of(held, "USER")[-1])),
     "USER 10001:10001", "USER root"),
    ("one volume", lambda held: [len(json.loads(v)) for v in of(held, "VOLUME")] == [1],
     'VOLUME ["/var/lib/jointlog"]', 'VOLUME ["/a", "/b"]'),
    ("it is asked for its health", lambda held: "/ready" in "".join(of(held, "HEALTHCHECK")),
     "/ready", "/"),
    ("programs are started without a shell",
     lambda held: all(is_exec_form(v) for n in ("ENTRYPOINT", "CMD") for v in of(held, n)),
     'ENTRYPOINT ["jointlog"]', "ENTRYPOINT jointlog"),
    ("nothing is fetched by ADD", lambda held: all(name != "ADD" for name, _ in held),
     "COPY cli cli", "ADD cli cli"),
    ("versions are those of the lock", lambda held: any("--constraint requirements.lock" in r
     for n, r in held if n == "RUN"), "--constraint requirements.lock ", ""),
    ("no secret is in it", lambda held: not any(re.search(r"PEPPER|PASSWORD|SECRET", r)
     for n, r in held if n in ("ENV", "ARG")), "PYTHONUNBUFFERED=1", "JOINTLOG_PEPPER=x"),
    ("it stops in order", lambda held: of(held, "STOPSIGNAL") == ["SIGTERM"],
     "STOPSIGNAL SIGTERM", "STOPSIGNAL SIGKILL"),
]  # fmt: skip


@pytest.mark.parametrize("rule", CONTAINER_RULES, ids=lambda rule: rule[0])
def test_the_containerfile(rule: tuple[str, Callable[[Instructions], bool], str, str]) -> None:
    """Each rule holds, and does not where its line is changed."""
    _, holds, line, instead = rule
    assert holds(instructions(CONTAINERFILE))
    assert line in CONTAINERFILE
    assert not holds(instructions(CONTAINERFILE.replace(line, instead)))


HADOLINT = Path(sys.executable).with_name("hadolint")
CHECK = Path(sys.executable).with_name("check-jsonschema")


@pytest.mark.skipif(not HADOLINT.exists(), reason="hadolint is not built for this machine")
def test_hadolint_finds_nothing(tmp_path: Path) -> None:
    """The linter of Containerfiles has no remark, and has one where a base is not pinned."""
    changed = tmp_path / "Containerfile"
    changed.write_text(CONTAINERFILE.replace("python:3.13.9-slim-bookworm", "python:latest"))
    for path, code, said in ((DEPLOY / "Containerfile", 0, ""), (changed, 1, "DL3007")):
        done = subprocess.run([HADOLINT, path], capture_output=True, text=True, check=False)
        assert done.returncode == code, done.stdout
        assert said in done.stdout


def test_the_compose_file_fits_its_specification(tmp_path: Path) -> None:
    """It passes the schema of the Compose Specification, and does not with a wrong name."""
    changed = tmp_path / "compose.yaml"
    changed.write_text(COMPOSE.replace("healthcheck:", "health_check:"))
    for path, code in ((DEPLOY / "compose.yaml", 0), (changed, 1)):
        command = [str(CHECK), "--builtin-schema", "vendor.compose-spec", str(path)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.returncode == code, done.stdout


def test_what_is_copied_is_there() -> None:
    """Each COPY from the context names a file or folder of the project."""
    for name, rest in instructions(CONTAINERFILE):
        if name == "COPY" and not rest.startswith("--from"):
            for source in rest.split()[:-1]:
                assert (DEPLOY.parents[1] / source).exists(), source


def services(held: Any) -> list[Any]:
    """The services of a compose file."""
    return list(held["services"].values())


COMPOSE_RULES: list[tuple[str, Callable[[Any], bool], str, str]] = [
    ("every image is pinned",
     lambda held: all(PINNED.fullmatch(s["image"]) for s in services(held) if "image" in s),
     "postgres:15.14-bookworm", "postgres:15"),
    ("no service may gain rights",
     lambda held: all("no-new-privileges:true" in s["security_opt"] and s["cap_drop"] == ["ALL"]
                      and not s.get("privileged") for s in services(held)),
     "cap_drop: [ALL]\n    security", "cap_drop: []\n    security"),
    ("the log's own files are read-only", lambda held: held["services"]["jointlog"]["read_only"],
     "read_only: true", "read_only: false"),
    ("every service is asked for its health",
     lambda held: all("test" in s["healthcheck"] for s in services(held)),
     'test: ["CMD", "pg_isready"', 'other: ["CMD", "pg_isready"'),
    ("only this machine reaches the port",
     lambda held: all(p.startswith("127.0.0.1:") for s in services(held)
                      for p in s.get("ports", [])),
     "127.0.0.1:8000:8000", "8000:8000"),
    ("it starts when the database answers",
     lambda held: held["services"]["jointlog"]["depends_on"]["database"]["condition"]
     == "service_healthy", "condition: service_healthy", "condition: service_started"),
    ("volumes and secrets are declared",
     lambda held: all(v.partition(":")[0] in held["volumes"] for s in services(held)
                      for v in s["volumes"])
     and all((x["source"] if isinstance(x, dict) else x) in held["secrets"] for s in services(held)
             for x in s["secrets"]), "volumes:\n  log: {}\n", "volumes:\n"),
    ("no secret is in it",
     lambda held: not any(re.search(r"PASSWORD$|PEPPER$", name) and not value.startswith("${")
                          for s in services(held) for name, value in s["environment"].items())
     and ":" not in held["services"]["jointlog"]["environment"]["JOINTLOG_DATABASE"]
     .partition("://")[2].partition("@")[0], "POSTGRES_PASSWORD_FILE", "POSTGRES_PASSWORD"),
]  # fmt: skip


@pytest.mark.parametrize("rule", COMPOSE_RULES, ids=lambda rule: rule[0])
def test_the_compose_file(rule: tuple[str, Callable[[Any], bool], str, str]) -> None:
    """Each rule holds, and does not where its line is changed."""
    _, holds, line, instead = rule
    assert holds(yaml.safe_load(COMPOSE))
    assert line in COMPOSE
    assert not holds(yaml.safe_load(COMPOSE.replace(line, instead)))


needs_systemd = pytest.mark.skipif(
    shutil.which("systemd-analyze") is None, reason="systemd is not installed: apt-get install"
)


@needs_systemd
def test_the_units_are_valid_and_closed(tmp_path: Path) -> None:
    """Systemd finds no fault in any, and each service's exposure is at most 2.5 of 10."""
    for name in UNITS:
        text = (DEPLOY / name).read_text("utf-8")
        (tmp_path / name).write_text(text.replace("/opt/jointlog/bin/jointlog", "/bin/true"))
    paths = [str(tmp_path / name) for name in UNITS]
    command = ["systemd-analyze", "verify", "--man=no", *paths]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    for path in paths[:2]:
        said = subprocess.run(
            ["systemd-analyze", "security", "--offline=true", "--no-pager", path],
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        exposure = re.search(r"exposure level for .*: ([\d.]+)", said)
        assert exposure is not None, said
        assert float(exposure[1]) <= EXPOSURE_MAX
