"""Records are written by actions alone; a query without a workspace has its reason on a list."""

from __future__ import annotations

import ast
from pathlib import Path

from django.apps import apps

from klientel.records.models import Record
from tests.architecture.source import PACKAGE, ROOT, calls, name_of, program_files

LIST = Path(__file__).with_name("for_system.txt")
WRITES = {"save", "create", "update", "delete", "bulk_create", "bulk_update", "get_or_create"}
WRITES |= {"update_or_create", "_raw_delete"}
#: what keeps records and all that belongs to them together
WRITERS = ("records/writer.py", "records/actions/", "records/models/")


def record_models() -> set[str]:
    """The names of everything that only the one writer of records may write."""
    kept = {"RecordRef", "SearchDoc", "Responsibility", "RecordGrant", "Tagging", "Record"}
    return kept | {m.__name__ for m in apps.get_models() if issubclass(m, Record)}


def test_records_are_written_by_actions_alone() -> None:
    """A room's own `actions/` may set derived columns of its records; pages never write at all."""
    names = record_models()
    wrong = []
    for path in program_files():
        name = name_of(path)
        inside = set(path.relative_to(PACKAGE).parts)
        if inside & {"models", "actions"} or name.startswith(WRITERS):
            continue
        for call, called in calls(path):
            head, _dot, tail = called.rpartition(".")
            first = head.split(".")[0].split("(")[0]
            if tail in WRITES and (first in names or "kind.model" in head):
                wrong.append(f"{name}:{call.lineno} {called[:80]}")
    assert not wrong


def test_pages_write_nothing_themselves() -> None:
    wrong = [
        f"{name_of(path)}:{call.lineno} {called[:80]}"
        for path in program_files()
        if path.stem.endswith("pages") or path.parent.name == "pages"
        for call, called in calls(path)
        if called.rpartition(".")[2] in WRITES and ".objects" in called
    ]
    assert not wrong


def for_system_calls() -> list[str]:
    """`file: reason` of every query that leaves the workspace."""
    found = []
    for path in program_files():
        for call, called in calls(path):
            if called.endswith(".for_system"):
                reason = call.args[0] if call.args else None
                text = reason.value if isinstance(reason, ast.Constant) else "(not a constant)"
                found.append(f"{name_of(path)}: {text}")
    return sorted(found)


def test_every_way_around_the_scope_has_its_reason() -> None:
    found = for_system_calls()
    assert not [line for line in found if "not a constant" in line]
    listed = LIST.read_text().splitlines()
    added = sorted(set(found) - set(listed))
    gone = sorted(set(listed) - set(found))
    assert not added, f"review and add to {LIST.relative_to(ROOT)}: {added}"
    assert not gone, f"remove from {LIST.relative_to(ROOT)}: {gone}"
    assert len(found) == len(listed), "the same reason twice in one file: say what differs"
