"""Drive an ASGI application with the WSGI client.

:class:`ASGIBridge` is a WSGI application that hands each request to an ASGI application. All requests of one bridge run
in one event loop, on a thread of its own, so that it works inside and outside of a running loop::

    with ASGIBridge(starlette_app) as bridge:
        client = FlaskClient(bridge)

Bodies are streamed in both directions, and an error of the application reaches the caller as it was raised.
"""

from __future__ import annotations

import asyncio
import contextvars
import threading
import weakref
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import Future
from concurrent.futures import TimeoutError as FutureTimeoutError
from contextlib import suppress
from http import HTTPStatus
from queue import SimpleQueue
from types import TracebackType
from typing import IO, Any, final
from urllib.parse import quote

from werkzeug.wsgi import get_input_stream

from fw_testing.errors import FwTestingError

Message = dict[str, Any]
ASGICallable = Callable[
    [Message, Callable[[], Awaitable[Message]], Callable[[Message], Awaitable[None]]],
    Awaitable[None],
]

_ASGI = {"version": "3.0", "spec_version": "2.4"}
_BODY_CHUNK = 64 * 1024
_QUERY_SAFE = "%!$&'()*+,;=:@/?[]~-._"

#: Seconds that an application has to end after the client closed a response early, before it is cancelled.
CLOSE_TIMEOUT = 1.0


class NoResponse(FwTestingError, RuntimeError):
    """The application ended without a response."""


class IncompleteResponse(NoResponse):
    """The application began a response and did not end it, or did not begin it with its status."""


class LifespanFailed(FwTestingError, RuntimeError):
    """The application told that its start-up or shutdown failed."""


def _run_loop(loop: asyncio.AbstractEventLoop) -> None:
    asyncio.set_event_loop(loop)
    loop.run_forever()
    for task in asyncio.all_tasks(loop):
        task.cancel()
    loop.run_until_complete(asyncio.sleep(0))
    loop.run_until_complete(loop.shutdown_asyncgens())
    loop.close()


def _stop_loop(loop: asyncio.AbstractEventLoop, thread: threading.Thread) -> None:
    if not loop.is_closed():
        loop.call_soon_threadsafe(loop.stop)
        thread.join()


def scope_of(environ: dict[str, Any]) -> Message:
    """Return the ASGI scope that says what a WSGI environ says.

    :param environ: The environ of an HTTP request.
    """
    root = environ.get("SCRIPT_NAME", "").encode("latin-1")
    path = root + environ.get("PATH_INFO", "").encode("latin-1")
    headers = [
        (name[5:].lower().replace("_", "-").encode("latin-1"), str(value).encode("latin-1"))
        for name, value in environ.items()
        if name.startswith("HTTP_")
    ]
    for name in ("CONTENT_TYPE", "CONTENT_LENGTH"):
        if environ.get(name):
            headers.append(
                (name.lower().replace("_", "-").encode(), str(environ[name]).encode("latin-1"))
            )
    return {
        "type": "http",
        "asgi": _ASGI,
        "http_version": environ.get("SERVER_PROTOCOL", "HTTP/1.1").partition("/")[2],
        "method": environ["REQUEST_METHOD"],
        "scheme": environ.get("wsgi.url_scheme", "http"),
        "path": path.decode("utf-8", "replace"),
        "raw_path": quote(path).encode(),
        "root_path": root.decode("utf-8", "replace"),
        # A server gets it percent-encoded; an environ may hold other bytes as they are.
        "query_string": quote(
            environ.get("QUERY_STRING", "").encode("latin-1"), safe=_QUERY_SAFE
        ).encode(),
        "headers": headers,
        "client": (environ.get("REMOTE_ADDR", "127.0.0.1"), int(environ.get("REMOTE_PORT", 0))),
        "server": (environ.get("SERVER_NAME", "localhost"), int(environ.get("SERVER_PORT", 80))),
    }


