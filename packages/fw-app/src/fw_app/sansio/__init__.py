"""The parts of an application that know nothing of input and output: set-up, rules, callbacks."""
