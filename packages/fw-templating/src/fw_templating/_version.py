"""The version of the distribution fw-templating."""

__version__ = "0.1.0"
