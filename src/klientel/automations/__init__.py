"""Rules: when something happens, and if, then something is done by itself."""
