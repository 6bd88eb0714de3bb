"""The version of the distribution fw-context."""

__version__ = "0.1.0"
