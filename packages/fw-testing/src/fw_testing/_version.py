"""The version of the distribution fw-testing."""

__version__ = "0.1.0"
