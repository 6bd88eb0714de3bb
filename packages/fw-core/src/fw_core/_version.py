"""The version of the distribution fw-core."""

__version__ = "0.1.0"
