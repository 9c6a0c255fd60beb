"""schemathesis against the schema of a running server, with a key of each role."""

import subprocess
import sys
from pathlib import Path

import pytest

from jointlog.domain.store.keys import Scope
from tests.api.grammar import Api

CONFIG = Path(__file__).with_name("schemathesis.toml")
"""The checks that are left out, each with its reason; all others are on."""
READS, POSTS, FUZZING = "--include-method=GET", "--include-method=POST", "--phases=fuzzing"
POLICE = ("police:met", Scope.AGENCY)
RUNS = {
    "an agency posts": (*POLICE, (POSTS, FUZZING, "-n12")),
    "an agency reads": (*POLICE, (READS, FUZZING, "-n2")),
    "a reviewer reads": ("oversight:iopc", Scope.REVIEWER, (READS, "--phases=coverage", "-n2")),
    "an analyst reads": ("oversight:iopc", Scope.ANALYST, (READS, FUZZING, "-n4")),
    "a reviewer posts": ("oversight:iopc", Scope.REVIEWER, (POSTS, FUZZING, "-n2")),
}


@pytest.mark.parametrize("name", RUNS)
def test_the_server_does_what_its_schema_says(api: Api, tmp_path: Path, name: str) -> None:
    """The same seed in each run: the same requests, and no answer that the schema does not tell."""
    api.given(
        "12:00 police:met contact_received channel=999 caller_kind=public",
        "12:10 police:met s136_power_used limb=remove",
        "12:20 police:met assistance_requested kind=ambulance_convey to=ambulance:las",
    )
    agency, scope, options = RUNS[name]
    done = subprocess.run(
        [
            str(Path(sys.executable).with_name("schemathesis")),
            "--no-color",
            "--config-file",
            str(CONFIG),
            "run",
            f"{api.http.base_url}/openapi.json",
            "-H",
            f"Authorization: Bearer {api.key(agency, scope)}",
            "--seed=1",
            "--no-shrink",
            "--warnings=off",
            "--continue-on-failure",
            *options,
        ],
        cwd=tmp_path,
        capture_output=True,
        check=False,
        text=True,
        timeout=240,
    )
    assert done.returncode == 0, done.stdout[-12_000:] + done.stderr[-2_000:]
    assert " passed" in done.stdout
