"""The same applications and the same requests, given to the reference and to fw-core."""
