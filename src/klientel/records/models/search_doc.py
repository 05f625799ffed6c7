"""What a record is found by, in the one folded form of `kit.text.fold`."""

from __future__ import annotations

from functools import lru_cache
from uuid import UUID
from zlib import crc32

from django.db import models

from klientel.records.models.record_ref import RecordRef
from klientel.workspaces.models import Workspace
from klientel.workspaces.scope import ScopedManager, WorkspaceForeignKey

#: the `part` of the row that is about a record itself
WHOLE = UUID(int=0)
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


@lru_cache(maxsize=4_096)
def mark_of(workspace_id: UUID, type_name: str) -> str:
    """Five letters that each indexed word begins with: three of its workspace, two of its type.

    A word is looked up together with them, so an index holds no row that nearly all words share
    and a question never walks through other firms' rows or other types. Two workspaces or types may
    share a mark: then the question reads some rows in vain, and the row's own columns decide.
    """
    place = workspace_id.int & 0xFFFFFF
    letters = [place % 26, place // 26 % 26, place // 676 % 26]
    kind = crc32(type_name.encode()) % 676
    return "".join(_LETTERS[one] for one in (*letters, kind % 26, kind // 26))


class SearchDoc(models.Model):
    """One row per record, and one for each thing said on it that is found by itself; written in
    the transaction of what it is about.

    `part` is the id of what was said, `WHOLE` for the record itself.
    The integer key is what the text index of SQLite needs; it grows with time, so the newest
    come first by key alone. `title` and `body` are folded; `digits` are phone numbers without
    anything else; `has_parts` says whether the title is also found by a part of a word. Triggers
    (SQLite) and generated columns (PostgreSQL) keep the text index.
    """

    id = models.BigAutoField(primary_key=True)
    workspace = models.ForeignKey(Workspace, models.PROTECT, related_name="+", db_index=False)
    record = WorkspaceForeignKey(RecordRef, models.CASCADE, db_index=False)
    part = models.UUIDField(default=WHOLE, editable=False)
    type = models.CharField(max_length=40)
    mark = models.CharField(max_length=5)
    has_parts = models.BooleanField(default=True)
    title = models.CharField(max_length=400)
    body = models.TextField(blank=True, default="")
    digits = models.CharField(max_length=200, blank=True, default="")

    objects = ScopedManager()
    is_derived = True

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace", "record", "part"], name="search_part_once")
        ]
