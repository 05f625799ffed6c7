"""What takes long, done once in a process of its own: `python -m bench.heavy_work duplicates`.

Prints what it cost as JSON: seconds of processor time (user and system), the most memory of its own
that it held in MB (pages of the database's file that the system maps in are nobody's), and how much
was done.
"""

from __future__ import annotations

import json
import sys
import threading
import time
from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any

from klientel.config.cli import start_django

BULK = 10_000
MERGES = 50
_PIECE = 500


def main() -> int:
    """Do the work of that name and tell what it cost."""
    start_django()
    steps = WORK[sys.argv[1]]
    watch = _Watch()
    watch.start()
    told: dict[str, Any] = {"memory_before": round(watch.most)}
    for label, work in steps(told):
        began = time.process_time()
        work()
        told[label] = round(time.process_time() - began, 2)
    told["memory"] = round(watch.most)
    print(json.dumps(told))
    return 0


class _Watch(threading.Thread):
    """Looks every 20 ms how much memory of its own this process holds; `most` is in MB."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.most = _own_memory()

    def run(self) -> None:
        while True:
            time.sleep(0.02)
            self.most = max(self.most, _own_memory())


def _own_memory() -> float:
    with open("/proc/self/status") as lines:
        found = next(line for line in lines if line.startswith("RssAnon:"))
    return int(found.split()[1]) * 1024 / 1e6


def _owner() -> Any:
    from klientel.workspaces.models import Member
    from klientel.workspaces.queries import actor_of

    members = Member.objects.for_system("the bench acts as the owner of its data set")
    rows = members.select_related("workspace", "user")
    return actor_of(rows.get(user__email="owner@bench.example"), via="page")


Steps = Iterator[tuple[str, Callable[[], Any]]]


def duplicates(told: dict[str, Any]) -> Steps:
    """All compared with all, as a night does it; and once more, when all keys are kept."""
    from klientel.records.duplicates.finding import look

    workspace_id = _owner().workspace_id

    def whole() -> None:
        told["count"] = look(workspace_id, lambda done, total: None, whole=True)

    yield "first", whole
    yield "again", whole


def bulk(told: dict[str, Any]) -> Steps:
    """One field of many records set, each with its event; and all of it taken back."""
    from klientel.crm.models import Account
    from klientel.kit.ids import uuid7
    from klientel.records.actions.many import Edit, change_each
    from klientel.records.actions.undo_in_pieces import undo_in_pieces
    from klientel.records.types import record_types

    actor, batch = _owner(), uuid7()
    account = record_types.get("account")
    rows = Account.objects.visible_to(actor).exclude(city="Glückstadt").order_by("pk")
    ids = list(rows.values_list("pk", flat=True)[:BULK])

    def change() -> None:
        for start in range(0, len(ids), _PIECE):
            edit = Edit("city", "set", "Glückstadt")
            change_each(actor, account, ids[start : start + _PIECE], edit, batch)

    def take_back() -> None:
        undo_in_pieces(actor, batch, uuid7())

    yield "change", change
    yield "undo", take_back
    left = Account.objects.visible_to(actor).filter(pk__in=ids[:_PIECE], city="Glückstadt")
    if left.exists():
        raise RuntimeError("the undo of the bulk edit left something")
    told["count"] = len(ids)


def export(told: dict[str, Any]) -> Steps:
    """The whole list of accounts as a CSV file and as a workbook, thrown away as it comes."""
    from klientel.records.reading import reading_of
    from klientel.records.types import record_types
    from klientel.views.export import Export
    from klientel.views.query import ViewQuery
    from klientel.views.rows import Listing

    actor = _owner()
    account = record_types.get("account")
    reading = reading_of(actor)
    names = (
        "name",
        "relationship",
        "city",
        "postcode",
        "phone",
        "email",
        "owner",
        "last_contact_at",
    )
    fields = [account.by_name[name] for name in names if name in account.by_name]

    def written(form: str) -> None:
        listing = Listing(account, ViewQuery(account.name), actor, reading)
        file = Export(listing, fields, "de")
        pieces = file.csv() if form == "csv" else file.xlsx("Accounts")
        told[f"bytes_{form}"] = sum(map(len, pieces))

    yield "csv", lambda: written("csv")
    yield "xlsx", lambda: written("xlsx")


def merge(told: dict[str, Any]) -> Steps:
    """Pairs made one, and two again."""
    from klientel.crm.models import Account
    from klientel.records.actions.merge import merge as make_one
    from klientel.records.actions.unmerge import unmerge

    actor = _owner()
    rows = Account.objects.visible_to(actor).filter(relationship="customer").order_by("pk")
    ids = iter(list(rows.values_list("pk", flat=True)[: 2 * MERGES]))
    pairs = list(iter(lambda: tuple(islice(ids, 2)), ()))
    done: list[Any] = []

    def together() -> None:
        done.extend(make_one(actor, "account", one, [other]) for one, other in pairs)

    def apart() -> None:
        for one in done:
            unmerge(actor, one.pk)

    yield "merge", together
    yield "unmerge", apart
    told["count"] = len(pairs)


WORK: dict[str, Callable[[dict[str, Any]], Steps]] = {
    "duplicates": duplicates,
    "bulk": bulk,
    "export": export,
    "merge": merge,
}

if __name__ == "__main__":
    sys.exit(main())
