"""What can be done with work: one verb per function, grouped by noun."""
