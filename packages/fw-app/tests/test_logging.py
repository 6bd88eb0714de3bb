"""The logger of an application, and what may reach a line of it."""

from __future__ import annotations

import io
import logging
import sys
from collections.abc import Iterator

import pytest

from fw_app.logging import (
    create_logger,
    default_handler,
    has_level_handler,
    printable,
    wsgi_errors_stream,
)


class Service:
    """What a logger knows of an application."""

    def __init__(self, name: str, debug: bool = False) -> None:
        self.name = name
        self.debug = debug


@pytest.fixture
def root() -> Iterator[logging.Logger]:
    """A logger that stands for the root. A test clears it of the handlers of the test runner first."""
    top = logging.getLogger("fw_app_test")
    top.propagate = False
    yield top
    for name in ("fw_app_test", "fw_app_test.a", "fw_app_test.b"):
        logger = logging.getLogger(name)
        logger.handlers = []
        logger.setLevel(logging.NOTSET)
        logger.propagate = True


def test_a_logger_without_a_handler_gets_the_default_one_once(root: logging.Logger) -> None:
    root.handlers.clear()
    logger = create_logger(Service("fw_app_test.a"))
    assert logger.name == "fw_app_test.a"
    assert logger.handlers == [default_handler]
    assert logger.level == logging.NOTSET
    assert create_logger(Service("fw_app_test.a")).handlers == [default_handler]


def test_debug_mode_sets_a_level_unless_there_is_one(root: logging.Logger) -> None:
    root.handlers.clear()
    assert create_logger(Service("fw_app_test.a", debug=True)).level == logging.DEBUG
    logging.getLogger("fw_app_test.b").setLevel(logging.ERROR)
    assert create_logger(Service("fw_app_test.b", debug=True)).level == logging.ERROR


def test_a_handler_of_the_root_is_enough(root: logging.Logger) -> None:
    root.handlers.clear()
    assert not has_level_handler(logging.getLogger("fw_app_test.a"))
    handler = logging.StreamHandler(io.StringIO())
    root.addHandler(handler)
    assert has_level_handler(logging.getLogger("fw_app_test.a"))
    assert create_logger(Service("fw_app_test.a")).handlers == []
    logger = logging.getLogger("fw_app_test.b")
    logger.propagate = False
    try:
        assert not has_level_handler(logger)
    finally:
        logger.propagate = True
    handler.setLevel(logging.CRITICAL)
    assert not has_level_handler(logger)


def test_messages_go_to_stderr_while_there_is_no_request(
    root: logging.Logger, capsys: pytest.CaptureFixture[str]
) -> None:
    root.handlers.clear()
    logger = create_logger(Service("fw_app_test.a"))
    logger.error("lost")
    assert "ERROR in test_logging: lost" in capsys.readouterr().err
    assert wsgi_errors_stream._get_current_object() is sys.stderr  # type: ignore[attr-defined]


def test_control_characters_of_a_request_do_not_forge_lines() -> None:
    """CVE-2020-7694, CVE-2025-48432: a path with a line break made a line of its own in the log."""
    assert printable("/plain/ü") == "/plain/ü"
    assert printable("/a\nERROR forged\r\x1b[2J\x85\u2028") == (
        "/a\\x0aERROR forged\\x0d\\x1b[2J\\x85\\u2028"
    )
    assert printable("\x7f") == "\\x7f"
