"""Checks of the repository, each a module with a ``main`` that prints what it refuses and why."""
