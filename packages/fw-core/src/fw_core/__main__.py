"""``python -m fw_core``: the same as the command ``fw``."""

from __future__ import annotations

from fw_core.cli import main

if __name__ == "__main__":
    main()
