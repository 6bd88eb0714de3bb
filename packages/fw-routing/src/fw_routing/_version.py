"""The version of the distribution fw-routing."""

__version__ = "0.1.0"
