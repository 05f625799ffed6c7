"""What an import did, or would do, in numbers; and how the numbers are told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from klientel.kit.likeness import NEARLY_SURE
from klientel.records.fields.base import Reading
from klientel.records.recipes import Outcome, Recipe
from klientel.records.types import record_types


@dataclass
class Counts:
    """Numbers of a run: new and completed things by noun, rows left as they were, rows refused.

    Of a check, `alike` are nearly certainly there already and `likely` likely, all counted as new,
    and `examples` show what becomes of the first rows (`example_rows.to_json`).
    """

    created: dict[str, int] = field(default_factory=dict)
    updated: dict[str, int] = field(default_factory=dict)
    skipped: int = 0
    errors: int = 0
    notes: int = 0
    alike: int = 0
    likely: int = 0
    examples: Mapping[str, Any] = field(default_factory=dict)

    def add(self, outcome: Outcome) -> None:
        """Add what a chunk did; its refused rows are counted by whoever keeps them."""
        for mine, theirs in ((self.created, outcome.created), (self.updated, outcome.updated)):
            for noun, number in theirs.items():
                mine[noun] = mine.get(noun, 0) + number
        self.skipped += outcome.skipped
        sure = sum(one.likeness.certainty >= NEARLY_SURE for one in outcome.suspects)
        self.alike += sure
        self.likely += len(outcome.suspects) - sure

    @property
    def suspects(self) -> int:
        """How many are perhaps there already."""
        return self.alike + self.likely

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
            "likely": self.likely,
            **({"examples": dict(self.examples)} if self.examples else {}),
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
        likely=int(stored.get("likely", 0)),
    )


def noun_of(noun: str, number: int, recipe: Recipe, reading: Reading) -> str:
    """What is counted under a noun, for that number of it: a type's word, or the recipe's own."""
    if noun in record_types:
        record_type = record_types.get(noun)
        return record_type.called(reading) if number == 1 else record_type.called_many(reading)
    one, many = recipe.nouns.get(noun, (recipe.label, recipe.label))
    return reading.say(one if number == 1 else many)
