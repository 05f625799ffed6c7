"""GET never writes: who opens a page, or follows a link to it, leaves the database as it was."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.architecture.addresses import addresses
from tests.architecture.furnished import parts_of
from tests.cast import Firm

pytestmark = pytest.mark.django_db
#: `INSERT OR IGNORE` is how SQLite says that there may be one already
_WRITE = re.compile(r'\s*(?:INSERT(?: OR \w+)? INTO|UPDATE|DELETE FROM)\s+"?(\w+)', re.IGNORECASE)
#: what is no state of a workspace: who guesses is counted, and a sign-in knows what it just asked
NO_STATE = {"team_throttle", "django_session"}


def test_opening_a_page_writes_nothing(firm: Firm) -> None:
    browser, opened, wrong = firm.client(), 0, []
    for one in addresses(firm.slug, parts_of(firm)):
        with CaptureQueriesContext(connection) as asked:
            answer = browser.get(one.path)
        opened += answer.status_code == 200
        sql = [query["sql"] for query in asked.captured_queries]
        wrong += [f"{one.pattern}: {table}" for table in _written(sql) if table not in NO_STATE]
    assert opened > 50, "pages are opened, not refused"
    assert not wrong, "\n".join(wrong)


def _written(statements: list[str]) -> Iterator[str]:
    for sql in statements:
        if found := _WRITE.match(sql):
            yield found[1]


@pytest.mark.parametrize(
    ("sql", "tables"),
    [
        (
            'INSERT OR IGNORE INTO "notifications_pushkey" ("id") VALUES (1)',
            ["notifications_pushkey"],
        ),
        ('INSERT INTO "work_item" ("id") VALUES (1)', ["work_item"]),
        ('UPDATE "work_item" SET "title" = 1', ["work_item"]),
        ('DELETE FROM "work_item"', ["work_item"]),
        ('SELECT "updated_at" FROM "work_item"', []),
    ],
)
def test_a_write_is_seen(sql: str, tables: list[str]) -> None:
    assert list(_written([sql])) == tables
