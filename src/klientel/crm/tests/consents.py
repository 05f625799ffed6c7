"""Consents as tests note them."""

from __future__ import annotations

from typing import Any

from klientel.crm.actions import consent as verbs
from klientel.crm.models import Account, Consent, Contact
from klientel.crm.people_queries import consents_of
from klientel.events.feed import history_of
from klientel.events.models import Event
from klientel.records import actions
from klientel.workspaces.rows import known_as
from tests.cast import Firm

PROOF = {"channel": "form", "source": "Formular 2026"}


def account(firm: Firm, name: str = "Nord Media", **values: Any) -> Account:
    return known_as(Account, actions.create(firm.olga, "account", {"name": name, **values}))


def person(firm: Firm, at: Account, last_name: str = "Falk") -> Contact:
    values = {"account": at.pk, "last_name": last_name}
    return known_as(Contact, actions.create(firm.olga, "contact", values))


def note(firm: Firm, contact: Contact, purpose: str, answer: str = "given", **more: Any) -> Consent:
    said = {**PROOF, "purpose": purpose, "answer": answer, **more}
    return verbs.note_consent(firm.olga, contact, **said)


def standing(firm: Firm, contact: Contact) -> dict[str, bool]:
    found = consents_of(firm.workspace.pk, [contact.pk])[contact.pk]
    return {purpose: row.is_given for purpose, row in found.now.items()}


def newest(firm: Firm, record: Any) -> Event:
    return history_of(firm.olga, record.pk, limit=1).rows[0]
