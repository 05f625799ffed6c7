"""A room made up for tests: the two files that a new record type needs, and nothing else."""
