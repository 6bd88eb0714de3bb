"""Long runs that hold the figures of the page on security: ``python -m tools.soak``."""
