"""Families of cases: each module makes those of one subject."""
