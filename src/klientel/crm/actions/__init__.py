"""What can be done with accounts and what hangs on them, grouped by noun."""
