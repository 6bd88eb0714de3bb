from __future__ import annotations

import pickle

from werkzeug.exceptions import HTTPException
from werkzeug.test import EnvironBuilder
from werkzeug.wrappers import Response

from fw_sessions import SessionError, StoreUnavailable


def test_a_store_that_is_down_is_a_503() -> None:
    error = StoreUnavailable("redis://cache:6379/0", "load")

    response = error.get_response(EnvironBuilder().get_environ())

    assert isinstance(error, (SessionError, HTTPException))
    assert isinstance(response, Response)
    assert response.status_code == 503
    assert "cache" not in response.get_data(as_text=True)
    assert str(error) == "session store redis://cache:6379/0 failed to load"
    assert str(pickle.loads(pickle.dumps(error))) == str(error)
