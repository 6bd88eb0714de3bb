from __future__ import annotations

import datetime as dt
import re
import subprocess
from typing import TYPE_CHECKING

import pytest
from packaging.version import Version

from tools.release.checks import check
from tools.release.prepare import prepare
from tools.release.refusals import Refused

if TYPE_CHECKING:
    from pathlib import Path

    from tools.release.tests.conftest import Repository

DAY = dt.date(2026, 3, 1)


def pyproject(repository: Repository, name: str) -> str:
    return (repository.root / "packages" / name / "pyproject.toml").read_text()


def add_hook(repository: Repository, name: str, script: str) -> Path:
    hook = repository.write(f".git/hooks/{name}", f"#!/bin/sh\n{script}\n")
    hook.chmod(0o755)
    return hook


def test_version_changelog_commit_and_tag(repository: Repository) -> None:
    repository.change("fw-routing", "fixed", "Slashes at the end no longer matter.")

    prepare(repository.members, ("fw-routing",), date=DAY)

    assert str(repository.members["fw-routing"].version) == "0.1.1"
    changelog = (repository.root / "packages/fw-routing/CHANGELOG.md").read_text()
    assert (
        "## 0.1.1 (2026-03-01)\n\n### Fixed\n\n- Slashes at the end no longer matter." in changelog
    )
    assert changelog.index("0.1.1") < changelog.index("## 0.1.0")
    assert repository.members["fw-routing"].fragments == []
    assert repository.git("log", "-1", "--format=%s") == "Release fw-routing 0.1.1\n"
    assert "fw-routing-v0.1.1" in repository.git("tag", "--points-at", "HEAD")
    assert repository.git("status", "--porcelain") == ""
    assert ">=0.1.0,<0.2" in pyproject(repository, "fw-core")
    assert check(repository.members) == []


def test_a_first_release_is_a_tag(unreleased: Repository) -> None:
    repository = unreleased
    prepare(repository.members, ("fw-routing", "fw-app", "fw-core"), date=DAY)

    assert repository.tags() == ["fw-app-v0.1.0", "fw-core-v0.1.0", "fw-routing-v0.1.0"]
    assert repository.git("log", "--format=%s") == "Begin\n"
    assert check(repository.members) == []


def changelog(repository: Repository, name: str) -> str:
    """Return the sections of a changelog."""
    text = (repository.root / "packages" / name / "CHANGELOG.md").read_text()
    return text.partition("-->\n")[2].strip()


def test_a_first_release_as_another_version(unreleased: Repository) -> None:
    repository = unreleased
    prepare(repository.members, ("fw-routing",), Version("1.0.0"), DAY)

    assert str(repository.members["fw-routing"].version) == "1.0.0"
    assert changelog(repository, "fw-routing") == "## 1.0.0 (2026-03-01)\n\n- First release."
    assert repository.git("tag", "--points-at", "HEAD") == "fw-routing-v1.0.0\n"
    assert '"fw-routing>=1.0.0,<2"' in pyproject(repository, "fw-app")


def test_a_first_release_with_notes_has_one_section(unreleased: Repository) -> None:
    repository = unreleased
    repository.change("fw-routing", "fixed", "Slashes at the end no longer matter.")
    prepare(repository.members, ("fw-routing",), date=DAY)

    own, notes = "- First release.", "### Fixed\n\n- Slashes at the end no longer matter."
    begin = f"## 0.1.0 (2026-03-01)\n\n{own}\n\n{notes}"
    assert changelog(repository, "fw-routing") == begin

    repository.change("fw-routing", "fixed", "Dots too.")
    prepare(repository.members, ("fw-routing",), date=DAY)
    newer = "## 0.1.1 (2026-03-01)\n\n### Fixed\n\n- Dots too."
    assert re.sub("\n{2,}", "\n\n", changelog(repository, "fw-routing")) == f"{newer}\n\n{begin}"


def test_a_first_release_without_a_section_of_its_own(unreleased: Repository) -> None:
    repository = unreleased
    marker = "<!-- releases: the newest first -->\n"
    repository.write("packages/fw-routing/CHANGELOG.md", f"# Changes of fw-routing\n\n{marker}")
    repository.change("fw-routing", "added", "Matching.")
    prepare(repository.members, ("fw-routing",), date=DAY)
    assert changelog(repository, "fw-routing").startswith("## 0.1.0 (2026-03-01)\n\n### Added")


def test_a_major_release_raises_the_ranges_of_those_that_would_refuse_it(
    repository: Repository,
) -> None:
    repository.change("fw-routing", "breaking", "Slashes at the end matter.")

    prepare(repository.members, ("fw-routing",), date=DAY)

    for name in ("fw-app", "fw-core"):
        assert '"fw-routing>=0.2.0,<0.3"' in pyproject(repository, name)
        (note,) = repository.members[name].fragments
        assert note.kind == "internal"
        assert note.text == "Requires fw-routing>=0.2.0,<0.3."
    assert check(repository.members) == []


