"""The whole program in a real browser: one server, one database, people who click and type."""
