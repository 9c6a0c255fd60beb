"""A client that posts eight statements to a server that may fail, until each is acknowledged."""

import http.client
import json
from collections import Counter
from contextlib import closing
from pathlib import Path
from typing import Any, Final
from uuid import UUID, uuid5

from jointlog.domain.store.log import open_log

POSTS: Final = 8
TRIES_MAX: Final = 4
TIMEOUT_S: Final = 30
CREATED: Final = (200, 201)
SERVER_ERROR: Final = 500
NAMESPACE: Final = UUID("7a0c6f0e-6f0a-4b52-9c39-5f6f8d7d0012")
INCIDENT: Final = "CAD-1"
PATH: Final = f"/v1/incidents/{INCIDENT}/events"
IDS: Final = tuple(str(uuid5(NAMESPACE, str(number))) for number in range(POSTS))


def statements() -> list[dict[str, Any]]:
    """Eight statements of the police: calls, and the fifth takes back the first."""
    made: list[dict[str, Any]] = [
        {
            "id": each,
            "type": "contact_received",
            "occurred": "2026-03-01T12:00:00Z",
            "facts": {"channel": "999", "caller_kind": "public"},
        }
        for each in IDS
    ]
    made[4] |= {"type": "entry_retracted", "facts": {"why": "wrong_person"}, "corrects": IDS[0]}
    return made


class Client:
    """Requests to one server, a connection each."""

    def __init__(self, port: int, key: str) -> None:
        self._port = port
        self._key = key

    def send(self, method: str, path: str, body: Any = None) -> tuple[int, Any]:
        """The status and the body of the answer; 0 where there is none."""
        headers = {"Authorization": f"Bearer {self._key}", "Content-Type": "application/json"}
        content = None if body is None else json.dumps(body)
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=TIMEOUT_S)
        with closing(connection):
            try:
                connection.request(method, path, content, headers)
                answer = connection.getresponse()
                return answer.status, json.loads(answer.read())
            except (OSError, http.client.HTTPException):
                return 0, None

    def greet(self) -> None:
        """Wait until it answers, and let it start its threads."""
        assert self.send("GET", "/health")[0] in CREATED
        self.send("GET", PATH)

    def answers_health(self) -> bool:
        """Whether it lives, and can read its log."""
        return all(self.send("GET", path)[0] in CREATED for path in ("/health", "/ready"))


class Conversation:
    """What the client said and was told, over all servers of one log."""

    def __init__(self, answers: Counter[str], wrong: list[str]) -> None:
        self.acknowledged: dict[str, int] = {}
        self._answers = answers
        self._wrong = wrong

    def post_all(self, client: Client) -> None:
        """Post what is not acknowledged, each a few times; stop where nobody answers."""
        for statement in statements():
            if statement["id"] in self.acknowledged:
                continue
            for _ in range(TRIES_MAX):
                status, body = client.send("POST", PATH, statement)
                self._note(statement["id"], status, body)
                if status in (0, *CREATED):
                    break
            if statement["id"] not in self.acknowledged:
                return

    def _note(self, event_id: str, status: int, body: Any) -> None:
        if status in CREATED:
            self._answers[str(status)] += 1
            self.acknowledged[event_id] = body["position"]
        elif not status:
            self._answers["none"] += 1
        else:
            retry = body.get("retry")
            self._answers[f"{status} retry={retry}"] += 1
            if status < SERVER_ERROR or not isinstance(retry, bool):
                self._wrong.append(f"told {status} {body}")

    def compare(self, log_file: Path) -> None:
        """Each acknowledged statement is in the log once, where its receipt says; nothing else."""
        with open_log(str(log_file)) as log:
            located = log.read(0, 1_000)
        found = {str(each.entry.event_id): each.position for each in located if each.entry}
        if len(found) != len(located):
            self._wrong.append("an entry is doubled or unreadable")
        if found != self.acknowledged:
            self._wrong.append(f"acknowledged {self.acknowledged}, found {found}")
        if sorted(found.values()) != list(range(1, len(found) + 1)):
            self._wrong.append(f"positions {sorted(found.values())}")
