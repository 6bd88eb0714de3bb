"""Option types of the ``run`` command: certificates, keys and lists of paths."""

from __future__ import annotations

from collections.abc import Callable
from types import ModuleType
from typing import Any

import click
from werkzeug.utils import import_string


def _ssl() -> ModuleType | None:
    try:
        import ssl  # noqa: PLC0415  some builds of Python lack it
    except ImportError:
        return None
    return ssl


def _is_ssl_context(value: object) -> bool:
    ssl = _ssl()
    return ssl is not None and isinstance(value, ssl.SSLContext)


class CertParamType(click.ParamType):  # type: ignore[type-arg,unused-ignore]
    """What ``--cert`` takes: an existing file, the word ``adhoc``, or an import of an ``ssl.SSLContext``."""

    name = "path"

    def __init__(self) -> None:
        self.path_type = click.Path(exists=True, dir_okay=False, resolve_path=True)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return the file's path, ``"adhoc"`` or the SSL context.

        :param value: What was given.
        :param param: The option.
        :param ctx: The running context.
        :raises click.BadParameter: It is none of the three, or something that it needs is missing.
        """
        if _ssl() is None:
            raise click.BadParameter('"--cert" needs a Python that was built with SSL.', ctx, param)
        try:
            return self.path_type(value, param, ctx)
        except click.BadParameter:
            text = str(click.STRING(value, param, ctx))
            if text.lower() == "adhoc":
                return self._adhoc(param, ctx)
            found = import_string(text, silent=True)
            if _is_ssl_context(found):
                return found
            raise

    def _adhoc(self, param: click.Parameter | None, ctx: click.Context | None) -> str:
        try:
            import cryptography  # type: ignore[import-not-found,unused-ignore]  # noqa: F401, PLC0415  only asked whether it is there
        except ImportError:
            raise click.BadParameter(
                "A certificate made on the spot needs the cryptography library: pip install cryptography.",
                ctx,
                param,
            ) from None
        return "adhoc"


def _validate_key(ctx: click.Context, param: click.Parameter, value: Any) -> Any:
    """Hold ``--key`` against ``--cert``, and join the two files to a pair."""
    cert = ctx.params.get("cert")
    complete = cert == "adhoc" or _is_ssl_context(cert)
    if value is None:
        if cert and not complete:
            raise click.BadParameter('Needed when "--cert" is a file.', ctx, param)
        return None
    if complete:
        kind = '"adhoc"' if cert == "adhoc" else "an SSLContext object"
        raise click.BadParameter(f'"--key" is not used when "--cert" is {kind}.', ctx, param)
    if not cert:
        raise click.BadParameter('"--cert" must also be given.', ctx, param)
    ctx.params["cert"] = (cert, value)
    return value


class SeparatedPathType(click.Path):
    """A list of paths in one value, split at the system's path separator (``:``, on Windows ``;``)."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return the list of paths, each checked as ``click.Path`` does.

        :param value: What was given.
        :param param: The option.
        :param ctx: The running context.
        """
        check: Callable[..., Any] = super().convert
        return [check(item, param, ctx) for item in self.split_envvar_value(value)]
