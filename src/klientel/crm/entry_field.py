"""The input by which an action is told which entry of its record it is about."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from klientel.kit.ids import id_needed
from klientel.records.fields import Field
from klientel.records.fields.base import Reading
from klientel.records.fields.programs import UUID_OR_NONE, Schema


@dataclass(kw_only=True)
class EntryField(Field):
    """The id of a row under a record (an affiliation, a consent); pages send it by themselves."""

    kind = "entry"

    def parse(self, raw: Any, reading: Reading) -> UUID | None:
        return None if raw is None else id_needed(raw)

    def schema(self, reading: Reading) -> Schema:
        return dict(UUID_OR_NONE)

    def api(self, value: Any) -> Any:
        return None if value is None else str(value)


ENTRY = EntryField(name="entry", label="")
