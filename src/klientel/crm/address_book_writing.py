"""What the accounts and people of an address book come to: planned, counted, and written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from klientel.crm.address_book_consents import Consents
from klientel.crm.address_book_examples import show
from klientel.crm.address_book_groups import Group, Person
from klientel.records.actions import change_many, create_many
from klientel.records.actions.create import Draft
from klientel.records.completing import differing, without_lasting
from klientel.records.fields.base import Reading
from klientel.records.recipes import Options, Outcome, halving
from klientel.records.types import record_types
from klientel.workspaces.actor import Actor


@dataclass
class Planned:
    """What writing a group comes to."""

    group: Group
    account: dict[str, Any]
    people: list[tuple[Person, dict[str, Any]]]

    @property
    def is_idle(self) -> bool:
        """Whether nothing of it is new."""
        has_notes = self.group.notes or any(one.notes or one.consents for one in self.group.people)
        return not (self.group.record is None or self.account or self.people or has_notes)


class Work:
    """Plans, counts and writes groups."""

    def __init__(
        self,
        actor: Actor,
        options: Options,
        outcome: Outcome,
        reading: Reading,
        consents: Consents,
    ) -> None:
        self._actor = actor
        self._options = options
        self._outcome = outcome
        self._reading = reading
        self._consents = consents

    def plan(self, group: Group) -> Planned:
        """What of a group is new, and what it changes."""
        account = dict(group.values)
        if group.record is not None:
            fill = self._is_only_filled(group)
            account = self._missing("account", group.record, account, group.lines[0], fill=fill)
        people = []
        for person in group.people:
            values = dict(person.values)
            if person.record is not None:
                fill = not _share(person, ("email",))
                values = self._missing("contact", person.record, values, person.lines[0], fill=fill)
            if values:
                people.append((person, values))
        planned = Planned(group, account, people)
        if planned.is_idle:
            self._outcome.skipped += len(group.lines)
        return planned

    def _missing(
        self, type_name: str, record: Any, values: dict[str, Any], line: int, *, fill: bool
    ) -> dict[str, Any]:
        """What a record lacks of what rows say; with `fill`, it was recognised by name alone."""
        if not self._options.update_existing:
            return {}
        record_type = record_types.get(type_name).in_workspace(self._reading.workspace)
        fill = self._options.fill_only or (fill and self._options.careful)
        told = differing(record_type, record, values, self._reading, fill_only=fill)
        # what a record is called is not spelt anew by a file that means it
        for name in ("name", "kind", "last_name", "first_name"):
            told.pop(name, None)
        self._outcome.notes += [(line, remark) for remark in without_lasting(record_type, told)]
        return told

    def _is_only_filled(self, group: Group) -> bool:
        """Whether nothing but the name says which account it is; somebody's address says it, and so
        does whoever chose it among the perhaps known."""
        is_sure = group.is_chosen or _share(group, ("external_number", "email"))
        return not (is_sure or any(_share(one, ("email",)) for one in group.people))

    def count(self, planned: Sequence[Planned]) -> None:
        """Count what would be written; what several chunks name, once."""
        counted: set[Any] = self._options.scratch.setdefault("counted", set())
        for one in planned:
            group = one.group
            key = group.record.pk if group.record else _name_of(group)
            if self._options.examples is not None and key not in counted:
                show(self._options.examples, group, one.account, one.people, self._reading)
            if group.record is None and key not in counted:
                self._outcome.count(self._outcome.created, "account")
            elif group.record is not None and one.account and ("a", key) not in counted:
                self._outcome.count(self._outcome.updated, "account")
                counted.add(("a", key))
            counted.add(key)
            self._count_consents(group, key, counted)
            for person, _values in one.people:
                who = (key, person.record.pk if person.record else _name_of_person(person))
                if who not in counted:
                    into = self._outcome.updated if person.record else self._outcome.created
                    self._outcome.count(into, "contact")
                    counted.add(who)

    def _count_consents(self, group: Group, key: Any, counted: set[Any]) -> None:
        for person in group.people:
            who = (key, person.record.pk if person.record else _name_of_person(person))
            fresh = {(*who, one.purpose) for one in person.consents} - counted
            self._outcome.count(self._outcome.created, "consent", len(fresh))
            counted |= fresh

    def write(self, planned: Sequence[Planned]) -> None:
        """Write all at once; a group that a rule refuses is told with its rows."""
        for one, refusal in halving(planned, self._write):
            self._outcome.errors += [(line, refusal) for line in one.group.lines]

    def _write(self, planned: Sequence[Planned]) -> None:
        actor, batch = self._actor, self._options.batch
        new = [one for one in planned if one.group.record is None]
        drafts = [Draft({"source": "import", **one.account}) for one in new]
        for draft in drafts:
            if self._options.source:
                draft.values = {"source_note": self._options.source[:200], **draft.values}
        made = create_many(actor, "account", drafts, batch=batch, cleaned=True) if drafts else []
        ids: dict[int, UUID] = {id(one): account.pk for one, account in zip(new, made, strict=True)}
        changes: dict[UUID, dict[str, Any]] = {}
        for one in planned:
            if one.group.record is not None:
                ids[id(one)] = one.group.record.pk
                if one.account:
                    changes[one.group.record.pk] = one.account
        if changes:
            change_many(actor, "account", changes, batch=batch, cleaned=True)
        counts = self._write_people(planned, ids)
        outcome = self._outcome
        outcome.count(outcome.created, "account", len(made))
        outcome.count(outcome.updated, "account", len(changes))
        outcome.count(outcome.created, "contact", counts[0])
        outcome.count(outcome.updated, "contact", counts[1])

    def _write_people(self, planned: Sequence[Planned], ids: dict[int, UUID]) -> tuple[int, int]:
        """Add and complete the people, then their notes; returns how many are new and completed."""
        actor, batch = self._actor, self._options.batch
        new: list[tuple[Person, dict[str, Any]]] = []
        changes: dict[UUID, dict[str, Any]] = {}
        for one in planned:
            for person, values in one.people:
                if person.record is None:
                    new.append((person, {**values, "account": ids[id(one)]}))
                else:
                    changes[person.record.pk] = values
        drafts = [Draft(values) for _person, values in new]
        made = create_many(actor, "contact", drafts, batch=batch, cleaned=True) if drafts else []
        who = {id(person): contact.pk for (person, _v), contact in zip(new, made, strict=True)}
        if changes:
            change_many(actor, "contact", changes, batch=batch, cleaned=True)
        self._write_notes(planned, ids, who)
        number = self._consents.note(
            (person.record.pk if person.record else who[id(person)], person.consents)
            for one in planned
            for person in one.group.people
            if person.consents
        )
        self._outcome.count(self._outcome.created, "consent", number)
        return len(made), len(changes)

    def _write_notes(
        self, planned: Sequence[Planned], ids: dict[int, UUID], who: dict[int, UUID]
    ) -> None:
        """Note what the rows say besides; the same text is never noted twice for an account."""
        notes: dict[tuple[UUID, str], UUID | None] = {}
        for one in planned:
            for text in one.group.notes:
                notes.setdefault((ids[id(one)], text), None)
            for person in one.group.people:
                contact = person.record.pk if person.record else who.get(id(person))
                for text in person.notes:
                    notes.setdefault((ids[id(one)], text), contact)
        drafts = [
            Draft({"kind": "note", "body": text, "account": account, "contact": contact})
            for (account, text), contact in notes.items()
        ]
        if drafts:
            create_many(self._actor, "interaction", drafts, batch=self._options.batch, cleaned=True)


def _share(one: Group | Person, names: Sequence[str]) -> bool:
    """Whether the rows say the same as the record in one of these fields."""
    if one.record is None:
        return False
    pairs = [(one.values.get(name), getattr(one.record, name)) for name in names]
    return any(mine and mine == theirs for mine, theirs in pairs)


def _name_of(group: Group) -> str:
    values = group.values
    return "\x1f".join(str(values.get(name, "")) for name in ("external_number", "name"))


def _name_of_person(person: Person) -> str:
    return "\x1f".join(
        str(person.values.get(name, "")) for name in ("email", "last_name", "first_name")
    )
