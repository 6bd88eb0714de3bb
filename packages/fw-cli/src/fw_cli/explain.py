"""The ``explain`` command: what runs for a request, as the application plans it."""

from __future__ import annotations

from typing import Any, Protocol, runtime_checkable

import click

from fw_cli.active import application_of
from fw_cli.app_group import with_appcontext
from fw_cli.listing import route_table
from fw_cli.suggestions import nearest


@runtime_checkable
class DescribesPlan(Protocol):
    """An application that can tell what it does for a request."""

    def describe_plan(self, endpoint: str | None) -> Any:
        """Return something whose text tells what runs for an endpoint, in order.

        :param endpoint: The endpoint; None for a request that matches no route.
        :raises LookupError: There is no such endpoint.
        """


@click.command("explain", short_help="Show what runs for an endpoint.")
@click.argument("endpoint", required=False)
@with_appcontext
def explain_command(endpoint: str | None) -> None:
    """Show what the application runs, in order, for a request to ENDPOINT.

    Without ENDPOINT: for a request that matches no route.
    """
    app = application_of(click.get_current_context())
    if not isinstance(app, DescribesPlan):
        raise click.ClickException(
            f"{app!r} has no 'describe_plan(endpoint)', so its request plan cannot be shown."
        )
    try:
        click.echo(str(app.describe_plan(endpoint)))
    except LookupError:
        near = nearest(endpoint or "", (route.endpoint for route in route_table(app).routes))
        hint = f" Did you mean {near!r}?" if near else " 'routes' lists them."
        raise click.UsageError(f"There is no endpoint {endpoint!r}.{hint}") from None
