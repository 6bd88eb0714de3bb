# Written by tools/alias_stubs.py.
# isort: skip_file

