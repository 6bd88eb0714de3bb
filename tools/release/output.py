"""How the release tool shows what it found: tables for people, JSON for machines."""

from __future__ import annotations

import json

import click
from rich.box import SIMPLE
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from tools.release.build import Built
from tools.release.members import UMBRELLA
from tools.release.neighbours import Neighbour
from tools.release.plan import Plan
from tools.release.publish import Published
from tools.release.refusals import Refusal
from tools.release.status import Status

#: How many changes of a package are shown to people.
_MOST = 20


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

    def warning(self, text: str) -> None:
        """Say something beside the findings, which a machine does not read."""
        click.echo(f"warning: {text}", err=True)

    def status(self, found: list[Status]) -> None:
        """Show where each package stands."""
        if self.as_json:
            return self.json([one.as_json() for one in found])
        table = Table(box=SIMPLE)
        table.add_column("package", no_wrap=True)
        for name in ("version", "released", "commits", "notes", "interface", "next"):
            table.add_column(name, no_wrap=True)
        for one in found:
            broken, added = len(one.interface.broken), len(one.interface.added)
            interface = [f"[red]{broken} broken[/]"] * bool(broken) + [f"{added} new"] * bool(added)
            table.add_row(
                one.member.name,
                str(one.member.version),
                str(one.member.last_release or "never"),
                str(len(one.commits)),
                str(len(one.fragments)),
                ", ".join(interface) or ("same" if one.member.last_release else ""),
                str(one.next_version),
            )
        self.console.print(table)
        for one in found:
            users = ", ".join(f"{name} {allowed}" for name, allowed in one.dependants.items())
            if users:
                self.console.print(f"{one.member.name} is required by {users}", soft_wrap=True)
        for one in found:
            self._since(one)
        for one in found:
            self._wrong_notes(one)
        return None

    def _since(self, one: Status) -> None:
        """Show what changed in a package since its last release: commits, notes, the interface."""
        if one.member.last_tag is None:
            return
        rows = [
            *(("commit", subject) for subject in one.commits),
            *(("note", fragment.path.name) for fragment in one.fragments),
            *(("[red]broken[/]", line) for line in one.interface.broken),
            *(("new", name) for name in one.interface.added),
        ]
        if not rows:
            return
        self.console.print(f"[bold]{one.member.name}[/] since {one.member.last_tag}")
        for kind, text in rows[:_MOST]:
            self.console.print(f"  {kind}: {escape(text)}", soft_wrap=True)
        if rows[_MOST:]:
            self.console.print(f"  and {len(rows) - _MOST} more; --json tells all of it")

    def _wrong_notes(self, one: Status) -> None:
        """Show which notes of a package no changelog can take."""
        for note in one.fragments:
            if note.problem is not None:
                problem = f"{note.problem}. {note.remedy}."
                self.console.print(
                    f"[bold red]{one.member.name}[/] {escape(problem)}", soft_wrap=True
                )

    def names(self, found: list[str]) -> None:
        """Show names, a line each."""
        return self.json(found) if self.as_json else click.echo("\n".join(found))

    def text(self, text: str) -> None:
        """Show what another program printed."""
        return self.json({"output": text}) if self.as_json else click.echo(text)

    def neighbours(self, found: list[Neighbour]) -> None:
        """Show how the last releases of the packages around a new one fared."""
        if self.as_json:
            return self.json([one.as_json() for one in found])
        for one in found:
            self.console.print(f"[bold]{one.name} {one.version}[/] {escape(one.outcome)}")
        return self.console.print("" if found else "nothing released depends on it")

    def refusals(self, found: list[Refusal]) -> None:
        """Show what is refused, or that nothing is."""
        if self.as_json:
            return self.json({"refused": [one.as_json() for one in found]})
        for one in found:
            self.console.print(
                f"[bold red]{one.package}[/] [dim]\\[{one.rule}][/] {escape(one.problem)}.\n    [green]{escape(one.remedy)}.[/]",
                soft_wrap=True,  # commands in it are copied
            )
        return self.console.print(
            "[green]nothing refused[/]" if not found else f"{len(found)} refused"
        )

    def plan(self, plan: Plan) -> None:
        """Show the releases of a plan and what users of the umbrella get after them."""
        if self.as_json:
            return self.json(plan.as_json())
        table = Table("package", "from", "to", "why", box=SIMPLE)
        for step in plan.steps:
            last = step.member.last_release
            table.add_row(
                step.member.name,
                str(last or ""),
                str(step.version),
                escape("\n".join(step.reasons)),
            )
        nothing = "nothing to release: no package has a note, `status` shows what changed"
        self.console.print(table if plan.steps else nothing)
        users = ", ".join(f"{name} {version}" for name, version in plan.users_get.items())
        return self.console.print(
            f"pip install {UMBRELLA} then brings: {users or f'nothing yet, {UMBRELLA} was never released'}"
        )

    def prepared(self, plan: Plan) -> None:
        """Show what was prepared, and what to do next."""
        self.plan(plan)
        if not self.as_json:
            several = ", one tag at a time, each when the one before is published"
            more = several if plan.steps[1:] else ""
            click.echo(
                f"nothing has left this machine; look at it with `git show`, then push{more}:"
            )
            for step in plan.steps:
                click.echo(f"    git push origin HEAD {step.tag}")

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
