"""Everything that leaves this program as mail: one queue, one way out."""
