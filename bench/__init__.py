"""Measures what docs/bench.md promises, and runs the long checks of docs/soak.md."""
