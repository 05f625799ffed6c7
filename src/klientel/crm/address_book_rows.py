"""Rows of an address book as accounts, people and notes: several rows of a company make one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from klientel.crm.address_book_consents import Consents, Told, joined
from klientel.crm.address_book_known import Known, doubt_key
from klientel.crm.address_book_people import Said, read
from klientel.crm.models import Account, Contact, Interaction
from klientel.events.batches import touched_in
from klientel.kit.refused import Refused
from klientel.records.actions import change_many, create_many
from klientel.records.actions.catalogue import current_reading, in_force
from klientel.records.actions.create import Draft
from klientel.records.completing import differing, united, without_lasting
from klientel.records.doubts import CREATE, SKIP, Asked, Doubts, matter
from klientel.records.fields.base import Reading
from klientel.records.recipes import CleanRow, Options, Outcome, halving
from klientel.records.types import record_types
from klientel.workspaces.actor import Actor


@dataclass
class _Person:
    """Somebody of an account: the rows that name them, what those say, and who it is already."""

    values: dict[str, Any]
    record: Contact | None = None
    notes: list[str] = field(default_factory=list)
    consents: list[Told] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)


@dataclass
class _Group:
    """The rows of one account, which are written or refused together."""

    values: dict[str, Any]
    record: Account | None = None
    people: list[_Person] = field(default_factory=list)
    by_key: dict[str, _Person] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)


def apply(actor: Actor, rows: Sequence[CleanRow], options: Options, dry: bool) -> Outcome:
    """Make or complete the accounts and people of a chunk of rows; what is known adds nothing."""
    outcome = Outcome()
    said: list[Said] = []
    for row in rows:
        try:
            one = read(row)
        except Refused as refusal:
            outcome.errors.append((row.line, refusal))
            continue
        outcome.notes += [(row.line, remark) for remark in one.remarks]
        said.append(one)
    known = Known(actor, said, options.match_on)
    groups = _Sorter(actor, known, options, outcome).groups(said, dry=dry)
    _forget_known_notes(actor, groups, options)
    reading = current_reading(actor)
    people = [one for group in groups for one in group.people if one.consents]
    consents = Consents(actor, options, reading, people)
    outcome.notes += consents.remarks
    work = _Work(actor, options, outcome, reading, consents)
    planned = [work.plan(group) for group in groups]
    if dry:
        work.count(planned)
    else:
        work.write([one for one in planned if not one.is_idle])
    return outcome


def _forget_known_notes(actor: Actor, groups: Sequence[_Group], options: Options) -> None:
    """Leave out notes that an account has already, and those of records that stay as they are."""
    there: dict[UUID, list[_Group]] = {}
    for group in groups:
        if group.record is not None and (group.notes or any(one.notes for one in group.people)):
            there.setdefault(group.record.pk, []).append(group)
    if not there:
        return
    notes = Interaction.objects.visible_to(actor).filter(kind="note", account_id__in=there)
    known = set(notes.values_list("account_id", "body"))
    for pk, several in there.items():
        for group in several:
            stays = not options.update_existing
            group.notes = [n for n in group.notes if not stays and (pk, n) not in known]
            for one in group.people:
                stays = not options.update_existing and one.record is not None
                one.notes = [n for n in one.notes if not stays and (pk, n) not in known]


class _Sorter:
    """Puts rows together that mean the same account, and the same person of it."""

    def __init__(self, actor: Actor, known: Known, options: Options, outcome: Outcome) -> None:
        self._actor = actor
        self._known = known
        self._options = options
        self._outcome = outcome
        self._groups: dict[int, _Group] = {}
        self._by_key: dict[str, _Group] = {}
        self._touched: set[UUID] = set()
        if options.repeats == "skip" and options.batch is not None:
            self._touched = touched_in(actor.workspace_id, options.batch, known.ids)

    def groups(self, said: Iterable[Said], *, dry: bool) -> list[_Group]:
        """The accounts that rows mean, in the order of the file."""
        meant: list[tuple[Said, Contact | None, Account | None]] = []
        for one in said:
            try:
                contact = self._known.contact_by_email(one)
                meant.append((one, contact, self._known.account_of(one, contact)))
            except Refused as refusal:
                self._outcome.errors.append((one.row.line, refusal))
        doubts = self._doubts([one for one, _contact, account in meant if account is None], dry)
        for one, contact, account in meant:
            try:
                way, perhaps = doubts.of(doubt_key(one)) if account is None else (CREATE, None)
                if way == SKIP:
                    self._outcome.skipped += 1
                else:
                    self._take(one, contact, account or perhaps)
            except Refused as refusal:
                self._outcome.errors.append((one.row.line, refusal))
        return list(self._groups.values())

    def _doubts(self, unknown: Sequence[Said], dry: bool) -> Doubts:
        """What is perhaps there of the accounts nobody knows, asked once for each."""
        asked: dict[str, Asked] = {}
        if matter(self._options, dry=dry):
            for one in unknown:
                asked.setdefault(doubt_key(one), Asked(one.row.line, one.account))
        record_type = in_force(self._actor, record_types.get("account"))
        return Doubts(self._actor, record_type, asked, self._options, self._outcome, dry=dry)

    def _take(self, one: Said, contact: Contact | None, account: Account | None) -> None:
        group = self._group(one, account)
        if contact is not None and account is not None and contact.account_id != account.pk:
            contact = None
        if not one.contact:
            self._take_company(one, group)
            return
        if contact is None and account is not None:
            contact = self._known.contact_by_name(account.pk, one)
        self._take_person(one, group, contact)

    def _group(self, one: Said, account: Account | None) -> _Group:
        keys = self._known.keys_of(one, account)
        group = next((self._by_key[key] for key in keys if self._fits(one, key)), None)
        if group is None:
            if account is None and not self._options.add_new:
                raise Refused("Nothing here fits this row; none is added.")
            group = _Group(dict(one.account), account)
            self._groups[id(group)] = group
        elif self._options.repeats == "join":
            record_type = in_force(self._actor, record_types.get("account"))
            fill = self._options.fill_only
            group.values = united(record_type, group.values, one.account, fill_only=fill)
        for key in keys:
            self._by_key.setdefault(key, group)
        group.lines.append(one.row.line)
        return group

    def _fits(self, one: Said, key: str) -> bool:
        """Whether the group of a key means the row's account, not one of another number.

        People of one name are several when their addresses differ.
        """
        group = self._by_key.get(key)
        if group is None:
            return False
        telling = ["external_number", *(("email", "postcode") if one.is_person else ())]
        pairs = ((one.account.get(name), group.values.get(name)) for name in telling)
        return not any(mine and theirs and mine != theirs for mine, theirs in pairs)

    def _take_company(self, one: Said, group: _Group) -> None:
        is_repeat = len(group.lines) > 1 or (group.record and group.record.pk in self._touched)
        if self._options.repeats == "skip" and is_repeat:
            self._outcome.skipped += 1
            return
        group.notes += [one.note] if one.note else []

    def _take_person(self, one: Said, group: _Group, contact: Contact | None) -> None:
        if contact is None and group.record is not None and not self._options.add_new:
            raise Refused("Nothing here fits this row; none is added.")
        keys = [f"name:{one.contact_key}"]
        if email := one.contact.get("email"):
            keys.insert(0, f"email:{email}")
        if contact is not None:
            keys.insert(0, f"id:{contact.pk}")
        person = next((group.by_key[key] for key in keys if _is_same(one, group, key)), None)
        is_repeat = person is not None or (contact is not None and contact.pk in self._touched)
        if self._options.repeats == "skip" and is_repeat:
            self._outcome.skipped += 1
            return
        if person is None:
            person = _Person(dict(one.contact), contact)
            group.people.append(person)
        else:
            record_type = in_force(self._actor, record_types.get("contact"))
            fill = self._options.fill_only
            person.values = united(record_type, person.values, one.contact, fill_only=fill)
        for key in keys:
            group.by_key.setdefault(key, person)
        person.lines.append(one.row.line)
        person.notes += [one.note] if one.note else []
        person.consents = joined(person.consents, one.consents)


def _is_same(one: Said, group: _Group, key: str) -> bool:
    """Whether the person of a key is the row's: two of one name with two addresses are two."""
    person = group.by_key.get(key)
    if person is None:
        return False
    if not key.startswith("name:"):
        return True
    mine, theirs = one.contact.get("email"), person.values.get("email")
    return not (mine and theirs and mine != theirs)


