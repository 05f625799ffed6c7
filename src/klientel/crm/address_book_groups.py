"""Rows of an address book put together: those that mean one account, and one person of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from klientel.crm.address_book_consents import Told, joined
from klientel.crm.address_book_known import Known, doubt_key
from klientel.crm.address_book_people import Said
from klientel.crm.models import Account, Contact
from klientel.events.batches import touched_in
from klientel.kit.refused import Refused
from klientel.records.actions.catalogue import in_force
from klientel.records.completing import united
from klientel.records.doubts import CREATE, SKIP, Asked, Doubts, matter
from klientel.records.recipes import Options, Outcome
from klientel.records.types import record_types
from klientel.workspaces.actor import Actor


@dataclass
class Person:
    """Somebody of an account: the rows that name them, what those say, and who it is already."""

    values: dict[str, Any]
    record: Contact | None = None
    notes: list[str] = field(default_factory=list)
    consents: list[Told] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)


@dataclass
class Group:
    """The rows of one account, which are written or refused together."""

    values: dict[str, Any]
    record: Account | None = None
    #: somebody said that the record is meant
    is_chosen: bool = False
    people: list[Person] = field(default_factory=list)
    by_key: dict[str, Person] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)


class Sorter:
    """Puts rows together that mean the same account, and the same person of it."""

    def __init__(self, actor: Actor, known: Known, options: Options, outcome: Outcome) -> None:
        self._actor = actor
        self._known = known
        self._options = options
        self._outcome = outcome
        self._groups: dict[int, Group] = {}
        self._by_key: dict[str, Group] = {}
        self._touched: set[UUID] = set()
        if options.repeats == "skip" and options.batch is not None:
            self._touched = touched_in(actor.workspace_id, options.batch, known.ids)

    def groups(self, said: Iterable[Said], *, dry: bool) -> list[Group]:
        """The accounts that rows mean, in the order of the file."""
        meant: list[tuple[Said, Contact | None, Account | None]] = []
        for one in said:
            try:
                contact = self._known.contact_by_email(one)
                account = self._known.account_of(one, contact)
                meant.append((one, contact, account))
                if account is not None and self._options.update_existing:
                    self._known.give(account, one.account.get("external_number") or "")
            except Refused as refusal:
                self._outcome.errors.append((one.row.line, refusal))
        doubts = self._doubts([one for one, _contact, account in meant if account is None], dry)
        for one, contact, account in meant:
            try:
                way, perhaps = doubts.of(doubt_key(one)) if account is None else (CREATE, None)
                if way == SKIP:
                    self._outcome.skipped += 1
                else:
                    group = self._group(one, account or perhaps)
                    group.is_chosen = group.is_chosen or perhaps is not None
                    self._take(one, group, contact, account or perhaps)
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

    def _take(
        self, one: Said, group: Group, contact: Contact | None, account: Account | None
    ) -> None:
        if contact is not None and account is not None and contact.account_id != account.pk:
            contact = None
        if not one.contact:
            self._take_company(one, group)
            return
        if contact is None and account is not None:
            contact = self._known.contact_by_name(account.pk, one)
        self._take_person(one, group, contact)

    def _group(self, one: Said, account: Account | None) -> Group:
        keys = self._known.keys_of(one, account)
        group = next((self._by_key[key] for key in keys if self._fits(one, key)), None)
        if group is None:
            if account is None and not self._options.add_new:
                raise Refused("Nothing here fits this row; none is added.")
            group = Group(dict(one.account), account)
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

    def _take_company(self, one: Said, group: Group) -> None:
        is_repeat = len(group.lines) > 1 or (group.record and group.record.pk in self._touched)
        if self._options.repeats == "skip" and is_repeat:
            self._outcome.skipped += 1
            return
        group.notes += [one.note] if one.note else []

    def _take_person(self, one: Said, group: Group, contact: Contact | None) -> None:
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
            person = Person(dict(one.contact), contact)
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


def _is_same(one: Said, group: Group, key: str) -> bool:
    """Whether the person of a key is the row's: two of one name with two addresses are two."""
    person = group.by_key.get(key)
    if person is None:
        return False
    if not key.startswith("name:"):
        return True
    mine, theirs = one.contact.get("email"), person.values.get("email")
    return not (mine and theirs and mine != theirs)
