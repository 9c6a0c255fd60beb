"""One statement a request, promptly: the way that most posts take.

The framework's dependencies and thread pool cost more than the post itself. Here one thread answers
requests, the log's own writes, and both meet twice: when a statement is handed over, and when those
that were committed together are told of at once.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Coroutine
from contextlib import suppress
from typing import Any

from fastapi.routing import APIRoute
from starlette.requests import Request
from starlette.responses import Response

from jointlog.api.door import Door, holder_of, only_known_questions, posting
from jointlog.domain.entry import Draft
from jointlog.domain.errors import StoreBusyError
from jointlog.domain.store.group import WAIT_S_MAX, Submitted
from jointlog.domain.store.log import Receipt
from jointlog.domain.vocabulary import Agency

Handler = Callable[[Request], Coroutine[Any, Any, Response]]
Done = tuple[asyncio.Future[Receipt], Submitted[Receipt]]


class PromptRoute(APIRoute):
    """A route of one statement, with the checks that its declared dependencies make."""

    def get_route_handler(self) -> Handler:
        """The handler, without the framework's solving of dependencies."""
        answer = self.endpoint

        async def handle(request: Request) -> Response:
            await only_known_questions(request)
            door: Door = request.app.state.door
            visit = await posting(request, door, await holder_of(request, door))
            made: Response = await answer(**request.path_params, visit=visit)
            return made

        return handle


class Posts:
    """The statements that an event loop has handed to the log and waits for."""

    def __init__(self, door: Door) -> None:
        self._door = door
        self._loop = asyncio.get_running_loop()
        self._done: deque[Done] = deque()

    def is_of(self, door: Door, loop: asyncio.AbstractEventLoop) -> bool:
        """Whether it is of this door and this loop."""
        return self._door is door and self._loop is loop

    async def post(self, draft: Draft, agency: Agency, expected_version: int | None) -> Receipt:
        """Record a statement, durably.

        Raises:
            LogError: see `Log.post`.

        """
        future: asyncio.Future[Receipt] = self._loop.create_future()
        self._door.log.submit(
            draft,
            agency,
            now_ms=self._door.clock(),
            tell=lambda submitted: self._tell(future, submitted),
            expected_version=expected_version,
        )
        try:
            async with asyncio.timeout(WAIT_S_MAX):
                return await future
        except TimeoutError:
            raise StoreBusyError(
                "the database has not answered in time; send the same again, with the same id"
            ) from None

    def _tell(self, future: asyncio.Future[Receipt], submitted: Submitted[Receipt]) -> None:
        """Note a post that is done, in the thread that wrote it; the first wakes the loop."""
        is_first = not self._done
        self._done.append((future, submitted))
        if is_first:
            with suppress(RuntimeError):  # the loop has ended, and with it the request
                self._loop.call_soon_threadsafe(self._resolve)

    def _resolve(self) -> None:
        """Let those that wait for what is done go on."""
        while self._done:
            future, submitted = self._done.popleft()
            if future.done():  # its request has ended
                continue
            try:
                future.set_result(submitted.outcome())
            except Exception as error:  # noqa: BLE001 - it is the poster's, whatever it is
                future.set_exception(error)


def posts_of(door: Door, state: Any) -> Posts:
    """The posts of this application, on the loop that runs it."""
    loop = asyncio.get_running_loop()
    held: Posts | None = getattr(state, "posts", None)
    if held is None or not held.is_of(door, loop):
        held = state.posts = Posts(door)
    return held
