"""What one person of an account does for it: the account names the person, the person is marked.

A duty has one of those who belong to the account: whose home it is, or who is there beside it. The
mark on a person tells of their home alone, so that lists can be narrowed to it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q

from klientel.crm.models import Account, Affiliation, Contact


@dataclass(frozen=True, slots=True)
class Duty:
    """A field of accounts that names a contact, the mark that repeats it, and the verb that
    tells of a change."""

    field: str
    mark: str
    verb: str

    @property
    def column(self) -> str:
        """The account's column that holds the contact's id."""
        return f"{self.field}_id"

    def holder(self, account: Any) -> UUID | None:
        """The contact that has the duty at an account."""
        found: UUID | None = getattr(account, self.column)
        return found


DECIDES = Duty("decision_maker", "is_decision_maker", "account.decider_named")
GETS_BILLS = Duty("billing_contact", "is_billing_contact", "account.billing_contact_named")
DUTIES = (DECIDES, GETS_BILLS)


def mark_holders(
    workspace_id: UUID, account_ids: Collection[UUID], duties: Iterable[Duty] = DUTIES
) -> None:
    """Let the marks of the people whose homes these accounts are say what the accounts do."""
    accounts = Account.objects.in_workspace(workspace_id).filter(pk__in=list(account_ids))
    contacts = Contact.objects.in_workspace(workspace_id).filter(account_id__in=list(account_ids))
    for duty in duties:
        named = set(accounts.exclude(**{duty.column: None}).values_list(duty.column, "pk"))
        homes = contacts.filter(pk__in={pk for pk, _account in named})
        at_home = [pk for pk, home in homes.values_list("pk", "account_id") if (pk, home) in named]
        contacts.filter(**{duty.mark: True}).exclude(pk__in=at_home).update(**{duty.mark: False})
        contacts.filter(**{duty.mark: False}, pk__in=at_home).update(**{duty.mark: True})


def belonging_beside(
    workspace_id: UUID, contacts: Collection[UUID], today: date
) -> set[tuple[UUID, UUID]]:
    """To which accounts people belong beside their homes, as pairs of both; one read."""
    rows = Affiliation.objects.in_workspace(workspace_id).filter(contact_id__in=list(contacts))
    there = rows.filter(Q(until=None) | Q(until__gte=today))
    return set(there.values_list("contact_id", "account_id"))