def _read_full(stream: IO[bytes], size: int) -> bytes:
    """Read so many bytes, and less only at the end: one ``read`` may give less at any time."""
    pieces = []
    while size > 0 and (piece := stream.read(size)):
        pieces.append(piece)
        size -= len(piece)
    return b"".join(pieces)


class _Exchange:
    """One request and its response: the application on the loop's side, the caller on the other."""

    def __init__(self, environ: dict[str, Any], loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._body = get_input_stream(environ)
        self._body_read = False
        self._messages: SimpleQueue[Message | None] = SimpleQueue()
        # One message at a time: the application waits until the caller took the last one.
        self._room = asyncio.Semaphore(1)
        # The caller has closed the response; the response is complete, or the caller gone.
        self._gone = asyncio.Event()
        self._over = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self.result: Future[None] = Future()

    # The application's side.

    def start(self, application: ASGICallable, scope: Message) -> None:
        self._task = self._loop.create_task(self._run(application, scope))

    async def _run(self, application: ASGICallable, scope: Message) -> None:
        error: BaseException | None = None
        try:
            await application(scope, self.receive, self.send)
        except BaseException as raised:
            error = raised
        # First the outcome, then the end of the messages: whoever sees the end finds the outcome there.
        if error is None:
            self.result.set_result(None)
        else:
            self.result.set_exception(error)
        self._messages.put(None)

    async def receive(self) -> Message:
        if self._body_read:
            await self._over.wait()
            return {"type": "http.disconnect"}
        chunk = _read_full(self._body, _BODY_CHUNK)
        self._body_read = len(chunk) < _BODY_CHUNK
        return {"type": "http.request", "body": chunk, "more_body": not self._body_read}

    async def send(self, message: Message) -> None:
        await self._room.acquire()
        if self._gone.is_set():
            raise OSError("The client has closed the response.")
        if message["type"] == "http.response.body" and not message.get("more_body"):
            self._over.set()
        self._messages.put(message)

    # The caller's side.

    def next(self) -> Message | None:
        message = self._messages.get()
        self._call(self._room.release)
        return message

    def leave(self) -> None:
        """Tell the application that nobody listens any more, and wait until it has ended."""
        if self.result.done():
            return
        self._call(self._gone.set)
        self._call(self._over.set)
        self._call(self._room.release)
        try:
            self.result.exception(CLOSE_TIMEOUT)
        except FutureTimeoutError:
            task = self._task
            if task is not None:
                self._call(task.cancel)
            self.result.exception()
        # Nobody asks any more how it ended. The error would keep alive what was being streamed.
        self.result = Future()
        self.result.set_result(None)

    def _call(self, function: Callable[[], Any]) -> None:
        with suppress(RuntimeError):  # the loop was closed before the response
            self._loop.call_soon_threadsafe(function)


class _Body:
    """A response's body, as it comes."""

    def __init__(self, exchange: _Exchange, first: Message | None, raise_errors: bool) -> None:
        self._exchange = exchange
        self._message = first
        self._raise_errors = raise_errors

    def __iter__(self) -> Iterator[bytes]:
        complete = False
        while self._message is not None:
            message, self._message = self._message, None
            complete = not message.get("more_body")
            if message.get("body"):
                yield message["body"]
            self._message = self._exchange.next()
        if self._raise_errors:
            self._exchange.result.result()
            _check_is_complete(complete)

    def close(self) -> None:
        self._exchange.leave()


def _check_is_complete(complete: bool) -> None:
    if not complete:
        raise IncompleteResponse(
            "The application ended before its response: the last 'http.response.body' has to be without 'more_body'."
        )


@final
class ASGIBridge:
    """A WSGI application that answers by way of an ASGI application.

    As a context manager it runs the application's lifespan: start-up on entering, shutdown on leaving.

    :param application: The ASGI application.
    :param raise_errors: Raise what the application raises, even where it has sent a response already, as many
        frameworks do with their page for error 500. False gives that response.
    """

    def __init__(self, application: ASGICallable, *, raise_errors: bool = True) -> None:
        self.application = application
        self.raise_errors = raise_errors
        #: What the lifespan's start-up left in its scope, given to each request.
        self.state: dict[str, Any] = {}
        self._lifespan: _Lifespan | None = None
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(
            target=_run_loop, args=(self._loop,), daemon=True, name="ASGIBridge"
        )
        self._thread.start()
        self._stop = weakref.finalize(self, _stop_loop, self._loop, self._thread)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.application!r}>"

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> _Body:
        """Answer a request, as :pep:`3333` says.

        :param environ: The request.
        :param start_response: Called with the status and the headers.
        :raises NoResponse: The application ended without one.
        :raises IncompleteResponse: It sent a body before the status, or ended after the status.
        """
        exchange = _Exchange(environ, self._loop)
        scope = {**scope_of(environ), "state": dict(self.state)}
        context = contextvars.copy_context()
        self._loop.call_soon_threadsafe(exchange.start, self.application, scope, context=context)

        start = exchange.next()
        if start is None:
            exchange.result.result()
            raise NoResponse(f"{self.application!r} ended without sending a response.")
        if start["type"] != "http.response.start":
            exchange.leave()
            raise IncompleteResponse(
                f"{self.application!r} sent {start['type']!r} before 'http.response.start'."
            )
        first = exchange.next()
        if first is None or not first.get("more_body"):
            self._finish(exchange)
        if self.raise_errors:
            _check_is_complete(first is not None)
        headers = [
            (name.decode("latin-1"), value.decode("latin-1"))
            for name, value in start.get("headers", ())
        ]
        start_response(f"{start['status']} {_reason(start['status'])}", headers)
        return _Body(exchange, first, self.raise_errors)

    def _finish(self, exchange: _Exchange) -> None:
        """Wait for what the application does after a complete response, background tasks for example."""
        error = exchange.result.exception()
        if error is not None and self.raise_errors:
            raise error

    def __enter__(self) -> ASGIBridge:
        lifespan = _Lifespan(self.application, self.state)
        asyncio.run_coroutine_threadsafe(lifespan.start(), self._loop).result()
        self._lifespan = lifespan
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        tb: TracebackType | None,
    ) -> None:
        try:
            if self._lifespan is not None:
                asyncio.run_coroutine_threadsafe(self._lifespan.stop(), self._loop).result()
        finally:
            self.close()

    def close(self) -> None:
        """End the event loop and its thread. Happens by itself when nothing refers to the bridge."""
        self._stop()


