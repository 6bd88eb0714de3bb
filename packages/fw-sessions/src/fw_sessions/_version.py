"""The version of the distribution fw-sessions."""

__version__ = "0.1.0"
