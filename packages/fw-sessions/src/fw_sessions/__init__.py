"""Signed cookie sessions and server-side session stores behind one interface."""
