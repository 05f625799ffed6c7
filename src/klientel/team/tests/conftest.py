"""What the tests of this room share: browsers that sign in, and the worker's turn."""

from __future__ import annotations

import pytest
from django.test import Client

PASSWORD = "a password of some length"


class Browser(Client):
    """A browser that signs in as people do."""

    def sign_in(self, email: str, password: str = PASSWORD, **more):
        return self.post("/me/sign-in", {"login": email, "password": password, **more})

    @property
    def is_signed_in(self) -> bool:
        return self.get("/me/profile").status_code == 200


@pytest.fixture
def browser():
    """A fresh browser; call it for further ones."""
    return Browser


@pytest.fixture
def work():
    """Do all jobs that are due; returns how many there were."""
    from klientel.events.jobs import runner

    def turn() -> int:
        done = 0
        while runner.run_one():
            done += 1
        return done

    return turn
