"""Fixtures for tests of every room."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from devtools.machine import chromium

#: a Tuesday morning in Berlin
A_TUESDAY = datetime(2027, 1, 5, 8, 0, tzinfo=UTC)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On PostgreSQL only what asks a database is run: the rest can give no other answer there."""
    if os.environ.get("KLIENTEL_TEST_DATABASE") != "postgresql":
        return
    apart = [item for item in items if not _asks_a_database(item)]
    config.hook.pytest_deselected(items=apart)
    items[:] = [item for item in items if _asks_a_database(item)]


def _asks_a_database(item: pytest.Item) -> bool:
    names = {"db", "transactional_db", "on_postgresql"} & set(getattr(item, "fixturenames", ()))
    return bool(names) or item.get_closest_marker("django_db") is not None


@pytest.fixture(autouse=True)
def fresh_caches() -> Iterator[None]:
    """No test may see what another one left in the process's caches."""
    from django.core.cache import cache

    from klientel.events import subscribers

    # no count of statements may depend on how long a test takes
    subscribers.FRESH = 3_600.0
    yield
    cache.clear()


@pytest.fixture
def on_a_tuesday(settings: Any) -> Iterator[None]:
    """The clock stands at `A_TUESDAY`, for tests of what is due and late."""
    from klientel.kit import clock

    # who signs in on the real day is still signed in on ours
    settings.SESSION_COOKIE_AGE = 10 * 365 * 24 * 3600
    with clock.fixed(A_TUESDAY):
        yield


@pytest.fixture(scope="session")
def chromium_path() -> str:
    """The path of a Chromium; skips the test where there is none."""
    path = chromium()
    if path is None:
        pytest.skip("no Chromium was found; get it with: apt-get install chromium")
    return path


@pytest.fixture
def on_postgresql() -> bool:
    """Whether this run uses PostgreSQL."""
    from django.db import connection

    return connection.vendor == "postgresql"
