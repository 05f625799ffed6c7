"""What an import did, or would do, in numbers; and how the numbers are told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from klientel.records.fields.base import Reading
from klientel.records.recipes import Outcome, Recipe
from klientel.records.types import record_types


@dataclass
class Counts:
    """Numbers of a run: new and completed things by noun, rows left as they were, rows refused."""

    created: dict[str, int] = field(default_factory=dict)
    updated: dict[str, int] = field(default_factory=dict)
    skipped: int = 0
    errors: int = 0
    notes: int = 0
    alike: int = 0

    def add(self, outcome: Outcome) -> None:
        """Add what a chunk did; its refused rows are counted by whoever keeps them."""
        for mine, theirs in ((self.created, outcome.created), (self.updated, outcome.updated)):
            for noun, number in theirs.items():
                mine[noun] = mine.get(noun, 0) + number
        self.skipped += outcome.skipped
        self.alike += outcome.alike

    @property
    def took_nothing(self) -> bool:
        """Whether no row was of any use: none new, none that completed, none known."""
        return not (any(self.created.values()) or any(self.updated.values()) or self.skipped)

    def to_json(self) -> dict[str, Any]:
        """The form in which a run keeps them."""
        return {
            "created": self.created,
            "updated": self.updated,
            "skipped": self.skipped,
            "errors": self.errors,
            "notes": self.notes,
            "alike": self.alike,
        }


def counts_from_json(stored: Mapping[str, Any]) -> Counts:
    """The numbers a run keeps; zeros for none."""
    return Counts(
        created=dict(stored.get("created", {})),
        updated=dict(stored.get("updated", {})),
        skipped=int(stored.get("skipped", 0)),
        errors=int(stored.get("errors", 0)),
        notes=int(stored.get("notes", 0)),
        alike=int(stored.get("alike", 0)),
    )


def noun_of(noun: str, number: int, recipe: Recipe, reading: Reading) -> str:
    """What is counted under a noun, for that number of it: a type's word, or the recipe's own."""
    if noun in record_types:
        record_type = record_types.get(noun)
        return record_type.called(reading) if number == 1 else reading.say(record_type.label_plural)
    one, many = recipe.nouns.get(noun, (recipe.label, recipe.label))
    return reading.say(one if number == 1 else many)
