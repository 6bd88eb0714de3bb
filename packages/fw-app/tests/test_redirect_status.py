"""The status of a redirect, in this edition and the next."""

from __future__ import annotations

import inspect

import pytest

from fw_app import Flask, redirect
from fw_app.redirect_status import UNTOLD, redirect_status


@pytest.mark.parametrize(("next_edition", "untold"), [(False, 302), (True, 303)])
def test_redirects(next_edition: bool, untold: int) -> None:
    app = Flask(__name__)
    app.config["NEXT_EDITION"] = next_edition
    with app.app_context():
        assert redirect("/a").status_code == untold
        assert app.redirect("/a").status_code == untold
        for code in (301, 302, 303, 307, 308):
            assert redirect("/a", code).status_code == code
            assert redirect("/a", code=code).status_code == code
    assert redirect("/a").status_code == 302


def test_the_default_reads_as_302() -> None:
    assert inspect.signature(redirect).parameters["code"].default == 302
    assert repr(UNTOLD) == "302"
    assert type(redirect_status(UNTOLD, {})) is int


def test_it_is_off_by_default() -> None:
    assert Flask(__name__).config["NEXT_EDITION"] is False
