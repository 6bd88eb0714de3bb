"""The signals of each request, and how requests learn that somebody listens to them."""

from __future__ import annotations

from typing import Any

import fw_app
from fw_app import Flask
from fw_app.signals import anybody_listens


def test_requests_are_quick_again_when_the_last_receiver_is_gone() -> None:
    app = Flask(__name__)
    app.add_url_rule("/", view_func=lambda: "Hello")
    client = app.test_client()
    seen: list[str] = []

    def started(sender: Flask, **extra: Any) -> None:
        seen.append("started")

    def finished(sender: Flask, **extra: Any) -> None:
        seen.append("finished")

    client.get("/")
    assert not anybody_listens()
    fw_app.request_started.connect(started)
    client.get("/")
    fw_app.request_finished.connect(finished)
    fw_app.request_started.disconnect(started)
    client.get("/")
    assert anybody_listens()
    del finished  # receivers are known weakly
    client.get("/")

    assert seen == ["started", "finished"]
    assert not anybody_listens()
