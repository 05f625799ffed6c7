"""Finding, or making, the records that cells of a chunk name: “Nord GmbH” in the column account."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any
from uuid import UUID

from klientel.integrations.bearers import comparable
from klientel.integrations.matching import records_that_hold, spellings
from klientel.kit.refused import Refused
from klientel.records import actions
from klientel.records.actions.create import Draft
from klientel.records.fields import RecordLinkField, RecordLinksField
from klientel.records.fields.several import PARTED
from klientel.records.models import RecordRef
from klientel.records.recipes import CleanRow, Options, Outcome
from klientel.records.types import RecordType, record_types
from klientel.workspaces.actor import Actor


@dataclass(frozen=True, slots=True)
class _Unmade:
    """Stands in a row for a record that nobody knows, until the row is written."""

    type: str
    name: str
    text: str = field(compare=False)

    def __str__(self) -> str:
        return self.text


@dataclass(slots=True)
class Made:
    """Rows whose links are records, and the records that were made for them."""

    values: list[dict[str, Any]]
    new: dict[_Unmade, UUID]


class Linker:
    """The links of a chunk's rows.

    Records for names nobody knows are made together with the rows that name them: a row that is
    refused leaves none behind.
    """

    def __init__(
        self, actor: Actor, record_type: RecordType, options: Options, outcome: Outcome
    ) -> None:
        self._actor = actor
        self._fields = [one for one in record_type.fields if isinstance(one, RecordLinkField)]
        self._by_name = {one.name: one for one in self._fields}
        self._options = options
        self._outcome = outcome
        self._made: dict[_Unmade, UUID] = {}

    def resolve(
        self, rows: Sequence[CleanRow]
    ) -> tuple[Sequence[CleanRow], list[tuple[int, Refused]]]:
        """The rows with ids for names, and by line those whose names mean nothing."""
        meant: dict[str, dict[str, Any]] = {}
        said = _names_in(row.values for row in rows)
        for link in self._fields:
            if link.name not in said:
                continue
            typed = {name for row in rows for name in _names(link, row.values.get(link.name))}
            if typed:
                meant[link.name] = known = _find(self._actor, link, typed)
                known |= _unknown(self._actor, link, typed, known)
        if not meant:
            return rows, []
        good: list[CleanRow] = []
        wrong: list[tuple[int, Refused]] = []
        for row in rows:
            values = dict(row.values)
            for name, known in meant.items():
                if values.get(name):
                    values[name] = _meant(self._by_name[name], values[name], known)
            refusal = next((one for one in values.values() if isinstance(one, Refused)), None)
            if refusal is not None:
                wrong.append((row.line, refusal))
            else:
                good.append(CleanRow(row.line, values, row.key))
        return good, wrong

    def count(self, rows: Sequence[Mapping[str, Any]]) -> None:
        """Count what `make` would make, in a check; each name once in a run."""
        counted: set[_Unmade] = self._options.scratch.setdefault("linked", set())
        for one in self._unmade(rows) - counted:
            self._outcome.count(self._outcome.created, one.type)
            counted.add(one)

    def make(self, rows: Sequence[Mapping[str, Any]]) -> Made:
        """Add the records that rows about to be written name, and link those."""
        if not self._fields:
            return Made([dict(row) for row in rows], {})
        new: dict[_Unmade, UUID] = {}
        missing = sorted(self._unmade(rows) - self._made.keys(), key=lambda one: one.text)
        for name, several in groupby(sorted(missing, key=lambda one: one.type), _type_of):
            some, linked = list(several), record_types.get(name)
            drafts = [Draft({linked.title: one.text}) for one in some]
            made = actions.create_many(self._actor, name, drafts, batch=self._options.batch)
            new |= {one: record.pk for one, record in zip(some, made, strict=True)}
        known = self._made | new
        if not known:
            return Made([dict(row) for row in rows], new)
        values = [{name: _made(value, known) for name, value in row.items()} for row in rows]
        return Made(values, new)

    def keep(self, made: Made) -> None:
        """Note that what `make` gave was written with its rows."""
        self._made |= made.new
        for one in made.new:
            self._outcome.count(self._outcome.created, one.type)

    def _unmade(self, rows: Sequence[Mapping[str, Any]]) -> set[_Unmade]:
        said = _names_in(rows)
        names = [link.name for link in self._fields if link.name in said]
        cells = (row.get(name) for row in rows for name in names)
        each = (one for cell in cells for one in (cell if isinstance(cell, list) else [cell]))
        return {one for one in each if isinstance(one, _Unmade)}


def _names_in(rows: Iterable[Mapping[str, Any]]) -> set[str]:
    """What any of the rows says something of."""
    said: set[str] = set()
    for row in rows:
        said.update(row)
    return said


def _names(link: RecordLinkField, cell: Any) -> list[str]:
    """The names in a cell: a field of several has them parted by semicolons."""
    if not cell:
        return []
    parts = str(cell).split(PARTED) if isinstance(link, RecordLinksField) else [str(cell)]
    return [part.strip() for part in parts if part.strip()]


def _meant(link: RecordLinkField, cell: Any, known: Mapping[str, Any]) -> Any:
    """What the names in a cell mean: records, records to be, or a refusal."""
    found = [known[comparable(name)] for name in _names(link, cell)]
    refusal = next((one for one in found if isinstance(one, Refused)), None)
    if refusal is not None or not isinstance(link, RecordLinksField):
        return refusal or found[0]
    try:
        return link.within([one if isinstance(one, _Unmade) else str(one) for one in found])
    except Refused as too_many:
        return too_many


def _made(value: Any, known: Mapping[_Unmade, UUID]) -> Any:
    """A value in which records that were to be are records."""
    if isinstance(value, list):
        return [str(known[one]) if isinstance(one, _Unmade) else one for one in value]
    return known[value] if isinstance(value, _Unmade) else value


def _type_of(one: _Unmade) -> str:
    return one.type


def _find(actor: Actor, field: RecordLinkField, typed: set[str]) -> dict[str, Any]:
    """Ids by comparable name, and refusals for names of several records."""
    spine = RecordRef.objects.visible_to(actor).filter(type__in=field.to)
    ids = {text: UUID(text) for text in typed if _is_uuid(text)}
    known: dict[str, Any] = {}
    by_id = set(spine.filter(pk__in=list(ids.values())).values_list("id", flat=True))
    known |= {comparable(text): key for text, key in ids.items() if key in by_id}
    for ref, key in spine.filter(ref__in=typed).values_list("ref", "id"):
        known[comparable(ref)] = key
    for name in field.to:
        linked = record_types.get(name)
        for asked in dict.fromkeys((*linked.key_fields, linked.title)):
            rest = {text for text in typed if comparable(text) not in known}
            if rest and asked in linked.by_name:
                known |= _by_field(actor, linked, asked, rest)
    return known


def _by_field(actor: Actor, linked: RecordType, asked: str, typed: set[str]) -> dict[str, Any]:
    one = linked.field(asked)
    if not one.is_text:
        return {}
    rows = records_that_hold(actor, linked, one, typed, spellings(typed))
    found: dict[str, Any] = {}
    for key, value in rows.values_list("id", one.column):
        name = comparable(value)
        if name in found:
            found[name] = Refused("“{text}” is the name of several records.", text=value[:80])
        else:
            found[name] = key
    return found


def _unknown(
    actor: Actor, field: RecordLinkField, typed: set[str], known: Mapping[str, Any]
) -> dict[str, Any]:
    """What the names nobody knows come to: a record to be where a name is all its type needs."""
    missing = {comparable(text): text for text in sorted(typed) if comparable(text) not in known}
    linked = record_types.get(field.to[0]) if len(field.to) == 1 else None
    if (
        linked is None
        or not _is_made_of_a_name(linked)
        or not actor.may(linked.permission("create"))
    ):
        return {
            name: Refused("“{text}” is not known here.", text=text[:80])
            for name, text in missing.items()
        }
    return {name: _Unmade(linked.name, name, text) for name, text in missing.items()}


def _is_made_of_a_name(record_type: RecordType) -> bool:
    needed = {one.name for one in record_type.fields if one.is_needed}
    return record_type.title in record_type.by_name and needed <= {record_type.title}


def _is_uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
