"""Klientel: win, keep, serve and understand clients and customers from one place."""

__version__ = "0.1.0"
