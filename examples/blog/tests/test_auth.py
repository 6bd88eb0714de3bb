from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from blog.auth import is_local

from fw_core import Flask

if TYPE_CHECKING:
    from conftest import Visitor


def test_register_then_log_in_then_log_out(visitor: Visitor) -> None:
    assert visitor.register("ana").location == "/auth/login"
    assert "Welcome, ana!" in visitor.see("/auth/login")

    assert visitor.log_in("ana").location == "/"
    assert "Log out" in visitor.see("/")

    assert visitor.send("/", "/auth/logout").location == "/"
    page = visitor.see("/")
    assert "You are logged out" in page
    assert "Register" in page


def test_a_name_is_taken_whatever_its_case(visitor: Visitor) -> None:
    visitor.register("ana")

    response = visitor.register("Ana")

    assert response.status_code == 422
    assert "The name Ana is taken" in response.text


@pytest.mark.parametrize("username", ["", "ab", "x" * 33, "a b c", "<b>ana</b>", "ana\0", "-ana"])
def test_bad_usernames_are_explained(visitor: Visitor, username: str) -> None:
    response = visitor.register(username)

    assert response.status_code == 422
    assert "3 to 32 letters" in response.text
    assert "<b>" not in response.text


def test_short_passwords_are_explained(visitor: Visitor) -> None:
    response = visitor.register("ana", "short")

    assert "8 to 200 characters" in response.text
    assert 'value="ana"' in response.text
    assert "short" not in response.text.replace("short sentence", "")


@pytest.mark.parametrize(("username", "password"), [("ana", "wrong horse"), ("nobody", "whatever")])
def test_wrong_name_and_wrong_password_look_the_same(
    visitor: Visitor, username: str, password: str
) -> None:
    visitor.register("ana")

    response = visitor.log_in(username, password)

    assert response.status_code == 422
    assert "do not belong together" in response.text


def test_passwords_are_stored_hashed(app: Flask, ana: Visitor) -> None:
    with open(app.config["DATABASE"], "rb") as file:
        content = file.read()

    assert b"ana" in content
    assert b"correct horse" not in content


def test_pages_that_need_a_login_bring_one_back(visitor: Visitor) -> None:
    visitor.register("ana")

    response = visitor.client.get("/posts/new")
    assert response.location == "/auth/login?next=/posts/new"

    response = visitor.send(response.location, username="ana", password="correct horse")
    assert response.location == "/posts/new"


def test_a_login_never_leads_to_another_site(visitor: Visitor) -> None:
    visitor.register("ana")

    response = visitor.send(
        "/auth/login?next=//evil.example/", username="ana", password="correct horse"
    )

    assert response.location == "/"


@pytest.mark.parametrize(
    "target",
    ["", "evil", "https://evil.example", "//evil.example", "/\\evil.example", "/\t/evil.example"],
)
def test_targets_elsewhere_are_recognised(target: str) -> None:
    assert not is_local(target)


def test_logging_in_starts_a_new_token(visitor: Visitor) -> None:
    visitor.register("ana")
    with visitor.client.session_transaction() as session:
        before = session["csrf_token"]

    visitor.log_in("ana")
    visitor.see("/")

    with visitor.client.session_transaction() as session:
        assert session["csrf_token"] != before


@pytest.mark.parametrize("path", ["/auth/login", "/auth/register", "/auth/logout", "/posts/new"])
def test_forms_without_their_token_are_refused(ana: Visitor, path: str) -> None:
    assert ana.client.post(path, data={"title": "x"}).status_code == 400
    assert ana.client.post(path, data={"csrf_token": "forged é"}).status_code == 400


def test_an_account_that_is_gone_is_logged_out(app: Flask, ana: Visitor) -> None:
    app.test_cli_runner().invoke(args=["init-db", "--yes"])

    assert "Log in" in ana.see("/")


def test_the_session_cookie_is_not_for_scripts_or_other_sites(visitor: Visitor) -> None:
    cookie = visitor.client.get("/auth/login").headers["Set-Cookie"]

    assert cookie.startswith("inkwell=")
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
