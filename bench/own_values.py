"""Ten fields that the measured firm added to its accounts, and values for every account."""

from __future__ import annotations

import json
import random
from collections.abc import Mapping
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

from bench.sinks import Table
from klientel.records.models import FieldDefinition, FieldValue
from klientel.records.own_fields.defined import added_fields

TYPE = "account"
_CHOICES = [{"value": f"c{n}", "label": f"Gruppe {n}", "colour": "blue"} for n in range(6)]
FIELDS: tuple[tuple[str, str, Mapping[str, Any]], ...] = (
    ("own_code", "text", {}),
    ("own_staff", "number", {"places": 0}),
    ("own_budget", "money", {}),
    ("own_discount", "percent", {"places": 0}),
    ("own_since", "day", {}),
    ("own_letter", "truth", {}),
    ("own_group", "choice", {"choices": _CHOICES}),
    ("own_topics", "choices", {"choices": _CHOICES}),
    ("own_stars", "rating", {"stars": 5}),
    ("own_profile", "url", {}),
)
"""Name, kind and options of each."""


class OwnValues:
    """Values as the accounts keep them, and the rows that lists look for."""

    def __init__(self, workspace: Any, seed: int) -> None:
        for place, (name, kind, options) in enumerate(FIELDS):
            FieldDefinition(
                workspace=workspace, type=TYPE, name=name, kind=kind, options=dict(options),
                label=name.removeprefix("own_").capitalize(), place=place,
            ).save()  # fmt: skip
        workspace.touch_directory()
        workspace.refresh_from_db()
        self._fields = added_fields(workspace)[TYPE]
        self._workspace = workspace.pk.hex
        self._random = random.Random(seed)
        slots = ("text", "number", "day", "moment", "key")
        self.table = Table(FieldValue, "id", "workspace_id", "field_id", "record_id", *slots)
        self._slots = slots

    def of_account(self, new_id: Any, record: str) -> dict[str, Any]:
        """The values of an account, whose rows are written along; `new_id()` gives an id."""
        kept = self._drawn()
        shown = SimpleNamespace(own_values=kept)
        for field in self._fields:
            for found in field.looked_for(field.value(shown)):
                row = [_plain(found) if slot == field.slot else None for slot in self._slots]
                self.table.add(new_id(), self._workspace, field.definition.hex, record, *row)
        return kept

    def _drawn(self) -> dict[str, Any]:
        rng = self._random
        return {
            "own_code": f"X{rng.randrange(10**6)}",
            "own_staff": str(int(500 * rng.random() ** 3) + 1),
            "own_budget": f"{rng.randrange(1, 400) * 250}.00",
            "own_discount": str(rng.randrange(0, 30)),
            "own_since": str(date(2010, 1, 1) + timedelta(days=rng.randrange(5_000))),
            "own_letter": rng.random() < 0.4,
            "own_group": f"c{rng.randrange(6)}",
            "own_topics": sorted(rng.sample([one["value"] for one in _CHOICES], 2)),
            "own_stars": str(rng.randrange(1, 6)),
            "own_profile": f"https://profil.example/{rng.randrange(10**6)}",
        }


def _plain(value: Any) -> Any:
    """In the form that both databases take."""
    return int(value) if isinstance(value, bool) else str(value)


def as_json(kept: Mapping[str, Any]) -> str:
    """The values as the record's column holds them."""
    return json.dumps(kept)
