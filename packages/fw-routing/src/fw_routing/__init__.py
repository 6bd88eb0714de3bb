"""URL rules, converters, matching and building with a cost that does not grow with the number of rules."""
