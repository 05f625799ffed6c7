"""Saying to which other organisations a person belongs, and which of them is the home."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from klientel.crm.actions import entries
from klientel.crm.actions.entries import Entries
from klientel.crm.actions.following import release_at
from klientel.crm.entry_field import ENTRY
from klientel.crm.models import Account, Affiliation, Contact
from klientel.events.log import record
from klientel.kit.ids import uuid7
from klientel.kit.refused import NotFound, Refused
from klientel.records.actions import action
from klientel.records.actions.catalogue import current_reading, found
from klientel.records.actions.change import write_changes
from klientel.records.actions.once import form_key
from klientel.records.fields import DayField, RecordLinkField, TextField
from klientel.records.holding import hold_accounts_of
from klientel.records.types import record_types
from klientel.workspaces.actor import Actor

ORGANISATIONS = Entries(
    Affiliation,
    "contact.organisation_added",
    "contact.organisation_changed",
    "contact.organisation_removed",
)

_KEY = TextField(name="key", label="")
_NOTHING_YET = {"position": "", "since": None, "until": None, "note": ""}
_WHAT = (
    TextField(name="position", label=_("Position there"), max_length=120),
    DayField(name="since", label=_("Since")),
    DayField(name="until", label=_("Until")),
    TextField(name="note", label=_("Note"), max_length=300),
)


@action(
    "contact.add_organisation",
    label=_("Add another organisation"),
    icon="building-2",
    order=20,
    said=_("{record} belongs to another organisation, too"),
    inputs=(
        RecordLinkField(name="account", label=_("Organisation"), to=("account",), required=True),
        *_WHAT,
        _KEY,
    ),
    technical=("key",),
    # what the person is at home says nothing of this
    suggest=lambda _actor, _record: _NOTHING_YET,
)
def add_organisation(
    actor: Actor, contact: Contact, *, account: UUID, key: str = "", **what: Any
) -> Affiliation:
    """Say that a person belongs to another organisation, too.

    Raises `Refused` for their home, for one they belong to already, and for days in the wrong
    order.
    """
    return _add(actor, contact, account, what, key)


@action(
    "account.add_person_from_elsewhere",
    label=_("Add somebody from elsewhere"),
    permission="contact.edit",
    icon="user-plus",
    order=45,
    said=_("Somebody from elsewhere belongs to {record} now"),
    inputs=(
        RecordLinkField(name="contact", label=_("Person"), to=("contact",), required=True),
        *_WHAT,
        _KEY,
    ),
    technical=("key",),
    # what the person is at home says nothing of this
    suggest=lambda _actor, _record: _NOTHING_YET,
)
def add_person_from_elsewhere(
    actor: Actor, account: Account, *, contact: UUID, key: str = "", **what: Any
) -> Affiliation:
    """The same, said from the organisation's side."""
    person = found(actor, record_types.get("contact"), contact)
    batch = uuid7()
    row = _add(actor, person, account.pk, what, key, batch)
    record(
        actor, "account.person_added", record_type="account", record_id=account.pk,
        account_id=account.pk, facts={"entry": str(row.pk), "title": account.name}, batch=batch,
    )  # fmt: skip
    return row


def _add(
    actor: Actor,
    contact: Contact,
    account: UUID,
    what: dict[str, Any],
    key: str,
    batch: UUID | None = None,
) -> Affiliation:
    place = form_key(key)
    theirs = Affiliation.objects.in_workspace(actor.workspace_id).filter(contact_id=contact.pk)
    there = Account.objects.visible_to(actor).filter(pk=account)
    if not there.exists():
        raise Refused("This record does not exist, or you have no access to it.", "account")
    if account == contact.account_id:
        raise Refused("This is where the person belongs already.", "account")
    if theirs.filter(account_id=account).exclude(pk=place).exists():
        raise Refused("The person belongs to this organisation already.", "account")
    _must_be_in_order(what)
    values = {"contact_id": contact.pk, "account_id": account, **what}
    row: Affiliation = entries.add(actor, contact, ORGANISATIONS, values, key=place, batch=batch)
    return row


def _must_be_in_order(what: dict[str, Any]) -> None:
    since, until = what.get("since"), what.get("until")
    if since and until and until < since:
        raise Refused("This lies before the beginning.", "until")


