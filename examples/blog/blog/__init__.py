"""A small blog: the application that the tutorial builds, step by step."""

from __future__ import annotations

import os
import secrets
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from fw_core import Flask

from . import auth, blog, csrf, db, pages

__all__ = ["create_app"]


def create_app(test_config: Mapping[str, Any] | None = None) -> Flask:
    """Make a blog application.

    :param test_config: Settings that win over every other source.
    :return: The application, with its database ready to use.
    """
    app = Flask(__name__, instance_relative_config=True)
    configure(app, test_config or {})
    db.init_app(app)
    csrf.init_app(app)
    pages.init_app(app)
    app.register_blueprint(auth.bp)
    app.register_blueprint(blog.bp)
    return app


def configure(app: Flask, test_config: Mapping[str, Any]) -> None:
    """Collect the settings: defaults, then the instance folder, the environment, the test's own."""
    instance = Path(app.instance_path)
    app.config.from_mapping(
        TITLE="Inkwell",
        DATABASE=str(instance / "blog.sqlite"),
        POSTS_PER_PAGE=8,
        # The longest post fits in every script: a form has up to 12 bytes for one character.
        MAX_CONTENT_LENGTH=1024 * 1024,
        MAX_FORM_MEMORY_SIZE=1024 * 1024,
        SESSION_COOKIE_NAME="inkwell",
        SESSION_COOKIE_SAMESITE="Lax",
    )
    if sys.version_info >= (3, 11):
        import tomllib  # noqa: PLC0415 - Python 3.10 has no TOML reader

        app.config.from_file("config.toml", load=tomllib.load, silent=True, text=False)
    app.config.from_prefixed_env("BLOG")
    app.config.from_mapping(test_config)
    if not app.config["SECRET_KEY"]:
        app.config["SECRET_KEY"] = secret_key(instance / "secret_key")


def secret_key(path: Path) -> str:
    """Read the key that signs sessions; make one where there is none yet.

    Only this user may read the file. It appears complete or not at all: of two processes that start
    at the same moment, one puts its draft in place and the other reads it.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    draft.touch(mode=0o600)
    try:
        draft.write_text(secrets.token_hex())
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
    return path.read_text()
