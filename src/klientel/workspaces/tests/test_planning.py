"""What a connection to PostgreSQL is told about plans, and that nobody is overruled by it."""

from __future__ import annotations

import pytest
from django.db import connection

from klientel.workspaces.planning import SETTINGS, plan_for_pages

pytestmark = pytest.mark.django_db


def settings() -> dict[str, str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name, setting FROM pg_settings WHERE name = ANY(%s)",
            [[name for name, _value in SETTINGS]],
        )
        return dict(cursor.fetchall())


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no such settings")
def test_a_connection_is_told_that_pages_use_it() -> None:
    assert settings() == dict(SETTINGS)


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no such settings")
def test_what_somebody_decided_stays() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL random_page_cost = 3")
    plan_for_pages(connection)
    assert settings()["random_page_cost"] == "3"


@pytest.mark.skipif(connection.vendor != "sqlite", reason="the same of the other database")
def test_sqlite_is_told_nothing() -> None:
    with connection.execute_wrapper(_refuse):
        plan_for_pages(connection)


def _refuse(*_asked: object) -> None:
    raise AssertionError("nothing was to be asked")
