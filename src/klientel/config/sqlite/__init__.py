"""SQLite as Django speaks with it, but for what is read again and again: see `base`."""
