"""The errors of this package.

``FwTestingError``
├── ``ConflictingAddress`` (also ``AssertionError``): a base URL together with a part of one.
├── ``CookiesDisabled`` (also ``TypeError``): the client keeps no cookies, and a session needs them.
├── ``NoSession`` (also ``RuntimeError``): the application opened no session, or has no notion of one.
├── ``NestedClient`` (also ``RuntimeError``): a ``with client:`` block inside another of the same client.
├── ``NoCommands`` (also ``TypeError``): a command was to be run on an application without commands.
└── ``NotWSGI`` (also ``TypeError``): what the client was given is not a WSGI application.
"""

from __future__ import annotations


class FwTestingError(Exception):
    """The base of this package's errors."""


class ConflictingAddress(FwTestingError, AssertionError):
    """A base URL was given together with a subdomain or a scheme, which it holds already."""


class CookiesDisabled(FwTestingError, TypeError):
    """The client keeps no cookies."""


class NoSession(FwTestingError, RuntimeError):
    """The application opened no session."""


class NestedClient(FwTestingError, RuntimeError):
    """A client was entered that is entered already."""


class NoCommands(FwTestingError, TypeError):
    """The application has no commands."""


class NotWSGI(FwTestingError, TypeError):
    """The object is not a WSGI application."""
