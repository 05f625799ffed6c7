"""Looks into a database after a fault, and says what is not as it must be.

A program of its own (`python -m bench.verdict`, questions as JSON on standard input, the verdict
on standard output), since it opens the database that a killed server left behind.
"""

from __future__ import annotations

import json
import sys
from typing import Any
from uuid import UUID

from klientel.config.cli import start_django


def main() -> int:
    """Answer the questions of standard input."""
    start_django()
    asked = json.load(sys.stdin)
    json.dump(look(asked), sys.stdout)
    return 0


def look(asked: dict[str, Any]) -> dict[str, Any]:
    """What is wrong, as sentences under `wrong`, beside what was counted."""
    from klientel.workspaces.models import Workspace

    workspace = Workspace.objects.get(slug="bench")
    wrong = [*_structure(), *_created(workspace, asked), *_edited(workspace, asked)]
    counted = _counted(workspace, asked)
    if asked.get("deep"):
        wrong += _deep(workspace)
    return {"wrong": wrong[:20], "wrong_count": len(wrong), **counted}


def _structure() -> list[str]:
    from django.db import connection

    if connection.vendor != "sqlite":
        return []
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA integrity_check")
        whole = [row[0] for row in cursor.fetchall()]
        cursor.execute("PRAGMA foreign_key_check")
        keys = cursor.fetchall()
    wrong = [] if whole == ["ok"] else [f"integrity_check: {whole[:3]}"]
    return wrong + ([f"foreign_key_check: {keys[:3]}"] if keys else [])


def _created(workspace: Any, asked: dict[str, Any]) -> list[str]:
    """Each acknowledged record exactly once, each other at most once; both whole."""
    from klientel.crm.models import Account
    from klientel.events.models import Event
    from klientel.records.models import RecordRef, SearchDoc

    sure, maybe = asked.get("created", []), asked.get("perhaps_created", [])
    ids = [UUID(key) for key in (*sure, *maybe)]
    parts: dict[str, list[UUID]] = {"row": [], "spine": [], "search row": [], "event": []}
    for start in range(0, len(ids), 500):
        some = ids[start : start + 500]
        rows = Account.objects.in_workspace(workspace.pk).filter(pk__in=some)
        parts["row"] += rows.values_list("pk", flat=True)
        spine = RecordRef.objects.in_workspace(workspace.pk).filter(pk__in=some)
        parts["spine"] += spine.values_list("pk", flat=True)
        docs = SearchDoc.objects.in_workspace(workspace.pk).filter(record_id__in=some)
        parts["search row"] += docs.values_list("record_id", flat=True)
        events = Event.objects.in_workspace(workspace.pk).filter(
            record_id__in=some, verb="account.created"
        )
        parts["event"] += events.values_list("record_id", flat=True)
    wrong = []
    for name, found in parts.items():
        times: dict[UUID, int] = {}
        for key in found:
            times[key] = times.get(key, 0) + 1
        seen = {text: times.get(UUID(text), 0) for text in sure}
        wrong += [f"acknowledged {key}: {n} x {name}" for key, n in seen.items() if n != 1]
        for text in maybe:
            key = UUID(text)
            if times.get(key, 0) != (1 if key in set(parts["row"]) else 0):
                wrong.append(f"unacknowledged {text} is not whole: {name}")
    return wrong


def _edited(workspace: Any, asked: dict[str, Any]) -> list[str]:
    """The last acknowledged value of each edited field stands there, or one sent after it."""
    from klientel.crm.models import Account
    from klientel.events.models import Event

    wrong = []
    for text, (last, sent) in asked.get("edited", {}).items():
        city = Account.objects.in_workspace(workspace.pk).filter(pk=UUID(text)).get().city
        if city not in (last, *sent):
            wrong.append(f"edit of {text}: {city!r}, not {last!r} or later")
    events = Event.objects.in_workspace(workspace.pk).filter(verb="account.changed")
    told = {event.facts.get("changes", {}).get("city", ["", ""])[1] for event in events}
    lost = [value for value in asked.get("edits", []) if value not in told]
    return wrong + [f"acknowledged edit {value!r} has no event" for value in lost]


def _counted(workspace: Any, asked: dict[str, Any]) -> dict[str, Any]:
    from klientel.crm.models import Account
    from klientel.events.models import Outbox

    counted: dict[str, Any] = {"outbox": Outbox.objects.count()}
    if prefix := asked.get("numbers"):
        rows = Account.objects.in_workspace(workspace.pk).filter(external_number__startswith=prefix)
        found = list(rows.values_list("external_number", flat=True))
        counted |= {"imported": len(found), "imported_once": len(set(found))}
    return counted


def _deep(workspace: Any) -> list[str]:
    """Spine and search rows agree with the records; the sealed log is whole."""
    from klientel.events.seal import seal, verify
    from klientel.records.consistency import differences

    wrong = [f"{one.type} {one.record_id}: {one.what}" for one in differences(workspace)]
    seal(workspace.pk)
    found = verify(workspace.pk)
    if not found.is_whole:
        wrong.append(f"the seal is broken at {found.broken_at}: {found.why}")
    return wrong


if __name__ == "__main__":
    sys.exit(main())
