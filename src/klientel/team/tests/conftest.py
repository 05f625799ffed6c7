"""What the tests of this room share: browsers that sign in, and the worker's turn."""

from __future__ import annotations

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.test import Client

from klientel.kit import clock
from klientel.team.factors import STEP

PASSWORD = "a password of some length"
#: what the app of a second factor shares with the program
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def code_of(secret: str = SECRET, steps: int = 0) -> str:
    """The code that an app shows now, or some steps from now."""
    step = int(clock.now().timestamp()) // STEP + steps
    return format_hotp_value(hotp_value(secret, step))


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


@pytest.fixture
def codes(firm):
    """Olga has an app, and these recovery codes."""
    from klientel.team.actions import factor

    return factor.add_app(firm.members["olga"].user, None, secret=SECRET, code=code_of())
