"""Share links: what outsiders may open without signing in, and when they did."""
