"""given / when / then over HTTP: a real server, a real socket, keys of real agencies.

api.given("12:00 police:met s136_power_used limb=remove")
api.as_agency("police:met").get("/v1/incidents/test-incident/waits").then(200)
api.as_agency("police:met").post(path, json={...}).then_problem(403, "not_permitted")
"""

import json
import threading
import time
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Self

import httpx2
import msgpack

from jointlog.api.app import create_app
from jointlog.api.problems import MEDIA_TYPE
from jointlog.api.server import listening, make_server
from jointlog.domain.declare import Event
from jointlog.domain.statement import draft_to_plain
from jointlog.domain.store.backup.manifest import Backups
from jointlog.domain.store.keys import Scope
from jointlog.domain.store.log import Log
from jointlog.domain.store.rows.loop import FollowerLoop
from jointlog.domain.store.rows.reading import RowsReader
from jointlog.domain.vocabulary import RECORDERS, Agency, AgencyKind, Recorder
from tests.grammar import INCIDENT, RECORDED_MS, draft

DAY_MS = 86_400_000
EVENTS = f"/v1/incidents/{INCIDENT}/events"
BATCH = f"{EVENTS}:batch"
ID = "0195576c-8a20-7000-8000-00000000000a"
OTHER_ID = "0195576c-8a20-7000-8000-00000000000b"


def statement(**changes: Any) -> dict[str, Any]:
    """A statement that police may make; ``None`` takes a field away."""
    plain: dict[str, Any] = {
        "id": ID,
        "type": "contact_received",
        "occurred": "2026-03-01T12:00:00Z",
        "facts": {"channel": "999", "caller_kind": "public"},
        **changes,
    }
    return {name: value for name, value in plain.items() if value is not None}


@dataclass
class Answer:
    """What came back."""

    response: httpx2.Response

    @property
    def json(self) -> Any:
        """The body."""
        return self.response.json()

    def then(self, status: int) -> Self:
        """It has this status."""
        assert self.response.status_code == status, self.response.text[:2000]
        return self

    def then_problem(self, status: int, code: str, field: str | None = None) -> Self:
        """It is a problem of this status and code, and names this field."""
        self.then(status)
        problem = self.json
        assert self.response.headers["content-type"] == MEDIA_TYPE
        assert (problem["code"], problem["type"]) == (code, f"/problems/{code}"), problem
        assert problem["status"] == status
        assert problem["title"]
        assert "Traceback" not in self.response.text
        if field is not None:
            assert problem.get("field") == field, problem
        return self


@dataclass
class Client:
    """Requests with one key."""

    http: httpx2.Client
    headers: dict[str, str]

    def send(self, method: str, path: str, **how: Any) -> Answer:
        """Any request."""
        headers = {**self.headers, **how.pop("headers", {})}
        return Answer(self.http.request(method, path, headers=headers, **how))

    def get(self, path: str, **how: Any) -> Answer:
        """A read; ``params`` are the query."""
        return self.send("GET", path, **how)

    def post(self, path: str, plain: Any = None, **how: Any) -> Answer:
        """A post of plain values as JSON, or of ``content``."""
        if "content" not in how:
            how["content"] = json.dumps(plain).encode()
        given = {name.lower(): value for name, value in how.pop("headers", {}).items()}
        headers = {"content-type": "application/json", **given}
        return self.send("POST", path, headers=headers, **how)

    def post_msgpack(self, path: str, plain: Any) -> Answer:
        """A post of plain values as MessagePack."""
        headers = {"Content-Type": "application/msgpack"}
        return self.post(path, content=msgpack.packb(plain), headers=headers)


@dataclass
class Clock:
    """A clock that stands until it is moved."""

    now_ms: int = RECORDED_MS

    def __call__(self) -> int:
        """The time it shows."""
        return self.now_ms


