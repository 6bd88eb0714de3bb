"""Benchmarks: fw-core beside Flask, Bottle, Falcon and a bare callable, in one run.

``python -m benchmarks --help`` says what there is; ``hatch run bench`` calls it.
"""
