"""Saying who knows whom: two people, or somebody of the firm and a person."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from klientel.crm.actions import entries
from klientel.crm.actions.entries import Entries
from klientel.crm.entry_field import ENTRY
from klientel.crm.models import Acquaintance, Contact
from klientel.kit.refused import NotFound, Refused
from klientel.records.actions import action
from klientel.records.actions.catalogue import found
from klientel.records.actions.once import form_key
from klientel.records.fields import DayField, MemberField, RecordLinkField, TextField
from klientel.records.types import record_types
from klientel.workspaces.actor import Actor

ACQUAINTANCES = Entries(
    Acquaintance,
    "contact.acquaintance_added",
    "contact.acquaintance_changed",
    "contact.acquaintance_removed",
    belongs_to=("contact_id", "other_id"),
)
_NOTHING_YET = {"since": None}
_HOW = (
    TextField(
        name="how",
        label=_("How they know each other"),
        max_length=200,
        help=_("For example: studied together, same sports club."),
    ),
    DayField(name="since", label=_("Since")),
)


@action(
    "contact.add_acquaintance",
    label=_("Add who knows this person"),
    icon="users",
    order=25,
    said=_("Noted who knows {record}"),
    inputs=(
        RecordLinkField(name="other", label=_("Person"), to=("contact",)),
        MemberField(name="member", label=_("Or somebody of the team")),
        *_HOW,
        TextField(name="key", label=""),
    ),
    technical=("key",),
    # what the person is at home says nothing of this
    suggest=lambda _actor, _record: _NOTHING_YET,
)
def add_acquaintance(
    actor: Actor,
    contact: Contact,
    *,
    other: UUID | None,
    member: UUID | None,
    how: str,
    since: date | None,
    key: str = "",
) -> Acquaintance:
    """Say that another person, or a member of the firm, knows this one.

    Raises `Refused` when neither or both are named, for the person themselves, and for two who are
    known to know each other.
    """
    if (other is None) == (member is None):
        raise Refused("Choose one: a person, or somebody of the team.", "other")
    place = form_key(key)
    if other is not None:
        _must_be_another(actor, contact, other)
    known = _between(actor, contact, other, member).exclude(pk=place)
    if known.exists():
        raise Refused("This acquaintance is recorded already.", "other" if other else "member")
    values = {
        "contact_id": contact.pk, "other_id": other, "member_id": member, "how": how,
        "since": since,
    }  # fmt: skip
    row: Acquaintance = entries.add(actor, contact, ACQUAINTANCES, values, key=place)
    return row


@action(
    "contact.change_acquaintance",
    label=_("Edit"),
    icon="pencil",
    hidden=True,
    said=_("The acquaintance was changed"),
    inputs=(ENTRY, *_HOW),
    technical=("entry",),
)
def change_acquaintance(
    actor: Actor, contact: Contact, *, entry: UUID | None, **told: Any
) -> Acquaintance:
    """Change how two know each other, and since when."""
    row = seen(actor, contact, entry)
    changed: Acquaintance = entries.edit(actor, contact, ACQUAINTANCES, row, told)
    return changed


@action(
    "contact.remove_acquaintance",
    label=_("Remove"),
    icon="trash-2",
    hidden=True,
    said=_("The acquaintance was removed"),
    inputs=(ENTRY,),
    technical=("entry",),
)
def remove_acquaintance(actor: Actor, contact: Contact, *, entry: UUID | None) -> None:
    """Say no longer that two know each other."""
    entries.remove(actor, contact, ACQUAINTANCES, seen(actor, contact, entry))


def _must_be_another(actor: Actor, contact: Contact, other: UUID) -> None:
    if other == contact.pk:
        raise Refused("Everybody knows themselves.", "other")
    try:
        # held, too: the other side may be saying the same at this moment
        found(actor, record_types.get("contact"), other)
    except NotFound:
        where = "other"
        raise Refused("This record does not exist, or you have no access to it.", where) from None


def _between(actor: Actor, contact: Contact, other: UUID | None, member: UUID | None) -> Any:
    rows = Acquaintance.objects.in_workspace(actor.workspace_id)
    if other is None:
        return rows.filter(contact_id=contact.pk, member_id=member)
    there, back = Q(contact_id=contact.pk, other_id=other), Q(contact_id=other, other_id=contact.pk)
    return rows.filter(there | back)


def seen(actor: Actor, contact: Contact, entry: UUID | None) -> Acquaintance:
    """The entry, if the actor may know of the other person."""
    row: Acquaintance = ACQUAINTANCES.row(actor, contact, entry)
    other = row.other_id if row.contact_id == contact.pk else row.contact_id
    if other and not Contact.objects.visible_to(actor).filter(pk=other).exists():
        raise NotFound()
    return row
