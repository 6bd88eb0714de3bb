"""Find, run, inspect and script a web application from the command line."""
