"""Measures long lists: `pytest -s src/klientel/views/tests/measure_lists.py`.

Not collected by itself. Changes 10,000 accounts and takes that back; exports 100,000, whose rows
are written past the actions, since only the reading counts here. Memory is looked at after each
piece.
"""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from klientel.events.jobs.runner import run_one
from klientel.kit.ids import uuid7
from klientel.records.actions.catalogue import run
from klientel.records.actions.create import Draft, create_many
from klientel.records.actions.undo import undo
from klientel.records.reading import reading_for
from klientel.records.types import record_types
from klientel.views.export import Export
from klientel.views.query import ViewQuery
from klientel.views.rows import Listing
from klientel.workspaces.bulk import insert_rows, unsaved
from tests.cast import Firm

EXPORTED = 100_000
CHANGED = 10_000
_CHUNK = 2_000


def spent(start: float, count: int, what: str) -> None:
    seconds = time.perf_counter() - start
    print(f"{connection.vendor:10} {what:34} {seconds:7.1f} s {count / seconds:9,.0f}/s")


def memory() -> float:
    """What the process has in memory of its own (RssAnon), in MB.

    Pages of the database file that SQLite maps are the system's, which takes them back at will.
    """
    text = Path("/proc/self/status").read_text()
    return int(text.partition("RssAnon:")[2].split()[0]) / 1024


def work_off() -> None:
    while run_one():
        pass


def values_of(number: int) -> dict[str, Any]:
    return {
        "name": f"Firma {number:06d} GmbH & Co. KG",
        "relationship": "customer",
        "city": f"Ort {number % 400}",
        "email": f"kontakt@firma-{number}.example",
    }


@pytest.mark.django_db(transaction=True)
def test_change_many(firm: Firm) -> None:
    print()
    for start in range(0, CHANGED, _CHUNK):
        numbers = range(start, start + _CHUNK)
        create_many(firm.olga, "account", [Draft(values_of(number)) for number in numbers])
    given = {"type": "account", "field": "stage", "way": "set", "value": "active", "all": "1"}
    before = memory()
    start_at = time.perf_counter()
    done = run(firm.olga, "list.change_many", **given, key=str(uuid7()))
    work_off()
    done.refresh_from_db()
    spent(start_at, CHANGED, "accounts changed")
    assert done.changed == CHANGED
    print(f"{'':10} {memory() - before:.0f} MB more at the end")
    before = memory()
    start_at = time.perf_counter()
    undo(firm.olga, done.batch)
    work_off()
    spent(start_at, CHANGED, "all of it undone")
    print(f"{'':10} {memory() - before:.0f} MB more at the end")
    record_type = record_types.get("account")
    assert not record_type.model.objects.visible_to(firm.olga).filter(stage="active").exists()


@pytest.mark.django_db(transaction=True)
def test_export(firm: Firm) -> None:
    print()
    record_type = record_types.get("account")
    owner = firm.members["wim"].pk
    for start in range(0, EXPORTED, _CHUNK):
        rows = [
            unsaved(
                record_type.model,
                workspace_id=firm.workspace.pk,
                owner_id=owner,
                **values_of(number),
            )
            for number in range(start, start + _CHUNK)
        ]
        insert_rows(record_type.model, rows)
    reading = reading_for(firm.workspace, language="de")
    names = ("relationship", "stage", "owner", "email", "city", "tags", "last_contact")
    query = ViewQuery("account", columns=names)
    for form in ("csv", "xlsx"):
        fields = [record_type.field(record_type.title), *query.shown_fields(record_type)]
        written = Export(Listing(record_type, query, firm.olga, reading), fields, "de")
        before, most, size = memory(), 0.0, 0
        start_at = time.perf_counter()
        for piece in written.csv() if form == "csv" else written.xlsx("L"):
            size += len(piece)
            most = max(most, memory())
        spent(start_at, EXPORTED, f"{form}, {size / 1e6:.1f} MB")
        print(f"{'':10} {before:.0f} MB before, at most {most:.0f} MB")
