"""What the tests of this room share: a day on which series go on."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from klientel.kit import clock

#: a Thursday
THURSDAY = datetime(2026, 11, 26, 9, tzinfo=UTC)


@pytest.fixture
def thursday() -> Iterator[None]:
    """It is a morning in November, a Thursday, and stays so."""
    with clock.fixed(THURSDAY):
        yield
