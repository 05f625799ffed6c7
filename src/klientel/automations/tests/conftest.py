"""What the tests of rules share."""

from klientel.automations.tests.made_up import doings
from klientel.sharing.tests.boats import boats

__all__ = ["boats", "doings"]
