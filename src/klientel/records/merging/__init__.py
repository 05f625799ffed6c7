"""Records that become one, and apart again: what moves, what is chosen, where old links lead."""
