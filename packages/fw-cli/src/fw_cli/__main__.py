"""``python -m fw_cli``."""

from __future__ import annotations

from fw_cli.entry import main

if __name__ == "__main__":
    main()
