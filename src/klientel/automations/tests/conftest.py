"""What the tests of rules share."""

from klientel.automations.tests.made_up import doings

__all__ = ["doings"]
