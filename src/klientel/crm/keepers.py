"""What the room keeps under records and firms, as lower rooms ask before they let go of those."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.db.models import Q

from klientel.crm.models import Acquaintance, Affiliation, Consent, Purchase, TakingPart
from klientel.records import using
from klientel.team import money


def has_amounts(workspace_id: UUID) -> bool:
    """Whether anything was ever bought, what lies in the trash included."""
    return bool(Purchase.objects.in_workspace(workspace_id).exists())


def people_taking_part(workspace_id: UUID, ids: Collection[UUID]) -> set[UUID]:
    """Those of some contacts who take part in anything that is not deleted."""
    rows = TakingPart.objects.in_workspace(workspace_id).filter(
        contact_id__in=ids, record__trashed_at=None
    )
    return set(rows.values_list("contact_id", flat=True).distinct())


def accounts_with_purchases(workspace_id: UUID, ids: Collection[UUID]) -> set[UUID]:
    """Those of some accounts under which a purchase is kept that is not deleted."""
    rows = Purchase.objects.in_workspace(workspace_id).filter(account_id__in=ids, trashed_at=None)
    return set(rows.values_list("account_id", flat=True).distinct())


def people_with_entries(workspace_id: UUID, ids: Collection[UUID]) -> set[UUID]:
    """Those of some contacts who agreed or objected, belong elsewhere, or are known to somebody."""
    found: set[UUID] = set()
    # what was struck out says nothing any more
    consents = Consent.objects.in_workspace(workspace_id).filter(struck_at=None)
    for entries in (consents, Affiliation.objects.in_workspace(workspace_id)):
        rows = entries.filter(contact_id__in=ids)
        found |= set(rows.values_list("contact_id", flat=True).distinct())
    pairs = Acquaintance.objects.in_workspace(workspace_id).filter(
        Q(contact_id__in=ids) | Q(other_id__in=ids)
    )
    for pair in pairs.values_list("contact_id", "other_id"):
        found |= set(pair)
    return found & set(ids)


def accounts_with_people_from_elsewhere(workspace_id: UUID, ids: Collection[UUID]) -> set[UUID]:
    """Those of some accounts to which somebody belongs whose home is another."""
    rows = Affiliation.objects.in_workspace(workspace_id).filter(account_id__in=ids)
    return set(rows.values_list("account_id", flat=True).distinct())


def introduce() -> None:
    """Have these asked before something is removed for good, or the currency is changed."""
    money.keepers.append(has_amounts)
    using.keepers.setdefault("account", []).extend(
        (accounts_with_purchases, accounts_with_people_from_elsewhere)
    )
    using.keepers.setdefault("contact", []).extend((people_taking_part, people_with_entries))
