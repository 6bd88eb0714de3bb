"""How the release tool shows what it found: tables for people, JSON for machines."""

from __future__ import annotations

import json

import click
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from tools.release.build import Built
from tools.release.plan import Plan
from tools.release.publish import Published
from tools.release.refusals import Refusal
from tools.release.status import Status


class Output:
    """Where a command's findings go.

    :param as_json: whether they are for a machine.
    """

    def __init__(self, *, as_json: bool) -> None:
        self.as_json = as_json
        self.console = Console(highlight=False)

    def json(self, data: object) -> None:
        """Print something for a machine."""
        click.echo(json.dumps(data, indent=2))

    def status(self, found: list[Status]) -> None:
        """Show where each package stands."""
        if self.as_json:
            return self.json([one.as_json() for one in found])
        table = Table(
            "package", "version", "last tag", "commits", "notes", "interface", "next", "required by"
        )
        for one in found:
            broken, added = len(one.interface.broken), len(one.interface.added)
            interface = ", ".join(
                [f"[red]{broken} broken[/]"] * bool(broken) + [f"{added} new"] * bool(added)
            )
            requirers = "\n".join(f"{name} {found}" for name, found in one.dependants.items())
            table.add_row(
                one.member.name,
                str(one.member.version),
                one.member.last_tag or "never",
                str(len(one.commits)),
                str(len(one.fragments)),
                interface or "same",
                str(one.next_version),
                requirers,
            )
        return self.console.print(table)

    def refusals(self, found: list[Refusal]) -> None:
        """Show what is refused, or that nothing is."""
        if self.as_json:
            return self.json({"refused": [one.as_json() for one in found]})
        for one in found:
            self.console.print(
                f"[bold red]{one.package}[/] [dim]({one.rule})[/] {escape(one.problem)}.\n    [green]{escape(one.remedy)}.[/]"
            )
        return self.console.print(
            "[green]nothing refused[/]" if not found else f"{len(found)} refused"
        )

    def plan(self, plan: Plan) -> None:
        """Show the releases of a plan and what users of the umbrella get after them."""
        if self.as_json:
            return self.json(plan.as_json())
        table = Table("package", "from", "to", "why")
        for step in plan.steps:
            last = step.member.last_release
            table.add_row(
                step.member.name,
                str(last or ""),
                str(step.version),
                escape("\n".join(step.reasons)),
            )
        self.console.print(table if plan.steps else "nothing to release")
        users = ", ".join(f"{name} {version}" for name, version in plan.users_get.items())
        return self.console.print(f"pip install fw-core then brings: {users}" if users else "")

    def built(self, found: list[Built]) -> None:
        """Show the files of each release."""
        if self.as_json:
            return self.json([one.as_json() for one in found])
        for one in found:
            for path in one.files:
                self.console.print(f"{one.member.name} {one.version}  {path}")
        return None

    def published(self, done: Published) -> None:
        """Show what was sent and what was there."""
        if self.as_json:
            return self.json(done.as_json())
        for name in done.there:
            self.console.print(f"[dim]there already  {name}[/]")
        for name in done.uploaded:
            self.console.print(f"[green]sent[/]           {name}")
        return None