def _reason(status: int) -> str:
    with suppress(ValueError):
        return HTTPStatus(status).phrase
    return "UNKNOWN"


class _Lifespan:
    """The application's start-up and shutdown."""

    def __init__(self, application: ASGICallable, state: dict[str, Any]) -> None:
        self._application = application
        self._scope: Message = {"type": "lifespan", "asgi": _ASGI, "state": state}
        self._events: asyncio.Queue[Message] = asyncio.Queue()
        self._answers: asyncio.Queue[Message | None] = asyncio.Queue()
        self._asked = False
        self._task: asyncio.Task[None] | None = None

    async def _receive(self) -> Message:
        self._asked = True
        return await self._events.get()

    async def _run(self) -> None:
        try:
            await self._application(self._scope, self._receive, self._answers.put)
        finally:
            await self._answers.put(None)

    async def _ask(self, task: asyncio.Task[None], phase: str) -> None:
        await self._events.put({"type": f"lifespan.{phase}"})
        answer = await self._answers.get()
        if answer is not None and answer["type"] == f"lifespan.{phase}.complete":
            return
        await asyncio.wait([task])
        error = task.exception()
        if answer is not None:
            raise LifespanFailed(
                f"The application's {phase} failed: {answer.get('message', '')}"
            ) from error
        if error is not None and self._asked:
            raise error
        # Else it knows no lifespan, and said so by ending before it asked for an event.

    async def start(self) -> None:
        self._task = asyncio.get_running_loop().create_task(self._run())
        await self._ask(self._task, "startup")

    async def stop(self) -> None:
        if self._task is not None and not self._task.done():
            await self._ask(self._task, "shutdown")
            await self._task
