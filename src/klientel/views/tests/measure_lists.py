"""Measures long lists: `pytest -s src/klientel/views/tests/measure_lists.py`.

Not collected by itself. Exports 100,000 contacts of as many accounts' names, and changes 10,000
accounts and takes that back. Memory is the growth of the process's peak (ru_maxrss): the export
comes last, after everything else has grown to its size, and its file is thrown away piece by piece.
"""

from __future__ import annotations

import resource
import time
from collections.abc import Callable
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
from tests.cast import Firm

EXPORTED = 100_000
CHANGED = 10_000
_CHUNK = 2_000


def spent(start: float, count: int, what: str) -> None:
    seconds = time.perf_counter() - start
    print(f"{connection.vendor:10} {what:34} {seconds:7.1f} s {count / seconds:9,.0f}/s")


def peak() -> float:
    """The most memory the process ever had, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def work_off() -> None:
    while run_one():
        pass


def filled(firm: Firm) -> None:
    for start in range(0, EXPORTED, _CHUNK):
        drafts = [
            {
                "name": f"Firma {n:06d} GmbH & Co. KG",
                "relationship": "customer",
                "city": f"Ort {n % 400}",
                "email": f"kontakt@firma-{n}.example",
                "owner": "Wim" if n % 3 else "Bea",
                "tags": "b2b, nord" if n % 2 else "",
            }
            for n in range(start, start + _CHUNK)
        ]
        create_many(firm.olga, "account", [Draft(one) for one in drafts])


@pytest.mark.django_db(transaction=True)
def test_measure(firm: Firm) -> None:
    print()
    start = time.perf_counter()
    filled(firm)
    spent(start, EXPORTED, "accounts made")
    _change(firm)
    for form in ("csv", "xlsx"):
        _export(firm, form, lambda written, form=form: _pieces(written, form))


def _change(firm: Firm) -> None:
    states = ",".join(f"Ort {n}" for n in range(CHANGED * 400 // EXPORTED))
    kind, reading = record_types.get("account"), reading_for(firm.workspace)
    rows = kind.model.objects.visible_to(firm.olga).filter(city__in=states.split(","))
    ids = list(rows.values_list("pk", flat=True))
    assert len(ids) == CHANGED
    tagged = ",".join(map(str, ids[:100]))
    given = {"type": "account", "field": "tags", "way": "add", "value": "mark", "ids": tagged}
    run(firm.olga, "list.change_many", **given, key=str(uuid7()))
    where = "postcode.empty&city.starts=Ort 1"
    query = ViewQuery.from_request(kind, _given(where), firm.olga, reading)
    count = Listing(kind, query, firm.olga, reading).rows.count()
    given = {"type": "account", "field": "stage", "way": "set", "value": "active", "all": "1"}
    before = peak()
    start = time.perf_counter()
    done = run(firm.olga, "list.change_many", **given, state=where, key=str(uuid7()))
    work_off()
    done.refresh_from_db()
    spent(start, done.changed, f"{done.changed:,} of {count:,} accounts changed")
    start = time.perf_counter()
    undo(firm.olga, done.batch)
    work_off()
    spent(start, done.changed, "all of it undone")
    print(f"{'':10} peak grew by {peak() - before:.0f} MB to {peak():.0f} MB")
    assert not kind.model.objects.visible_to(firm.olga).filter(stage="active").exists()


def _given(text: str) -> Any:
    from django.http import QueryDict

    return QueryDict(text)


def _pieces(written: Export, form: str) -> Any:
    return written.csv() if form == "csv" else written.xlsx("L")


def _export(firm: Firm, form: str, pieces: Callable[[Export], Any]) -> None:
    kind = record_types.get("account")
    reading = reading_for(firm.workspace, language="de")
    names = ("relationship", "stage", "owner", "email", "city", "tags", "last_contact")
    query = ViewQuery("account", columns=names)
    listing = Listing(kind, query, firm.olga, reading)
    fields = [kind.field(kind.title), *query.shown_fields(kind)]
    before = peak()
    start = time.perf_counter()
    size = sum(map(len, pieces(Export(listing, fields, "de"))))
    spent(start, EXPORTED, f"{form}, {size / 1e6:.1f} MB")
    print(f"{'':10} peak grew by {peak() - before:.0f} MB to {peak():.0f} MB")
