"""What the consents of people allow: the answer for whoever writes to an address."""

from __future__ import annotations

from functools import partial
from uuid import UUID

from django.db.models import Q

from klientel.crm.models import Account, Consent, Contact
from klientel.crm.people_queries import consents_of
from klientel.sending import consent

#: what is written to an e-mail address
BY_MAIL = (Consent.Purpose.NEWSLETTER, Consent.Purpose.MAIL, Consent.Purpose.SURVEY)
_MOST = 50


def allows(purpose: str, workspace_id: UUID, address: str) -> bool:
    """Whether somebody of that address said yes, and nobody of it said no; two reads.

    An address may stand with a person and with the account that is this person.
    """
    of_account = Account.objects.in_workspace(workspace_id).filter(
        email=address, kind=Account.Kind.PERSON
    )
    people = Contact.objects.in_workspace(workspace_id).filter(
        Q(email=address) | Q(account_id__in=of_account.values("pk")), trashed_at__isnull=True
    )
    ids = list(people.order_by("pk").values_list("pk", flat=True)[:_MOST])
    said = [one.now.get(purpose) for one in consents_of(workspace_id, ids).values()]
    answers = [entry.is_given for entry in said if entry is not None]
    return bool(answers) and all(answers)


def introduce() -> None:
    """Let rules and whoever else writes to people ask."""
    consent.register(
        *(consent.Purpose(one.value, one.label, partial(allows, one.value)) for one in BY_MAIL)
    )
