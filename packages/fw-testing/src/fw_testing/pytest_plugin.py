"""Fixtures for applications under test: ``app``, ``client`` and ``runner``."""
