"""The version of the distribution fw-cli."""

__version__ = "0.1.0"
