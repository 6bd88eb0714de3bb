"""A FastAPI application with sessions; a module of its own, as FastAPI reads annotations where they are."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from fastapi import FastAPI, Request, WebSocket
from fastapi.responses import PlainTextResponse

from fw_sessions import SessionBackend
from fw_sessions.asgi import SessionMiddleware, load_session


def make(backend: SessionBackend, act: Callable[[Any, str], str]) -> FastAPI:
    """Return the application.

    :param backend: opens and saves the sessions.
    :param act: does with a session what the path says, and tells what is in it.
    """
    app = FastAPI()
    app.add_middleware(SessionMiddleware, backend=backend)

    @app.websocket("/socket")
    async def socket(websocket: WebSocket) -> None:
        await load_session(websocket.session)
        early = act(websocket.session, "change")
        await websocket.accept()
        await websocket.send_text(early)
        await websocket.send_text(act(websocket.session, await websocket.receive_text()))
        await websocket.close()

    @app.get("/static")
    def static() -> PlainTextResponse:
        return PlainTextResponse("the same for all")

    @app.get("/{action}")
    def view(action: str, request: Request) -> PlainTextResponse:
        return PlainTextResponse(act(request.session, action))

    return app
