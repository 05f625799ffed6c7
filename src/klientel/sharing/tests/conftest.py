"""Boats can be shared in the tests of this room."""

from klientel.sharing.tests.boats import boats

__all__ = ["boats"]
