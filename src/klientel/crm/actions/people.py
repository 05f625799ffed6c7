"""Adding a person to an account, and letting go of people who are removed for good."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db import transaction

from klientel.crm.actions import taking_part
from klientel.crm.actions.account import name_decider
from klientel.crm.actions.consent import tell_of_gone
from klientel.crm.models import Account, Contact
from klientel.records.actions.once import create_once, form_key
from klientel.workspaces.actor import Actor
from klientel.workspaces.rows import known_as


def add_person(
    actor: Actor,
    account: Account,
    values: Mapping[str, Any],
    *,
    decides: bool = False,
    key: str = "",
) -> Contact:
    """Add a contact from raw values; the same form sent twice (`key`) adds one.

    Raises `Forbidden`, `Conflict` for a key that is none, or `Invalid` with a reason per field.
    """
    with transaction.atomic():
        given = {**values, "account": account.pk}
        contact, is_new = create_once(actor, "contact", form_key(key), given)
        if decides and is_new:
            name_decider(actor, account.pk, contact=contact.pk)
    return known_as(Contact, contact)


def let_go_of(actor: Actor, contacts: Sequence[UUID]) -> None:
    """Before contacts are removed for good: out of what they took part in, and tell of consents."""
    taking_part.let_go_of(actor, contacts)
    tell_of_gone(actor, contacts)
