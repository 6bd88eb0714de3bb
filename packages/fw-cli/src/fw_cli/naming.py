"""What is named after the program: its command, and the lines of ``--version``.

A distribution that ships its own command sets these once, before it parses a command line::

    from fw_cli import program

    program.name = "acme"
    program.product = "Acme"
    program.product_version = lambda: "2.0"
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from fw_cli._version import __version__


@dataclass
class Program:
    """The names under which the commands present themselves."""

    #: The command as the user types it, used in messages.
    name: str = "fw-cli"

    #: What ``--version`` names on its second line.
    product: str = "fw-cli"

    #: Asked for the product's version when ``--version`` is given, not before.
    product_version: Callable[[], str] = lambda: __version__

    def version_text(self) -> str:
        """Return the three lines that ``--version`` prints.

        :return: Python, the product and Werkzeug, each with its version.
        """
        import platform  # noqa: PLC0415  like the next, for this text only
        from importlib.metadata import version  # noqa: PLC0415

        lines = (
            ("Python", platform.python_version()),
            (self.product, self.product_version()),
            ("Werkzeug", version("werkzeug")),
        )
        return "\n".join(f"{name} {number}" for name, number in lines)


#: The program that this process runs as.
program = Program()
