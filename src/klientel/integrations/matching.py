"""Finding the records that rows of a file mean, for a whole chunk at once."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar
from uuid import UUID

from klientel.kit.refused import Refused
from klientel.records.fields import Field
from klientel.records.looking_up import among
from klientel.records.recipes import CleanRow, Options
from klientel.records.types import RecordType
from klientel.workspaces.actor import Actor

Key = tuple[str, Any]
_PIECE = 10_000
SEVERAL_FIT = "Several records fit this row. A number or e-mail address would tell them apart."


class Said(Protocol):
    """What says values of one thing, as a row does."""

    values: dict[str, Any]


Twin = TypeVar("Twin", bound=Said)


def comparable(value: Any) -> Any:
    """A value as it is compared: text without regard to case."""
    return value.casefold() if isinstance(value, str) else value


def key_of(name: str, value: Any) -> Key:
    """What a row and a record must share to be the same."""
    return name, comparable(value)


def keys_of(row: CleanRow, match_on: Sequence[str]) -> list[Key]:
    """The keys of a row in the order in which they are tried."""
    return [key_of(name, row.values[name]) for name in match_on if _counts(row.values.get(name))]


def records_by_key(
    actor: Actor, record_type: RecordType, rows: Iterable[CleanRow], match_on: Sequence[str]
) -> dict[Key, list[Any]]:
    """The records the actor sees that share a key with any of the rows; one query per target."""
    listed = list(rows)
    sharing: dict[Key, list[UUID]] = {}
    for name in match_on:
        field = record_type.by_name.get(name)
        wanted = {row.values[name] for row in listed if _counts(row.values.get(name))}
        if field is None or not wanted:
            continue
        spelled = wanted if field.is_normal else spellings(wanted)
        found = records_that_hold(actor, record_type, field, wanted, spelled)
        for pk, value in found.values_list("pk", field.column):
            key = key_of(name, field.value({field.column: value}))
            sharing.setdefault(key, []).append(pk)
    records = _loaded(actor, record_type, {pk for pks in sharing.values() for pk in pks})
    return {
        key: there
        for key, pks in sharing.items()
        if (there := [records[pk] for pk in pks if pk in records])
    }


def records_that_hold(
    actor: Actor,
    record_type: RecordType,
    field: Field,
    values: Collection[Any],
    spelled: Collection[Any],
) -> Any:
    """The records the actor sees that hold one of some values in a field, as they are spelled."""
    rows = among(record_type.model.objects.visible_to(actor), field.column, spelled)
    through = field.found_through(values) if field.is_text else None
    return among(rows, *through) if through else rows


def _loaded(actor: Actor, record_type: RecordType, ids: Collection[UUID]) -> dict[UUID, Any]:
    wanted = sorted(ids)
    loaded: dict[UUID, Any] = {}
    for start in range(0, len(wanted), _PIECE):
        seen = record_type.model.objects.visible_to(actor)
        loaded |= {one.pk: one for one in seen.filter(pk__in=wanted[start : start + _PIECE])}
    return loaded


@dataclass(frozen=True, slots=True)
class Recognised:
    """The record that a row means; `by_name`, if nothing but a name says so."""

    record: Any
    by_name: bool = False


class Recogniser:
    """Says for rows of a chunk which records, or rows before them, they mean.

    Where the import is `careful` (`records.recipes.Options`), a record that shares one key with a
    row but differs in a surer one is another, and so is a namesake that differs in any.
    """

    def __init__(
        self, actor: Actor, record_type: RecordType, rows: Sequence[CleanRow], options: Options
    ) -> None:
        self._fields = record_type.by_name
        self._match_on = options.match_on
        self._name = record_type.title if options.careful else ""
        self._found = records_by_key(actor, record_type, rows, options.match_on)
        own = [name for name in options.match_on if name != record_type.title]
        tried = options.match_on.index
        #: by key, what rules a record out that has the same one and differs there
        self._ruling = {
            name: [one for one in own if name == self._name or tried(one) < tried(name)]
            if options.careful
            else []
            for name in options.match_on
        }

    @property
    def ids(self) -> set[UUID]:
        """All records that share a key with any row."""
        return {record.pk for records in self._found.values() for record in records}

    def keys_of(self, row: CleanRow) -> list[Key]:
        """The keys of a row in the order in which they are tried."""
        return keys_of(row, self._match_on)

    def telling(self, keys: Sequence[Key]) -> Sequence[Key]:
        """Those of a row's keys that are not just a name, if it has any."""
        return [key for key in keys if key[0] != self._name] or keys

    def is_by_name(self, keys: Sequence[Key], others: Sequence[Key]) -> bool:
        """Whether nothing but a name joins what has these keys with what has the others."""
        shared = set(keys).intersection(others)
        return bool(self._name) and not any(name != self._name for name, _value in shared)

    def fits_any(self, row: CleanRow, keys: Sequence[Key]) -> bool:
        """Whether any record, one or several, may be what the row means."""
        return any(self._not_ruled_out(row, key) for key in keys)

    def namesake(self, keys: Sequence[Key]) -> Any | None:
        """A record that shares a key with a row which does not mean it."""
        return next((self._found[key][0] for key in keys if self._found.get(key)), None)

    def record_of(self, row: CleanRow, keys: Sequence[Key]) -> Recognised | None:
        """The record of a row, None for a new one; `Refused` when all that fits fits several."""
        is_ambiguous = False
        for key in keys:
            candidates = self._not_ruled_out(row, key)
            if len(candidates) == 1:
                return Recognised(candidates[0], by_name=key[0] == self._name)
            is_ambiguous = is_ambiguous or len(candidates) > 1
        if is_ambiguous:
            raise Refused(SEVERAL_FIT)
        return None

    def learn(self, keys: Sequence[Key], record: Any) -> Recognised:
        """Note that keys mean a record which was chosen for a row of them."""
        self._found |= {key: [record] for key in keys if key not in self._found}
        return Recognised(record)

    def twin_of(
        self, row: CleanRow, keys: Sequence[Key], fresh: Mapping[Key, Sequence[Twin]]
    ) -> Twin | None:
        """The row before among `fresh` that means the same; `Refused` when several do."""
        is_ambiguous = False
        for key in keys:
            ruling = self._ruling[key[0]]
            fitting = [one for one in fresh.get(key, ()) if not _differ(row, one.values, ruling)]
            if len(fitting) == 1:
                return fitting[0]
            is_ambiguous = is_ambiguous or len(fitting) > 1
        if is_ambiguous:
            raise Refused(SEVERAL_FIT)
        return None

    def _not_ruled_out(self, row: CleanRow, key: Key) -> Sequence[Any]:
        records, ruling = self._found.get(key, ()), self._ruling[key[0]]
        if not ruling or not records:
            return records
        return [
            record
            for record in records
            if not _differ(row, {n: self._fields[n].value(record) for n in ruling}, ruling)
        ]


def _differ(row: CleanRow, others: Mapping[str, Any], names: Sequence[str]) -> bool:
    """Whether a row says another value where something else says one, too."""
    return any(
        comparable(row.values[name]) != comparable(others[name])
        for name in names
        if _counts(row.values.get(name)) and _counts(others.get(name))
    )


def _counts(value: Any) -> bool:
    return value is not None and value != "" and not isinstance(value, list)


def spellings(values: Collection[Any]) -> set[Any]:
    """What to ask the index for; it knows no way to ask without regard to case."""
    ways = (str.lower, str.upper, str.title)
    others = {way(one) for one in values if isinstance(one, str) for way in ways}
    return {*values, *others}
