"""What one person of an account does for it: the account names the person, the person is marked.

A duty belongs to somebody whose home the account is, and to one of them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from klientel.crm.models import Account, Contact


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
    """Let the marks of the accounts' contacts say what the accounts do."""
    accounts = Account.objects.in_workspace(workspace_id).filter(pk__in=list(account_ids))
    everybody = Contact.objects.in_workspace(workspace_id)
    contacts = everybody.filter(account_id__in=list(account_ids))
    for duty in duties:
        holders = set(accounts.values_list(duty.column, flat=True)) - {None}
        marked = contacts.filter(**{duty.mark: True})
        marked.exclude(pk__in=holders).update(**{duty.mark: False})
        # an undo names somebody again who is only just on the way back
        everybody.filter(**{duty.mark: False}, pk__in=holders).update(**{duty.mark: True})
