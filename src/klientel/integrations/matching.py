"""Finding the records that rows of a file mean, for a whole chunk at once."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import F, Window
from django.db.models.functions import RowNumber

from klientel.integrations.bearers import Bearers, Key, comparable, counts
from klientel.kit.refused import Refused
from klientel.records.fields import Field
from klientel.records.looking_up import among
from klientel.records.recipes import CleanRow, Options
from klientel.records.types import RecordType
from klientel.workspaces.actor import Actor

_PIECE = 10_000
#: records of one name that are read for a chunk: two tell already that it is not clear which one is
#: meant, and rows before may have taken some
_NAMESAKES = 50
SEVERAL_FIT = "Several records fit this row. A number or e-mail address would tell them apart."


def key_of(name: str, value: Any) -> Key:
    """What a row and a record must share to be the same."""
    return name, comparable(value)


def keys_of(row: CleanRow, match_on: Sequence[str]) -> list[Key]:
    """The keys of a row in the order in which they are tried."""
    return [key_of(name, row.values[name]) for name in match_on if counts(row.values.get(name))]


def records_by_key(
    actor: Actor,
    record_type: RecordType,
    rows: Iterable[CleanRow],
    match_on: Sequence[str],
    ruling: Mapping[str, Sequence[str]] | None = None,
    *,
    of_any: bool = True,
) -> dict[Key, list[Any]]:
    """The records the actor sees that share a key with any of the rows; few queries per target.

    Of those that share nothing but the title only as many are read as tell whether it is clear
    which one is meant; with `ruling` (see `Bearers`) those that it does not rule out, and some
    `of_any` sort.
    """
    listed = list(rows)
    #: in the order in which they were found
    sharing: dict[Key, dict[UUID, None]] = {}
    for name in match_on:
        field = record_type.by_name.get(name)
        rest = [one for one in listed if counts(one.values.get(name))]
        if field is None or not rest:
            continue
        apart = (ruling or {}).get(name, ())
        is_title = name == record_type.title
        for told, wanted in _asked(name, rest, apart if is_title else (), of_any=of_any).items():
            spelled = wanted if field.is_normal else spellings(wanted)
            found = records_that_hold(actor, record_type, field, wanted, spelled)
            if is_title:
                found = _few(found, field, [record_type.by_name[one] for one in told])
            for pk, value in found.values_list("pk", field.column):
                key = key_of(name, field.value({field.column: value}))
                sharing.setdefault(key, {})[pk] = None
        if not apart:
            # what a surer key has told needs no name; of thousands with one name each has a number
            listed = [one for one in listed if not _is_clear(name, one, sharing)]
    records = _loaded(actor, record_type, {pk for pks in sharing.values() for pk in pks})
    return {
        key: there
        for key, pks in sharing.items()
        if (there := [records[pk] for pk in pks if pk in records])
    }


def _is_clear(name: str, row: CleanRow, sharing: Mapping[Key, Collection[UUID]]) -> bool:
    value = row.values.get(name)
    return counts(value) and len(sharing.get(key_of(name, value), ())) == 1


def _asked(
    name: str, rows: Sequence[CleanRow], apart: Sequence[str], *, of_any: bool
) -> dict[tuple[str, ...], set[Any]]:
    """What rows say in a field, by which of the others in `apart` they fill, too.

    A record that shares one of those is found by it; any other must be empty there.
    """
    asked: dict[tuple[str, ...], set[Any]] = {}
    for row in rows:
        told = tuple(one for one in apart if counts(row.values.get(one)))
        asked.setdefault(told, set()).add(row.values[name])
        if told and of_any:
            asked.setdefault((), set()).add(row.values[name])
    return asked


def _few(rows: Any, field: Field, empty: Sequence[Field]) -> Any:
    """Of each value of a field only some records, those where other fields are empty."""
    for one in empty:
        rows = rows.filter(one.operator("empty").condition(one, None))
    place = Window(RowNumber(), partition_by=[F(field.column)], order_by=F("pk").asc())
    return rows.annotate(place=place).filter(place__lte=_NAMESAKES)


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
    """The record, or record to be, that a row means; `by_name`, if nothing but a name says so."""

    record: Any
    by_name: bool = False


class Recogniser:
    """Says for rows of a chunk which records, or rows before them, they mean.

    Where the import is `careful` (`records.recipes.Options`), a record that shares one key with a
    row but differs in a surer one is another, and so is a namesake that differs in any.
    """

    def __init__(
        self,
        actor: Actor,
        record_type: RecordType,
        rows: Sequence[CleanRow],
        options: Options,
        *,
        dry: bool = False,
        shows_namesakes: bool = True,
    ) -> None:
        self._fields = record_type.by_name
        self._match_on = options.match_on
        self._name = record_type.title if options.careful else ""
        own = [name for name in options.match_on if name != record_type.title]
        tried = options.match_on.index
        #: by key, what rules a record out that has the same one and differs there
        ruling = {
            name: [one for one in own if name == self._name or tried(one) < tried(name)]
            if options.careful
            else []
            for name in options.match_on
        }
        self._records: Bearers[Any] = Bearers(ruling)
        self._to_be: Bearers[Any] = Bearers(ruling)
        #: what earlier chunks of a check have counted as new, and have given to records
        self._counted: Bearers[Any] = options.scratch.setdefault("new", Bearers(ruling))
        given = options.scratch.setdefault("given", {}) if dry else {}
        self._given: dict[UUID, dict[str, Any]] = given
        found = records_by_key(
            actor, record_type, rows, options.match_on, ruling, of_any=shows_namesakes
        )
        records = {one.pk: one for several in found.values() for one in several}
        keys: dict[UUID, list[Key]] = {}
        for key, several in found.items():
            for one in several:
                keys.setdefault(one.pk, []).append(key)
        self._note_given(actor, record_type, rows, records)
        for pk, record in records.items():
            self._note(record, keys.get(pk, ()))
        self.ids = set(records)

    def _note_given(
        self,
        actor: Actor,
        record_type: RecordType,
        rows: Sequence[CleanRow],
        records: dict[UUID, Any],
    ) -> None:
        """Let records that a check has seen be as the import will find them by now."""
        if not self._given:
            return
        wanted = {key for row in rows for key in self.keys_of(row)}
        missing = {
            pk
            for pk, values in self._given.items()
            if pk not in records and not wanted.isdisjoint(key_of(*one) for one in values.items())
        }
        records |= _loaded(actor, record_type, missing)
        for pk in self._given.keys() & records.keys():
            for name, value in self._given[pk].items():
                self._fields[name].put(records[pk], value)

    def _note(self, record: Any, keys: Iterable[Key]) -> None:
        given = self._given.get(record.pk, {})
        values = {name: self._fields[name].value(record) for name in self._match_on} | given
        kept = [key for key in keys if key[0] not in given]
        kept += [key_of(name, value) for name, value in given.items() if counts(value)]
        self._records.note(record.pk, record, kept, values)

    def give(self, record: Any, values: Mapping[str, Any]) -> None:
        """Note what a row gives to a record: the rows after it find it so, as if it were written
        already.
        """
        told = {name: values[name] for name in self._match_on if name in values}
        if told:
            self._given.setdefault(record.pk, {}).update(told)
            self._note(record, self._records.keys_of(record.pk))

    def expect(self, place: Hashable, one: Any, keys: Sequence[Key]) -> None:
        """Note a record to be, whose `values` rows have said under these keys."""
        self._to_be.note(place, one, keys, one.values)

    def count(self, place: Hashable, one: Any, keys: Sequence[Key]) -> None:
        """Note for the chunks to come what this one counts as new."""
        self._counted.note(place, one, keys, one.values)

    def keys_of(self, row: CleanRow) -> list[Key]:
        """The keys of a row in the order in which they are tried."""
        return keys_of(row, self._match_on)

    def telling(self, keys: Sequence[Key]) -> Sequence[Key]:
        """Those of a row's keys that are not just a name, if it has any."""
        return [key for key in keys if key[0] != self._name] or keys

    def fits_any(self, row: CleanRow, keys: Sequence[Key]) -> bool:
        """Whether any record, one or several, may be what the row means."""
        return any(self._records.fitting(key, row.values) for key in keys)

    def namesake(self, keys: Sequence[Key]) -> Any | None:
        """A record that shares a key with a row which does not mean it."""
        return next((self._records.any_of(key) for key in keys if key in self._records), None)

    def record_of(self, row: CleanRow, keys: Sequence[Key]) -> Recognised | None:
        """The record of a row, None for a new one; `Refused` when all that fits fits several."""
        return self._meant(row, keys, (self._records,))

    def meant_by(self, row: CleanRow, keys: Sequence[Key]) -> Recognised | None:
        """What a row means: a record, what a row before will make one, or what an earlier chunk has
        counted as new. None for a new one; `Refused` when all that fits fits several.
        """
        return self._meant(row, keys, (self._records, self._to_be, self._counted))

    def _meant(
        self, row: CleanRow, keys: Sequence[Key], among: Sequence[Bearers[Any]]
    ) -> Recognised | None:
        is_ambiguous = False
        for key in keys:
            fitting = [one for bearers in among for one in bearers.fitting(key, row.values)]
            if len(fitting) == 1:
                return Recognised(fitting[0], by_name=key[0] == self._name)
            is_ambiguous = is_ambiguous or len(fitting) > 1
        if is_ambiguous:
            raise Refused(SEVERAL_FIT)
        return None

    def learn(self, keys: Sequence[Key], record: Any) -> Recognised:
        """Note that keys mean a record which was chosen for a row of them."""
        mine = self._records.keys_of(record.pk)
        free = [key for key in keys if key not in self._records]
        self._records.note(
            record.pk,
            record,
            (*mine, *free),
            {name: self._fields[name].value(record) for name in self._match_on}
            | self._given.get(record.pk, {}),
        )
        return Recognised(record)


def spellings(values: Collection[Any]) -> set[Any]:
    """What to ask the index for; it knows no way to ask without regard to case."""
    ways = (str.lower, str.upper, str.title)
    others = {way(one) for one in values if isinstance(one, str) for way in ways}
    return {*values, *others}
