"""The session stores, each in a module of its own, so that only what is used is imported."""
