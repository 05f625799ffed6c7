"""Measures a board of many accounts: `pytest -s src/klientel/views/tests/measure_boards.py`.

Not collected by itself. The rows are written past the actions, since only the reading counts here.
`ROWS` in the environment says how many.
"""

from __future__ import annotations

import os
import statistics
import time

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from klientel.records.models import RecordRef
from klientel.records.types import record_types
from klientel.workspaces.bulk import insert_rows, unsaved
from tests.cast import Firm

ROWS = int(os.environ.get("ROWS", "50000"))
STAGES = ("new", "in_contact", "qualified", "active", "dormant", "former")
_CHUNK = 5_000
_TIMES = 15


@pytest.mark.django_db
def test_board(firm: Firm) -> None:
    model = record_types.get("account").model
    owners = [firm.members[name].pk for name in ("wim", "bea", "lena", "olga")]
    for start in range(0, ROWS, _CHUNK):
        rows = [
            unsaved(
                model,
                workspace_id=firm.workspace.pk,
                owner_id=owners[number % 4],
                name=f"Firma {number * 7919 % ROWS:07d}",
                name_key=f"firma {number * 7919 % ROWS:07d}",
                stage=STAGES[number * 31 % 97 % 6],
                relationship=("client", "customer")[number % 9 > 0],
                sphere=("client", "customer")[number % 9 > 0],
            )
            for number in range(start, start + _CHUNK)
        ]
        insert_rows(model, rows)
    assert RecordRef.objects.visible_to(firm.olga).count() == 0
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("ANALYZE crm_account")
    print()
    for who in ("olga", "wim"):
        for asked in ("", "&group=owner", "&sum=revenue_12m", "&sort=-last_contact"):
            measure(firm, who, f"/werft/accounts?layout=board{asked}")


def measure(firm: Firm, who: str, path: str) -> None:
    browser = firm.client(who)
    assert browser.get(path).status_code == 200
    with CaptureQueriesContext(connection) as asked:
        browser.get(path)
    slow = sorted(asked.captured_queries, key=lambda one: -float(one["time"]))[:2]
    times = []
    for _turn in range(_TIMES):
        start = time.perf_counter()
        browser.get(path)
        times.append(1_000 * (time.perf_counter() - start))
    whole = statistics.median(times)
    print(f"{connection.vendor:10} {ROWS:9,} {who:5} {path:46} {whole:6.1f} ms", end="")
    print(f" {len(asked)} queries, slowest {[one['time'] for one in slow]}")
    if os.environ.get("EXPLAIN"):
        explain(slow[0]["sql"])


def explain(sql: str) -> None:
    word = "EXPLAIN" if connection.vendor == "postgresql" else "EXPLAIN QUERY PLAN"
    with connection.cursor() as cursor:
        cursor.execute(f"{word} {sql}".replace("%", "%%"))
        for line in cursor.fetchall()[:14]:
            print("    ", line[-1])
