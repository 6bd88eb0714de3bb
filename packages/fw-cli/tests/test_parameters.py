from __future__ import annotations

import os
import ssl
import sys
import types

import click
import pytest

from fw_cli import run_command


def params(*args: str) -> dict[str, object]:
    return run_command.make_context("run", list(args)).params


def test_files_in_either_order() -> None:
    pair = (__file__, __file__)
    assert params("--cert", __file__, "--key", __file__)["cert"] == pair
    assert params("--key", __file__, "--cert", __file__)["cert"] == pair


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (("--cert", __file__), 'Needed when "--cert" is a file'),
        (("--key", __file__), '"--cert" must also be given'),
        (("--cert", "missing.pem"), "does not exist"),
        (("--cert", "fw_cli"), "does not exist"),
    ],
)
def test_incomplete_pairs(args: tuple[str, ...], message: str) -> None:
    with pytest.raises(click.BadParameter, match=message):
        params(*args)


def test_adhoc(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "cryptography", None)
    with pytest.raises(click.BadParameter, match="pip install cryptography"):
        params("--cert", "adhoc")
    monkeypatch.setitem(sys.modules, "cryptography", types.ModuleType("cryptography"))
    assert params("--cert", "ADHOC")["cert"] == "adhoc"
    with pytest.raises(click.BadParameter, match='not used when "--cert" is "adhoc"'):
        params("--cert", "adhoc", "--key", __file__)


def test_ssl_context_by_import(monkeypatch: pytest.MonkeyPatch) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    holder = types.ModuleType("MyTls")
    holder.context = context  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "MyTls", holder)
    assert params("--cert", "MyTls:context")["cert"] is context
    with pytest.raises(click.BadParameter, match="an SSLContext object"):
        params("--cert", "MyTls:context", "--key", __file__)


def test_python_without_ssl(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ssl", None)
    with pytest.raises(click.BadParameter, match="built with SSL"):
        params("--cert", "anything")


def test_separated_paths() -> None:
    two = os.pathsep.join(["a", "b"])
    assert params("--extra-files", two)["extra_files"] == ["a", "b"]
    assert params("--exclude-patterns", "*.txt")["exclude_patterns"] == ["*.txt"]