@action(
    "contact.change_organisation",
    label=_("Edit"),
    icon="pencil",
    hidden=True,
    said=_("What {record} is there was changed"),
    inputs=(ENTRY, *_WHAT),
    technical=("entry",),
)
def change_organisation(
    actor: Actor, contact: Contact, *, entry: UUID | None, **what: Any
) -> Affiliation:
    """Change what a person is at another organisation, and from when until when."""
    row = seen(actor, contact, entry)
    _must_be_in_order(what)
    batch = uuid7() if _is_over(actor, what.get("until")) else None
    changed: Affiliation = entries.edit(actor, contact, ORGANISATIONS, row, what, batch=batch)
    if batch:
        release_at(actor, contact, row.account_id, batch)
    return changed


@action(
    "contact.leave_organisation",
    label=_("End"),
    icon="log-out",
    hidden=True,
    said=_("{record} left there"),
    inputs=(ENTRY, DayField(name="until", label=_("Last day there"))),
    technical=("entry",),
    suggest=lambda actor, _contact: {"until": current_reading(actor).today},
)
def leave_organisation(
    actor: Actor, contact: Contact, *, entry: UUID | None, until: date | None
) -> Affiliation:
    """Say that a person left another organisation, today unless a day is given."""
    row = seen(actor, contact, entry)
    day = until or current_reading(actor).today
    _must_be_in_order({"since": row.since, "until": day})
    batch = uuid7() if _is_over(actor, day) else None
    ended: Affiliation = entries.edit(
        actor, contact, ORGANISATIONS, row, {"until": day},
        verb="contact.organisation_left", batch=batch,
    )  # fmt: skip
    if batch:
        release_at(actor, contact, row.account_id, batch)
    return ended


@action(
    "contact.remove_organisation",
    label=_("Remove"),
    icon="trash-2",
    hidden=True,
    said=_("The organisation was taken from {record}"),
    inputs=(ENTRY,),
    technical=("entry",),
)
def remove_organisation(actor: Actor, contact: Contact, *, entry: UUID | None) -> None:
    """Say that a person never belonged to the organisation."""
    row, batch = seen(actor, contact, entry), uuid7()
    entries.remove(actor, contact, ORGANISATIONS, row, batch=batch)
    release_at(actor, contact, row.account_id, batch)


def _is_over(actor: Actor, until: date | None) -> bool:
    """Whether this is their last day there, or it has passed."""
    return until is not None and until <= current_reading(actor).today


@action(
    "contact.make_home",
    label=_("Make it the main one"),
    icon="house",
    hidden=True,
    said=_("{record} belongs mainly to another organisation now"),
    inputs=(ENTRY, DayField(name="left_on", label=_("Last day at the former organisation"))),
    technical=("entry",),
)
def make_home(
    actor: Actor, contact: Contact, *, entry: UUID | None, left_on: date | None
) -> Contact:
    """Let another organisation be where a person belongs first; the former home becomes the other.

    What was said there stays there. Who sees the new home sees the person.
    """
    row = seen(actor, contact, entry)
    record_type = record_types.get("contact")
    hold_accounts_of(actor, record_type, values=[{"account": row.account_id}])
    former = {
        "contact_id": contact.pk,
        "account_id": contact.account_id,
        "position": contact.position,
        "since": contact.since,
        "until": left_on,
    }
    _must_be_in_order(former)
    values = {"account": row.account_id, "position": row.position, "since": row.since}
    batch = uuid7()
    entries.remove(actor, contact, ORGANISATIONS, row, batch=batch)
    _forget(actor, contact, batch)
    entries.add(actor, contact, ORGANISATIONS, former, batch=batch)
    write_changes(
        actor, record_type, [(contact, values)], verb="contact.home_changed",
        facts={"title": contact.name}, batch=batch,
    )  # fmt: skip
    return contact


def _forget(actor: Actor, contact: Contact, batch: UUID) -> None:
    """Take away an affiliation with the home, which a merge may have left."""
    rows = Affiliation.objects.in_workspace(actor.workspace_id)
    for row in rows.filter(contact_id=contact.pk, account_id=contact.account_id):
        entries.remove(actor, contact, ORGANISATIONS, row, batch=batch)


def seen(actor: Actor, contact: Contact, entry: UUID | None) -> Affiliation:
    """The entry, if the actor may know of its organisation."""
    row: Affiliation = ORGANISATIONS.row(actor, contact, entry)
    if not Account.objects.visible_to(actor).filter(pk=row.account_id).exists():
        raise NotFound()
    return row
