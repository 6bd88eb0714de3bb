"""The commands of the release tool."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import click
from packaging.version import Version

from tools.checks.repository import ROOT
from tools.isolated import RESOLUTIONS
from tools.release.build import build
from tools.release.checks import check
from tools.release.members import Members
from tools.release.neighbours import neighbours, tagged, verify
from tools.release.output import Output
from tools.release.plan import make_plan
from tools.release.prepare import prepare
from tools.release.publish import Index, publish
from tools.release.refusals import Refused
from tools.release.status import status


@dataclass
class Settings:
    """What every command is given.

    :param root: the repository.
    :param output: where findings go.
    """

    root: Path
    output: Output

    @cached_property
    def members(self) -> Members:
        """The packages; warns of tags that look like releases and are none."""
        members = Members(self.root)
        for member in members.values():
            for tag in member.stray_tags:
                self.output.warning(
                    f"{member.name}: the tag {tag} names no version as {member.tag(member.version)} does, and is left out. "
                    f"Take it away with `git tag --delete {tag}`: pushing it starts the workflow that publishes."
                )
        return members


class ReleaseGroup(click.Group):
    """Takes ``--json`` anywhere on the line; shows what a command refuses, and ends with 1 then."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put ``--json``, which every command knows, in front."""
        if "--json" in args:
            args = ["--json", *(one for one in args if one != "--json")]
        return super().parse_args(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command."""
        try:
            return super().invoke(ctx)
        except Refused as refused:
            ctx.obj.output.refusals(refused.refusals)
            ctx.exit(1)


_packages = click.argument("packages", nargs=-1, required=True)
_folder = click.option(
    "--dist",
    "folder",
    type=click.Path(path_type=Path),
    default=Path("dist"),
    show_default=True,
    help="Where the built files are.",
)


@click.group(cls=ReleaseGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--root",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    default=ROOT,
    help="The repository.",
)
@click.option("--json", "as_json", is_flag=True, help="Print for machines.")
@click.pass_context
def cli(context: click.Context, root: Path, as_json: bool) -> None:
    """Release single packages out of this repository.

    The order of a release: status, check, plan, prepare, build, publish. docs/releasing.md explains each.
    """
    context.obj = Settings(root, Output(as_json=as_json))


@cli.command("status")
@click.pass_obj
def status_command(settings: Settings) -> None:
    """Where each package stands since its last tag."""
    settings.output.status(status(settings.members))


@cli.command("check")
@click.option("--base", help="The ref that the change started from, such as origin/main.")
@click.pass_context
def check_command(context: click.Context, base: str | None) -> None:
    """What a change must satisfy before it is merged."""
    refusals = check(context.obj.members, base)
    context.obj.output.refusals(refusals)
    context.exit(1 if refusals else 0)


@cli.command("affected")
@click.option("--base", required=True, help="The ref that the change started from.")
@click.pass_obj
def affected_command(settings: Settings, base: str) -> None:
    """Which packages changed, and which depend on them: what a change must test."""
    changed = [
        name
        for name, member in settings.members.items()
        if settings.members.git.changed_since(base, member.path)
    ]
    settings.output.names([one.name for one in settings.members.all_dependants(changed)])


@cli.command("plan")
@click.argument("packages", nargs=-1)
@click.pass_obj
def plan_command(settings: Settings, packages: tuple[str, ...]) -> None:
    """Which packages would be released, as which versions, and why."""
    settings.output.plan(make_plan(settings.members, packages))


@cli.command("prepare")
@_packages
@click.option(
    "--as",
    "version",
    type=Version,
    help="Another version than the smallest, for one package.",
)
@click.pass_obj
def prepare_command(settings: Settings, packages: tuple[str, ...], version: Version | None) -> None:
    """Write versions, changelogs and ranges; commit and tag."""
    if version is not None and len(packages) != 1:
        raise click.UsageError("--as goes with exactly one package.")
    settings.output.prepared(prepare(settings.members, packages, version))


@cli.command("build")
@_packages
@_folder
@click.option("--ref", help="What to build instead of the version's tag.")
@click.pass_obj
def build_command(
    settings: Settings, packages: tuple[str, ...], folder: Path, ref: str | None
) -> None:
    """Build sdist, wheel and bill of materials, twice, and compare."""
    chosen = settings.members.pick(packages)
    settings.output.built([build(member, folder, ref) for member in chosen])


@cli.command("tagged")
@click.argument("tag")
@click.pass_obj
def tagged_command(settings: Settings, tag: str) -> None:
    """Which package a tag releases; refused when the tag does not fit the tree."""
    settings.output.names([tagged(settings.members, tag).name])


@cli.command("verify")
@click.argument("package")
@_folder
@click.option("--resolution", type=click.Choice(RESOLUTIONS), default="highest")
@click.pass_obj
def verify_command(settings: Settings, package: str, folder: Path, resolution: str) -> None:
    """Test a package from its built wheel, beside what an index has of the rest."""
    (member,) = settings.members.pick((package,))
    settings.output.text(verify(member, folder, resolution))


@cli.command("neighbours")
@click.argument("package")
@_folder
@click.pass_obj
def neighbours_command(settings: Settings, package: str, folder: Path) -> None:
    """Test the last releases of all that depend on a package against its built wheel."""
    (member,) = settings.members.pick((package,))
    settings.output.neighbours(neighbours(settings.members, member, folder))


@cli.command("publish")
@_packages
@_folder
@click.option("--index", required=True, help="The address of the index for uploads.")
@click.option("--simple", help="Where the index lists its files, if --index does not tell.")
@click.pass_obj
def publish_command(
    settings: Settings, packages: tuple[str, ...], folder: Path, index: str, simple: str | None
) -> None:
    """Upload what was built, in dependency order; run it again after an interruption."""
    settings.output.published(publish(settings.members, packages, folder, Index.at(index, simple)))
