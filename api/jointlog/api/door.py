"""What the routes share: the log, the follower, the clock; and whom a key proves.

A dependency that does no I/O is async: a plain one costs a thread of the pool at each request.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Request
from fastapi.routing import APIRoute
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from starlette.concurrency import run_in_threadpool

from jointlog.api.examined import Examined
from jointlog.api.keeping import Keeper
from jointlog.api.operating.watch import HOLDER, Watch
from jointlog.domain.entry import Entry, incident_id
from jointlog.domain.errors import KeyRefusedError, MalformedError, NotFoundError, NotPermittedError
from jointlog.domain.store.backup.manifest import Backups
from jointlog.domain.store.keys import Holder, Scope
from jointlog.domain.store.log import Located, Log
from jointlog.domain.store.rows.own import OwnRows
from jointlog.domain.store.rows.reading import RowsReader
from jointlog.domain.vocabulary import Agency
from jointlog.projections.across import Across


@dataclass(frozen=True, slots=True)
class Door:
    """What a route works with.

    Attributes:
        log: where statements are recorded.
        across: follows the log, for questions across incidents.
        clock: the time now, UTC milliseconds since 1970.
        new_id: makes the id of a statement that has none.
        rows: the rows for queries across incidents; None where none are kept.
        follower: keeps them; None where another process does, or none are kept.
        backups: the log's backups; None where no folder of them is named.
        own: rows in memory, for queries where none are kept.
        watch: counts and traces what is done here.
        examined: the incidents that the page showed last.

    """

    log: Log
    across: Across
    clock: Callable[[], int]
    new_id: Callable[[], UUID]
    rows: RowsReader | None = None
    follower: Keeper | None = None
    backups: Backups | None = None
    own: OwnRows | None = None
    watch: Watch = field(default_factory=Watch)
    examined: Examined = field(default_factory=Examined)

    @property
    def queried(self) -> RowsReader | OwnRows:
        """The rows that queries across incidents are put to."""
        found = self.own if self.rows is None else self.rows
        assert found is not None, "an application has rows of its own where it is given none"
        return found


async def the_door(request: Request) -> Door:
    """The door that `create_app` was given."""
    door: Door = request.app.state.door
    return door


TheDoor = Annotated[Door, Depends(the_door)]
bearer = HTTPBearer(auto_error=False, description="A key of `jointlog agency add`.")


async def key_holder(
    request: Request,
    door: TheDoor,
    credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(bearer)],
) -> Holder:
    """Whom the request's key proves.

    A key that was checked within the last second is not looked up again.

    Raises:
        KeyRefusedError: no key, or one that opens nothing.

    """
    text = None if credentials is None else credentials.credentials
    holder = await holder_of_key(door, text)
    request.scope[HOLDER] = holder
    return holder


async def holder_of_key(door: Door, text: str | None) -> Holder:
    """Whom a key proves.

    Raises:
        KeyRefusedError: no key, or one that opens nothing.

    """
    if text is None:
        raise KeyRefusedError("there is no key: send the header 'Authorization: Bearer <key>'")
    now_ms = door.clock()
    holder = door.log.keys.known(text, now_ms=now_ms)
    if holder is None:
        holder = await run_in_threadpool(door.log.keys.check, text, now_ms=now_ms)
    return holder


def key_in(authorization: bytes | None) -> str | None:
    """The key of such a header, as `bearer` finds it; None for no key."""
    if authorization is None:
        return None
    scheme, _, text = authorization.decode("latin-1").partition(" ")
    return text.strip() or None if scheme.lower() == "bearer" else None


Reader = Annotated[Holder, Depends(key_holder)]


@dataclass(frozen=True, slots=True)
class Visit:
    """One request at the door, by the holder of a key."""

    request: Request
    door: Door
    holder: Holder

    @property
    def visible_to(self) -> Agency | None:
        """The agency whose incidents alone the holder may read; None for all."""
        return self.holder.agency if self.holder.scope is Scope.AGENCY else None

    def record(self, incident: str) -> "Record":
        """What is recorded of an incident, if the holder may read it.

        Raises:
            MalformedError: not an incident id.
            NotFoundError: nothing is recorded of it.
            NotPermittedError: an agency that has recorded nothing in it.

        """
        name = incident_id(incident)
        record = Record(name, tuple(self.door.log.located(name)))
        if not record.located:
            raise NotFoundError(f"nothing is recorded of incident {name}")
        agency = self.visible_to
        if agency is not None and all(entry.agency != agency for entry in record.entries):
            raise NotPermittedError(
                f"{agency} has recorded nothing in incident {name}: an agency reads the "
                "incidents that it posts to; a reviewer's key reads all"
            )
        return record


async def reading(request: Request, door: TheDoor, holder: Reader) -> Visit:
    """A visit by the holder of any key."""
    return Visit(request, door, holder)


async def posting(request: Request, door: TheDoor, holder: Reader) -> Visit:
    """A visit by an agency, which posts as itself.

    Raises:
        NotPermittedError: a reviewer's or analyst's key.

    """
    may_post(holder)
    return Visit(request, door, holder)


def may_post(holder: Holder) -> None:
    """Refuse who only reads.

    Raises:
        NotPermittedError: a reviewer's or analyst's key.

    """
    if holder.scope is not Scope.AGENCY:
        raise NotPermittedError(f"a key of scope {holder.scope} reads; it does not post")


Reading = Annotated[Visit, Depends(reading)]
Posting = Annotated[Visit, Depends(posting)]


async def only_known_questions(request: Request) -> None:
    """Refuse a query parameter that the address does not know, or that stands twice.

    Raises:
        MalformedError: names it.

    """
    route = request.scope["route"]
    assert isinstance(route, APIRoute), "routes are FastAPI's"
    if not request.query_params:
        return
    known = _names(route)
    for name, _ in request.query_params.multi_items():
        if name not in known:
            what = ", ".join(known) or "no parameter"
            raise MalformedError(name[:60], "no such query parameter", what)
        if len(request.query_params.getlist(name)) > 1:
            raise MalformedError(name, "stands twice in the query", "each parameter once")


def _names(route: APIRoute) -> list[str]:
    found, waiting = [], [route.dependant]
    while waiting:
        dependant = waiting.pop()
        found += [parameter.alias for parameter in dependant.query_params]
        waiting += dependant.dependencies
    return found


@dataclass(frozen=True, slots=True)
class Record:
    """What is recorded of one incident, unreadable entries apart."""

    incident: str
    located: tuple[Located, ...]

    @property
    def version(self) -> int:
        """How many entries it has."""
        return len(self.located)

    @property
    def entries(self) -> list[Entry]:
        """The entries that can be read."""
        return [each.entry for each in self.located if each.entry is not None]

    @property
    def unreadable(self) -> list[Located]:
        """The entries that cannot be read."""
        return [each for each in self.located if each.entry is None]