@dataclass
class _Planned:
    """What writing a group comes to."""

    group: _Group
    account: dict[str, Any]
    people: list[tuple[_Person, dict[str, Any]]]

    @property
    def is_idle(self) -> bool:
        """Whether nothing of it is new."""
        has_notes = self.group.notes or any(one.notes or one.consents for one in self.group.people)
        return not (self.group.record is None or self.account or self.people or has_notes)


class _Work:
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

    def plan(self, group: _Group) -> _Planned:
        """What of a group is new, and what it changes."""
        account = dict(group.values)
        if group.record is not None:
            account = self._missing("account", group.record, account, group.lines[0])
        people = []
        for person in group.people:
            values = dict(person.values)
            if person.record is not None:
                values = self._missing("contact", person.record, values, person.lines[0])
            if values:
                people.append((person, values))
        planned = _Planned(group, account, people)
        if planned.is_idle:
            self._outcome.skipped += len(group.lines)
        return planned

    def _missing(
        self, type_name: str, record: Any, values: dict[str, Any], line: int
    ) -> dict[str, Any]:
        if not self._options.update_existing:
            return {}
        record_type = record_types.get(type_name).in_workspace(self._reading.workspace)
        told = differing(
            record_type, record, values, self._reading, fill_only=self._options.fill_only
        )
        # what a record is called is not spelt anew by a file that means it
        for name in ("name", "kind", "last_name", "first_name"):
            told.pop(name, None)
        self._outcome.notes += [(line, remark) for remark in without_lasting(record_type, told)]
        return told

    def count(self, planned: Sequence[_Planned]) -> None:
        """Count what would be written; what several chunks name, once."""
        counted: set[Any] = self._options.scratch.setdefault("counted", set())
        for one in planned:
            group = one.group
            key = group.record.pk if group.record else _name_of(group)
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

    def _count_consents(self, group: _Group, key: Any, counted: set[Any]) -> None:
        for person in group.people:
            who = (key, person.record.pk if person.record else _name_of_person(person))
            fresh = {(*who, one.purpose) for one in person.consents} - counted
            self._outcome.count(self._outcome.created, "consent", len(fresh))
            counted |= fresh

    def write(self, planned: Sequence[_Planned]) -> None:
        """Write all at once; a group that a rule refuses is told with its rows."""
        for one, refusal in halving(planned, self._write):
            self._outcome.errors += [(line, refusal) for line in one.group.lines]

    def _write(self, planned: Sequence[_Planned]) -> None:
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

    def _write_people(self, planned: Sequence[_Planned], ids: dict[int, UUID]) -> tuple[int, int]:
        """Add and complete the people, then their notes; returns how many are new and completed."""
        actor, batch = self._actor, self._options.batch
        new: list[tuple[_Person, dict[str, Any]]] = []
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
        self, planned: Sequence[_Planned], ids: dict[int, UUID], who: dict[int, UUID]
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


def _name_of(group: _Group) -> str:
    values = group.values
    return "\x1f".join(str(values.get(name, "")) for name in ("external_number", "name"))


def _name_of_person(person: _Person) -> str:
    return "\x1f".join(
        str(person.values.get(name, "")) for name in ("email", "last_name", "first_name")
    )
