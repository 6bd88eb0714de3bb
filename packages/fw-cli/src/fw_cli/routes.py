"""The ``routes`` command."""

from __future__ import annotations

import click

from fw_cli.active import application_of
from fw_cli.app_group import with_appcontext
from fw_cli.listing import route_table


def _print_table(rows: list[list[str]]) -> None:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    rows.insert(1, ["-" * width for width in widths])
    for row in rows:
        padded = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        click.echo("  ".join(padded))


@click.command("routes", short_help="Show the routes for the app.")
@click.option(
    "--sort",
    "-s",
    type=click.Choice(("endpoint", "methods", "domain", "rule", "match")),
    default="endpoint",
    help="What to sort by. 'match' is the order in which the routes are tried.",
)
@click.option("--all-methods", is_flag=True, help="Show HEAD and OPTIONS methods.")
@with_appcontext
def routes_command(sort: str, all_methods: bool) -> None:
    """Show all registered routes with endpoints and methods."""
    table = route_table(application_of(click.get_current_context()))
    if table.routes:
        _print_table(table.rows(sort, all_methods))
    else:
        click.echo("No routes were registered.")
