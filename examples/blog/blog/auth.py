"""Accounts: register, log in, log out, and the guard for pages that need a login."""

from __future__ import annotations

import functools
import re
import sqlite3
from collections.abc import Callable
from typing import ParamSpec, TypeVar
from urllib.parse import urlsplit

from werkzeug.security import check_password_hash, generate_password_hash

from fw_core import Blueprint, flash, g, redirect, render_template, request, session, url_for
from fw_core.typing import ResponseReturnValue

from .db import get_db

__all__ = ["bp", "login_required"]

P = ParamSpec("P")
R = TypeVar("R")

bp = Blueprint("auth", __name__, url_prefix="/auth")

USERNAME = re.compile(r"\w[\w.-]{1,30}\w")
SHORTEST_PASSWORD = 8
LONGEST_PASSWORD = 200


@functools.cache
def decoy_hash() -> str:
    """Return the hash that is checked for unknown names, so that they take as long as known ones."""
    return generate_password_hash("nobody has this password")


@bp.before_app_request
def load_user() -> None:
    """Put the account that is logged in, or ``None``, at ``g.user``."""
    user_id = None if request.endpoint == "static" else session.get("user_id")
    g.user = None if user_id is None else find_user("id", user_id)


def find_user(column: str, value: object) -> sqlite3.Row | None:
    """Find the account whose ``id`` or ``username`` has a value."""
    query = {
        "id": "SELECT * FROM user WHERE id = ?",
        "username": "SELECT * FROM user WHERE username = ?",
    }[column]
    row: sqlite3.Row | None = get_db().execute(query, (value,)).fetchone()
    return row


def login_required(view: Callable[P, R]) -> Callable[P, R | ResponseReturnValue]:
    """Send visitors who are not logged in to the login page, and bring them back afterwards."""

    @functools.wraps(view)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> R | ResponseReturnValue:
        if g.user is not None:
            return view(*args, **kwargs)
        flash("Please log in first.", "notice")
        target = request.full_path.rstrip("?") if request.method == "GET" else None
        return redirect(url_for("auth.login", next=target))

    return guarded


def is_local(target: str) -> bool:
    """Tell whether a redirect target is a plain path of this site.

    ``//host``, ``/\\host`` and control characters are refused: browsers read them as another site.
    """
    if not target.startswith("/") or target.startswith("//") or "\\" in target:
        return False
    parts = urlsplit(target)
    return target.isprintable() and not parts.scheme and not parts.netloc


def problem_with(username: str, password: str) -> str | None:
    """Say what is wrong with the name and password of a new account."""
    if not USERNAME.fullmatch(username):
        return "A username has 3 to 32 letters, digits, dots, dashes or underscores."
    if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        return f"A password has {SHORTEST_PASSWORD} to {LONGEST_PASSWORD} characters."
    return None


def add_user(username: str, password: str) -> bool:
    """Store a new account.

    :return: Whether the name was still free.
    """
    try:
        with get_db() as db:
            db.execute(
                "INSERT INTO user (username, password) VALUES (?, ?)",
                (username, generate_password_hash(password)),
            )
    except sqlite3.IntegrityError:
        return False
    return True


@bp.get("/register")
def register() -> ResponseReturnValue:
    """Show the form for a new account."""
    return render_template("auth/register.html", username="")


@bp.post("/register")
def register_post() -> ResponseReturnValue:
    """Create an account and go on to the login page."""
    username = request.form["username"].strip()
    problem = problem_with(username, request.form["password"])
    if problem is None and not add_user(username, request.form["password"]):
        problem = f"The name {username} is taken. Please choose another one."
    if problem is not None:
        flash(problem, "error")
        return render_template("auth/register.html", username=username), 422
    flash(f"Welcome, {username}! Your account is ready; log in to start writing.", "success")
    return redirect(url_for("auth.login"))


@bp.get("/login")
def login() -> ResponseReturnValue:
    """Show the login form."""
    return render_template("auth/login.html", username="")


@bp.post("/login")
def login_post() -> ResponseReturnValue:
    """Start a session for the account, if name and password are right."""
    username = request.form["username"].strip()
    user = find_user("username", username)
    right = check_password_hash(
        decoy_hash() if user is None else user["password"],
        request.form["password"][: LONGEST_PASSWORD + 1],
    )
    if user is None or not right:
        flash("That name and password do not belong together.", "error")
        return render_template("auth/login.html", username=username), 422
    session.clear()
    session["user_id"] = user["id"]
    target = request.args.get("next", "")
    return redirect(target if is_local(target) else url_for("blog.index"))


@bp.post("/logout")
def logout() -> ResponseReturnValue:
    """Forget the session."""
    session.clear()
    flash("You are logged out. See you soon!", "notice")
    return redirect(url_for("blog.index"))
