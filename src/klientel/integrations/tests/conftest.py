"""What the tests of webhooks share."""

from __future__ import annotations

import pytest

from klientel.sending import calls
from klientel.sharing.tests.boats import boats

__all__ = ["boats"]


@pytest.fixture
def nobody_is_called(monkeypatch: pytest.MonkeyPatch) -> None:
    """Calls are queued, and leave the program as if they had been made."""
    monkeypatch.setattr(calls, "send", lambda _call: True)