@dataclass
class Api:
    """A server with its log, its clock and its keys."""

    log: Log
    clock: Clock
    http: httpx2.Client
    database: Path
    keys: dict[tuple[str, Scope], str] = field(default_factory=dict)

    def key(self, agency: str, scope: Scope = Scope.AGENCY) -> str:
        """The agency's key of this scope, made when it is first asked for."""
        named = (agency, scope)
        if named not in self.keys:
            now_ms = self.clock()
            self.keys[named] = self.log.keys.issue(
                Agency.parse(agency), scope, now_ms=now_ms, expires_ms=now_ms + DAY_MS
            )
        return self.keys[named]

    def with_key(self, key: str) -> Client:
        """Requests with a key."""
        return Client(self.http, {"Authorization": f"Bearer {key}"})

    def as_agency(self, agency: str) -> Client:
        """Requests of an agency."""
        return self.with_key(self.key(agency))

    @property
    def police(self) -> Client:
        """Requests of the police."""
        return self.as_agency("police:met")

    @property
    def reviewer(self) -> Client:
        """Requests of a reviewer."""
        return self.with_key(self.key("oversight:iopc", Scope.REVIEWER))

    @property
    def analyst(self) -> Client:
        """Requests of an analyst."""
        return self.with_key(self.key("oversight:iopc", Scope.ANALYST))

    @property
    def nobody(self) -> Client:
        """Requests without a key."""
        return Client(self.http, {})

    def given(self, *lines: str, incident: str = INCIDENT, first: int = 1) -> Self:
        """Lines of `tests.grammar`, posted one second apart by the agencies that they name."""
        for number, line in enumerate(lines, first):
            made, agency = draft(number, line, incident=incident)
            self.clock.now_ms = RECORDED_MS + number * 1000
            path = f"/v1/incidents/{incident}/events"
            self.as_agency(str(agency)).post(path, draft_to_plain(made)).then(201)
        return self

    def then_recorded(self, *names: str, incident: str = INCIDENT) -> Self:
        """The incident's entries are these, in this order."""
        assert [entry.name for entry in self.log.entries(incident)] == list(names)
        return self


def recorder_of(cls: type[Event]) -> str:
    """An agency that may record this type."""
    posted_by = cls.declared.posted_by
    if Recorder.ANY in posted_by:
        return "police:met"
    kinds = [kind for kind in AgencyKind if posted_by & RECORDERS.get(kind, frozenset())]
    return f"{kinds[0]}:any"


@dataclass
class Running:
    """A server in a thread, until `stop`."""

    log: Log
    clock: Clock = field(default_factory=Clock)

    def turn_to(self, log: Log) -> Clock:
        """Answer from another log, with a clock of its own."""
        clock = Clock()
        self._app.state.door = create_app(log, clock=clock).state.door
        return clock

    def turn_to_rows(self, rows: RowsReader, follower: FollowerLoop) -> None:
        """Answer from these rows too, until it is turned to another log."""
        door = self._app.state.door
        self._app.state.door = replace(door, rows=rows, follower=follower)

    def turn_to_backups(self, backups: Backups) -> None:
        """Answer with the age of these too, until it is turned to another log."""
        self._app.state.door = replace(self._app.state.door, backups=backups)

    def __post_init__(self) -> None:
        self._listener = listening("127.0.0.1", 0)
        self._app = create_app(self.log, clock=self.clock)
        self._server = make_server(self._app)
        self._thread = threading.Thread(target=self._server.run, args=([self._listener],))
        self._thread.start()
        while not self._server.started:
            assert self._thread.is_alive()
            time.sleep(0.002)

    @property
    def url(self) -> str:
        """Where it answers."""
        return f"http://127.0.0.1:{self._listener.getsockname()[1]}"

    @property
    def state(self) -> object:
        """What the application keeps for its routes."""
        return self._app.state

    def stop(self) -> None:
        """Stop it, and wait until it has."""
        self._server.should_exit = True
        self._thread.join()
