"""What the release tool asks of git, and what it tells it to do."""

from __future__ import annotations

import io
import subprocess
import tarfile
from pathlib import Path

from tools.release.refusals import refuse


class Git:
    """A git work tree.

    :param root: its folder.
    """

    def __init__(self, root: Path) -> None:
        self.root = root

    def __call__(self, *arguments: str) -> str:
        """Run git and return what it printed; refuse when it fails."""
        done = subprocess.run(
            ["git", *arguments], cwd=self.root, capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise refuse(
                "repository",
                "git",
                f"`git {' '.join(arguments)}` failed: {done.stderr.strip() or done.stdout.strip()}",
                "Put the repository right and run the command again",
            )
        return done.stdout.strip()

    def changed_in_tree(self) -> list[str]:
        """Return what differs from the last commit, as git's short status says it."""
        return self("status", "--porcelain").splitlines()

    def tags(self, pattern: str) -> list[str]:
        """Return the tags of this history that match a pattern, oldest version first."""
        return self("tag", "--list", pattern, "--merged", "HEAD", "--sort", "v:refname").split()

    def tags_beside(self, tag: str) -> list[str]:
        """Return the tags of the commit that a tag stands on, itself included."""
        return self("tag", "--points-at", f"{tag}^{{commit}}").split()

    def tag_exists(self, tag: str) -> bool:
        """Return whether a tag exists anywhere, in this history or not."""
        return bool(self("tag", "--list", tag))

    def has_commit(self, ref: str) -> bool:
        """Return whether a ref names a commit."""
        command = ["git", "rev-parse", "--verify", "--quiet", f"{ref}^{{commit}}"]
        return not subprocess.run(
            command, cwd=self.root, capture_output=True, check=False
        ).returncode

    def subjects_since(self, ref: str | None, *paths: str) -> list[str]:
        """Return the subjects of the commits after a ref that touch any of the paths, newest first."""
        span = f"{ref}..HEAD" if ref else "HEAD"
        return self("log", "--format=%h %s", span, "--", *paths).splitlines()

    def changed_since(self, ref: str, *paths: str) -> list[str]:
        """Return the files under the paths that changed since this history left a ref."""
        if not self.has_commit(ref):
            problem = f"there is no commit {ref} to compare with"
            raise refuse(
                "repository",
                "base",
                problem,
                "Fetch it, or name another one, as in --base origin/main",
            )
        base = self("merge-base", ref, "HEAD")
        return self("diff", "--name-only", base, "HEAD", "--", *paths).splitlines()

    def read(self, ref: str, path: str) -> str:
        """Return the content that a file had at a ref."""
        return self("show", f"{ref}:{path}")

    def export(self, ref: str, path: str, folder: Path) -> Path:
        """Write what a path held at a ref into a folder, and return its place there."""
        done = subprocess.run(
            ["git", "archive", "--format=tar", ref, path],
            cwd=self.root,
            capture_output=True,
            check=True,
        )
        with tarfile.open(fileobj=io.BytesIO(done.stdout)) as archive:
            archive.extractall(folder, filter="data")
        return folder / path

    def commit_time(self, ref: str = "HEAD") -> int:
        """Return when a commit was made, in seconds since 1970."""
        return int(self("log", "-1", "--format=%ct", ref))
