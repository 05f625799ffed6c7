"""Measures a schedule and a workload: `pytest -s src/klientel/views/tests/measure_schedules.py`.

Not collected by itself. The rows are written past the actions, since only the reading counts here.
`ROWS` in the environment says how many; `WITHIN` how many of them last on the days shown.
"""

from __future__ import annotations

import os
from datetime import date, timedelta

import pytest
from django.db import connection

from klientel.kit import clock
from klientel.records.types import record_types
from klientel.views.tests.measure_boards import measure
from klientel.workspaces.bulk import insert_rows, unsaved
from tests.cast import Firm

ROWS = int(os.environ.get("ROWS", "50000"))
WITHIN = int(os.environ.get("WITHIN", "1000"))
_CHUNK = 5_000


@pytest.mark.django_db
def test_schedule(firm: Firm) -> None:
    model = record_types.get("work").model
    owners = [firm.members[name].pk for name in ("wim", "bea", "lena", "olga")]
    today = clock.today("Europe/Berlin")
    for start in range(0, ROWS, _CHUNK):
        rows = []
        for number in range(start, min(start + _CHUNK, ROWS)):
            is_near = number % max(1, ROWS // WITHIN) == 0
            first = today + timedelta(days=number % 60) if is_near else date(2021, 1, 1)
            first += timedelta(days=0 if is_near else number % 1500)
            due = clock.start_of_day(first + timedelta(days=number % 20), "Europe/Berlin")
            rows.append(
                unsaved(
                    model,
                    workspace_id=firm.workspace.pk,
                    owner_id=owners[number % 4],
                    assignees=[str(owners[number % 4])],
                    title=f"Item {number:07d}",
                    kind="task",
                    status="open" if is_near or number % 10 == 0 else "done",
                    category="open" if is_near or number % 10 == 0 else "done",
                    starts_on=first,
                    due_at=due,
                    due_is_day=True,
                    estimate_hours=number % 9,
                )
            )
        insert_rows(model, rows)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("ANALYZE work_workitem")
    print()
    for who in ("olga", "wim"):
        for asked in ("schedule", "schedule&parts=flat", "schedule&category=open,active",
                      "schedule&group=kind", "schedule&scale=quarters", "workload",
                      "workload&category=open,active"):  # fmt: skip
            measure(firm, who, f"/werft/work?layout={asked}")
