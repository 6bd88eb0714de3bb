"""The version of the distribution fw-app."""

__version__ = "0.1.0"