def test_a_dependant_that_uses_something_new_gets_a_higher_floor(repository: Repository) -> None:
    path = "packages/fw-routing/src/fw_routing/routes.py"
    repository.replace(
        path, "def match", 'def build() -> str:\n    """Build."""\n    return ""\n\n\ndef match'
    )
    repository.note("fw-routing", "added", "Paths can be built.")
    path = "packages/fw-app/src/fw_app/application.py"
    repository.replace(path, "import match", "import build, match")
    repository.note("fw-app", "added", "Answers know their paths.")
    repository.commit("Build paths")

    prepare(repository.members, ("fw-app", "fw-routing"), date=DAY)

    assert '"fw-routing>=0.1.1,<0.2"' in pyproject(repository, "fw-app")
    assert '"fw-routing>=0.1.0,<0.2"' in pyproject(repository, "fw-core")
    assert check(repository.members) == []


def test_a_dirty_tree(repository: Repository) -> None:
    repository.change("fw-routing", "fixed", "Slashes at the end no longer matter.")
    repository.write("packages/fw-app/README.md", "# Changed\n")
    with pytest.raises(Refused, match=r"\[dirty\] .*packages/fw-app/README.md.*Commit or stash"):
        prepare(repository.members, ("fw-routing",))


def test_a_commit_that_git_refuses_leaves_nothing_behind(repository: Repository) -> None:
    repository.change("fw-routing", "breaking", "Slashes at the end matter.")
    hook = add_hook(repository, "pre-commit", "echo not today >&2; exit 1")

    with pytest.raises(Refused, match=r"\[git\] .* failed: not today"):
        prepare(repository.members, ("fw-routing",))

    assert repository.git("status", "--porcelain") == ""
    assert str(repository.members["fw-routing"].version) == "0.1.0"
    hook.unlink()
    prepare(repository.members, ("fw-routing",))
    assert "fw-routing-v0.2.0" in repository.tags()


def change_two(repository: Repository) -> str:
    """Commit changes of two packages, and return the commit."""
    repository.change("fw-routing", "fixed", "Slashes at the end no longer matter.")
    repository.change("fw-core", "fixed", "Answers are shorter.")
    return repository.git("rev-parse", "HEAD")


def test_a_tag_that_git_refuses_leaves_nothing_behind(repository: Repository) -> None:
    before, tags = change_two(repository), repository.tags()
    hook = add_hook(repository, "reference-transaction", "! grep -q refs/tags/fw-core")

    with pytest.raises(Refused, match=r"\[git\] `git tag .*fw-core-v0\.1\.1` failed: "):
        prepare(repository.members, ("fw-routing", "fw-core"))

    assert repository.git("rev-parse", "HEAD") == before
    assert repository.git("status", "--porcelain") == ""
    assert repository.tags() == tags
    hook.unlink()
    prepare(repository.members, ("fw-routing", "fw-core"))
    assert len(repository.tags()) == len(tags) + 2


def test_a_tag_that_somebody_made_meanwhile_stays(repository: Repository) -> None:
    before = change_two(repository)
    add_hook(repository, "post-commit", "git tag fw-core-v0.1.1 HEAD~1")

    with pytest.raises(Refused, match=r"fw-core-v0\.1\.1' already exists"):
        prepare(repository.members, ("fw-routing", "fw-core"))

    assert repository.git("rev-parse", "HEAD") == before
    assert repository.git("rev-parse", "fw-core-v0.1.1") == before
    assert "fw-routing-v0.1.1" not in repository.tags()


def test_what_cannot_be_taken_back_is_told(repository: Repository) -> None:
    before, tags = change_two(repository), repository.tags()
    stop = "if grep -q refs/tags/fw-core; then touch .git/closed; fi; test ! -e .git/closed"
    hook = add_hook(repository, "reference-transaction", stop)

    with pytest.raises(Refused) as refused:
        prepare(repository.members, ("fw-routing", "fw-core"))

    why, stands = refused.value.refusals
    assert "fw-core-v0.1.1` failed" in why.problem
    assert "what was prepared could not be taken back: `git tag --delete fw-r" in stands.problem
    (commands,) = re.findall("`(.*)`", stands.remedy)
    hook.unlink()
    subprocess.run(commands, shell=True, cwd=repository.root, check=True, capture_output=True)
    assert repository.git("rev-parse", "HEAD") == before
    assert repository.tags() == tags


def test_a_tag_that_exists(repository: Repository) -> None:
    repository.git("switch", "--quiet", "--create", "elsewhere")
    repository.git("commit", "--quiet", "--allow-empty", "--message", "Elsewhere")
    repository.git("tag", "fw-routing-v0.1.1")
    repository.git("switch", "--quiet", "main")
    repository.change("fw-routing", "fixed", "Slashes at the end no longer matter.")
    before = repository.git("rev-parse", "HEAD")

    with pytest.raises(Refused, match=r"\[tag\] the tag fw-routing-v0\.1\.1 exists"):
        prepare(repository.members, ("fw-routing",))
    assert repository.git("rev-parse", "HEAD") == before
    assert repository.git("status", "--porcelain") == ""
