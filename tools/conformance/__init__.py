"""The reference's own test suite, run on fw-core beside the reference itself."""
