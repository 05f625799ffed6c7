"""Fixtures for tests of every room."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from devtools.machine import chromium


@pytest.fixture(autouse=True)
def fresh_caches() -> Iterator[None]:
    """No test may see what another one left in the process's caches."""
    from django.core.cache import cache

    yield
    cache.clear()


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
