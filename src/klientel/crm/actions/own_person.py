"""The contact that an account which is a person is itself: found, or noted when it is needed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from klientel.crm import choices
from klientel.crm.fields import LanguageField
from klientel.crm.models import Account, Contact
from klientel.events.log import record
from klientel.kit import person_names
from klientel.kit.ids import uuid7
from klientel.kit.refused import Refused
from klientel.records.actions import action, change
from klientel.records.actions.create import Draft, create_many
from klientel.records.fields import BirthdayField, ChoiceField, TextField
from klientel.workspaces.actor import Actor
from klientel.workspaces.rows import known_as

#: what is asked of the person on the account's own page
ASKED = ("salutation", "birthday", "language", "preferred_channel")


def person_among(account: Account, people: Sequence[Contact]) -> Contact | None:
    """Which of an account's contacts the account is: the one of its name, else its only one."""
    if account.kind != Account.Kind.PERSON:
        return None
    same = [one for one in people if one.name == account.name]
    if same:
        return same[0]
    return people[0] if len(people) == 1 else None


def own_person(actor: Actor, account: Account, batch: UUID) -> Contact:
    """The contact that the account is, noted anew with its name and numbers if there is none."""
    rows = Contact.objects.in_workspace(actor.workspace_id).filter(account_id=account.pk)
    there = person_among(account, list(rows.filter(trashed_at=None).order_by("pk")[:50]))
    if there is not None:
        return there
    title, first, last = person_names.split(account.name)
    if not last:
        first, last = "", first or account.name
    values: dict[str, Any] = {
        "account": account.pk,
        "salutation": title[:40],
        "first_name": first[:120],
        "last_name": last[:120],
        "email": account.email,
        "phone": account.phone,
    }
    made = create_many(actor, "contact", [Draft(values)], batch=batch, cleaned=True)
    return known_as(Contact, made[0])


def _must_be_person(account: Account) -> None:
    if account.kind != Account.Kind.PERSON:
        raise Refused("This is an organisation. A birthday is noted with one of its people.")


def _known(actor: Actor, account: Account) -> dict[str, Any]:
    rows = Contact.objects.in_workspace(actor.workspace_id).filter(account_id=account.pk)
    there = person_among(account, list(rows.filter(trashed_at=None).order_by("pk")[:50]))
    return {name: getattr(there, name) for name in ASKED} if there else {}


@action(
    "account.describe_person",
    label=_("Set birthday and language"),
    permission="contact.edit",
    icon="cake",
    order=44,
    said=_("Noted who {record} is"),
    applies=_must_be_person,
    inputs=(
        TextField(name="salutation", label=_("Salutation"), max_length=40),
        BirthdayField(name="birthday", label=_("Birthday")),
        LanguageField(name="language", label=_("Language"), options=choices.LANGUAGES),
        ChoiceField(
            name="preferred_channel",
            label=_("Preferred channel"),
            options=choices.PREFERRED_CHANNELS,
        ),
    ),
    suggest=_known,
)
def describe_person(actor: Actor, account: Account, **told: Any) -> Contact:
    """Note of an account that is a person what is noted of people; empty inputs change nothing."""
    batch = uuid7()
    contact = own_person(actor, account, batch)
    values = {name: value for name, value in told.items() if value}
    change(actor, "contact", contact.pk, values, batch=batch)
    record(
        actor, "account.person_described", record_type="account", record_id=account.pk,
        account_id=account.pk, facts={"title": account.name}, batch=batch,
    )  # fmt: skip
    return contact
