"""Rows of a file that are perhaps there already: found for a chunk, and what becomes of each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any
from uuid import UUID

from klientel.kit.likeness import NEARLY_SURE, compare
from klientel.kit.refused import Refused
from klientel.records.duplicates.looking import There
from klientel.records.duplicates.many import perhaps_there
from klientel.records.recipes import ALIKE, Options, Outcome, Suspected
from klientel.records.types import RecordType
from klientel.workspaces.actor import Actor

CREATE, UPDATE, SKIP = ALIKE


@dataclass(frozen=True, slots=True)
class Asked:
    """What a row that fits no record says of one: its line, and clean values by field."""

    line: int
    values: Mapping[str, Any]


def matter(options: Options, *, dry: bool) -> bool:
    """Whether it makes a difference what is perhaps there already."""
    return dry or bool(options.chosen) or {options.alike, options.likely} != {CREATE}


def key_of(*parts: object) -> str:
    """A key for what a row names, of one length however long that is."""
    text = "\x1f".join(map(str, parts))
    return blake2b(text.encode(errors="replace"), digest_size=16).hexdigest()


class Doubts:
    """Decides for what rows of a chunk name whether it is added, completes a record, or is left.

    A check decides nothing: what it finds is told in the outcome, and counted as new. The engine is
    asked only where the answer makes a difference. `namesakes` are records by the key of what bears
    their name, but differs in what is surer: those are told of however little else they share.
    """

    def __init__(
        self,
        actor: Actor,
        record_type: RecordType,
        asked: Mapping[str, Asked],
        options: Options,
        outcome: Outcome,
        *,
        dry: bool,
        namesakes: Mapping[str, Any] | None = None,
    ) -> None:
        self._type = record_type
        self._options = options
        self._namesakes = namesakes or {}
        self._chosen = {}
        if not dry:
            self._chosen = {key: options.chosen[key] for key in asked if key in options.chosen}
        self._records = self._named(actor)
        self._there: dict[str, There] = {}
        if dry or {options.alike, options.likely} != {CREATE}:
            self._there = self._looked_up(actor, asked)
        if dry:
            outcome.suspects += self._suspects(asked)
            self._there = {}

    def _named(self, actor: Actor) -> dict[UUID, Any]:
        """The records that somebody chose to complete, as far as the actor sees them."""
        ids = {one.record_id for one in self._chosen.values() if one.way == UPDATE}
        if not ids:
            return {}
        rows = self._type.model.objects.visible_to(actor).filter(pk__in=ids)
        return {row.pk: row for row in rows}

    def _looked_up(self, actor: Actor, asked: Mapping[str, Asked]) -> dict[str, There]:
        compared = self._type.compared
        if compared is None:
            return {}
        entries = {}
        for key, one in asked.items():
            if key in self._chosen:
                continue
            values = {
                column: value
                for name, value in one.values.items()
                if value is not None
                and (column := self._type.field(name).column) in compared.columns
            }
            entries[key] = compared.entry(compared.typed(values))
        found = perhaps_there(actor, self._type, entries)
        for key, record in self._namesakes.items():
            if key not in found and key in entries:
                likeness = compare(entries[key], compared.entry(record))
                if likeness is not None:
                    found[key] = There(record, likeness)
        return found

    def _suspects(self, asked: Mapping[str, Asked]) -> list[Suspected]:
        """Those that no chunk before has told of."""
        told: set[str] = self._options.scratch.setdefault("suspected", set())
        fresh = {key: there for key, there in self._there.items() if key not in told}
        told.update(fresh)
        return [
            Suspected(
                asked[key].line,
                key,
                self._type.name,
                there.row.pk,
                there.likeness,
                asked[key].values,
            )
            for key, there in fresh.items()
            if there.likeness is not None
        ]

    @property
    def records(self) -> dict[UUID, Any]:
        """The records that rows may come to complete."""
        return self._records | {there.row.pk: there.row for there in self._there.values()}

    def of(self, key: str) -> tuple[str, Any]:
        """What becomes of it (one of `ALIKE`), and the record to complete, if that is what.

        Raises `Refused` when the record that was chosen is gone.
        """
        chosen = self._chosen.get(key)
        if chosen is not None:
            record = self._records.get(chosen.record_id)
            if chosen.way == UPDATE and record is None:
                raise Refused("The record that this row was to complete is no longer there.")
            return chosen.way, record
        there = self._there.get(key)
        if there is None or there.likeness is None:
            return CREATE, None
        is_sure = there.likeness.certainty >= NEARLY_SURE
        way = self._options.alike if is_sure else self._options.likely
        return way, there.row if way == UPDATE else None
