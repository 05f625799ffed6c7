"""How fields stand on one record: whether they are shown, must be filled, and are locked.

A firm says so of its own fields by conditions. Hidden values stay stored; they are not required,
and meet no condition by which another field is shown or required. Locks go by what is stored.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from klientel.kit.refused import Refused
from klientel.records.conditions import NOTHING, Asking, Group, names_in, sentence
from klientel.records.fields.base import Field, Reading, Text
from klientel.records.own_fields.field import COLUMN, OwnField
from klientel.records.own_fields.reckoned import Reckoned
from klientel.records.types import RecordType
from klientel.workspaces.actor import Actor

SHOWN, REQUIRED, LOCKED = "shown", "required", "locked"
#: what conditions of a field can be for, as its settings say it
PURPOSES: Mapping[str, Text] = {
    SHOWN: _("Only shown when"),
    REQUIRED: _("Must be filled when"),
    LOCKED: _("Locked when"),
}
#: the same with the conditions, as a sentence
SENTENCES: Mapping[str, Text] = {
    SHOWN: _("Only shown when {conditions}."),
    REQUIRED: _("Must be filled when {conditions}."),
    LOCKED: _("Locked when {conditions}."),
}


class Standing:
    """Tells of fields how they stand on records of a type, as they are or as they would be.

    A record is an object, saved or not, or a mapping of its columns.
    """

    def __init__(self, record_type: RecordType, reading: Reading) -> None:
        self.asking = Asking(record_type, reading)
        self.fields: list[Any] = [one for one in record_type.added if _has_terms(one)]

    def tells_of(self, one: Field) -> bool:
        """Whether a field may stand differently from record to record, or must be filled."""
        return isinstance(one, OwnField) and _has_terms(one)

    def is_shown(self, one: Field, row: Any, _below: frozenset[str] = frozenset()) -> bool:
        """Whether a field is shown on a record."""
        asked = self._asked(one, SHOWN)
        if not asked or one.name in _below:
            return True
        below = _below | {one.name}

        def counts(name: str) -> bool:
            return self.is_shown(self.asking.record_type.field(name), row, below)

        return self.asking.meets(asked, row, counts)

    def is_required(self, one: Field, row: Any) -> bool:
        """Whether a field must be filled on a record: always, or because of what stands there."""
        if not self.is_shown(one, row):
            return False
        asked = self._asked(one, REQUIRED)
        if one.required or not asked:
            return one.required
        fields = self.asking.record_type.by_name
        return self.asking.meets(asked, row, lambda name: self.is_shown(fields[name], row))

    def is_missing(self, one: Field, row: Any) -> bool:
        """Whether a field must be filled and is not."""
        return one.is_empty(one.value(row)) and self.is_required(one, row)

    def went_missing(self, one: Field, before: Any, after: Any) -> bool:
        """Whether a field that could be filled before must be filled only now, and is not."""
        if not self.is_missing(one, after):
            return False
        return self.is_shown(one, before) and not self.is_missing(one, before)

    def is_locked(self, one: Field, row: Any) -> bool:
        """Whether the value of a field cannot be changed on a record."""
        asked = self._asked(one, LOCKED)
        return bool(asked) and self.asking.meets(asked, row)

    def why_missing(self, one: Field, actor: Actor | None = None) -> Refused:
        """Why a field must be filled, in the words of who reads."""
        label = self.asking.reading.say(one.label)
        if one.required:
            return Refused("“{name}” must be filled.", one.name, name=label)
        told = self.in_words(one, REQUIRED, actor)
        return Refused("“{name}” must be filled when {conditions}.", one.name,
                       name=label, conditions=told)  # fmt: skip

    def why_locked(self, one: Field, actor: Actor | None = None) -> Refused:
        """Why a field cannot be changed, in the words of who reads."""
        return Refused(
            "“{name}” is locked while {conditions}.",
            one.name,
            name=self.asking.reading.say(one.label),
            conditions=self.in_words(one, LOCKED, actor),
        )

    def in_words(self, one: Field, purpose: str, actor: Actor | None = None) -> str:
        """The conditions of a field for one purpose; empty for none that can be asked.

        Records that are named are called by their titles as far as an actor sees them.
        """
        asked = self._asked(one, purpose)
        if actor is not None and (named := names_in(asked)):
            # the spine is read by what knows the fields
            from klientel.records.reading import learn

            learn(actor, self.asking.reading, named)
        return sentence(self.asking, asked) if asked else ""

    def _asked(self, one: Field, purpose: str) -> Group:
        """The conditions for one purpose that can still be asked; what is gone asks nothing."""
        if not isinstance(one, OwnField):
            return NOTHING
        return self.asking.askable(one.conditions.get(purpose, NOTHING))


def _has_terms(one: Any) -> bool:
    return bool(one.conditions) or one.required


def must_stand(
    actor: Actor,
    record_type: RecordType,
    records: Sequence[Any],
    reading: Reading,
    *,
    restores: bool = False,
) -> None:
    """Refuse changed records of which a locked value differs, or a required one went missing.

    A lock holds where it held before and still holds. What was missing before the change hinders
    nobody, nor does what only this change shows. What `restores` earlier values may leave out what
    was left out then. The program itself is not asked. Raises `Refused` for the first.
    """
    standing = Standing(record_type, reading)
    if actor.is_system or not standing.fields:
        return
    for record in records:
        before = record.loaded_values()
        for one in standing.fields if COLUMN in before else ():
            if (
                one.value(before) != one.value(record)
                and standing.is_locked(one, before)
                and standing.is_locked(one, record)
            ):
                raise standing.why_locked(one, actor)
            if not restores and standing.went_missing(one, before, record):
                raise standing.why_missing(one, actor)


def missing_on(actor: Actor, record_type: RecordType, record: Any, reading: Reading) -> dict[
    str, Refused
]:  # fmt: skip
    """What must be filled on a new record and is not, by the names of the fields."""
    return missing_on_each(actor, record_type, [record], reading)[0]


def missing_on_each(
    actor: Actor, record_type: RecordType, records: Sequence[Any], reading: Reading
) -> list[dict[str, Refused]]:
    """The same for each of many new records."""
    standing = Standing(record_type, reading)
    return [
        {
            one.name: standing.why_missing(one, actor)
            for one in standing.fields
            if standing.is_missing(one, record)
        }
        for record in records
    ]


def asked_by_others(record_type: RecordType) -> set[str]:
    """The names of the fields by which others are shown, required or locked."""
    return {
        condition.field
        for one in record_type.added
        if isinstance(one, OwnField)
        for group in one.conditions.values()
        for condition in group.conditions()
    }


def leading(record_type: RecordType) -> set[str]:
    """The names of the fields of which others of the same record are a consequence."""
    read = {name for one in record_type.added if isinstance(one, OwnField) for name in one.reads}
    return read | asked_by_others(record_type)


def asks_results(record_type: RecordType) -> bool:
    """Whether a condition asks for what a formula gives."""
    asked = asked_by_others(record_type)
    return any(isinstance(record_type.by_name.get(name), Reckoned) for name in asked)
