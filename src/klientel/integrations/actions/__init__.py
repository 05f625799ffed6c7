"""Writes to import runs: taking a file in, choosing columns, checking, starting, undoing."""
