"""Who can be written to for an organisation beside its own people: those from elsewhere."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Q

from klientel.crm.models import Affiliation
from klientel.records.actions.catalogue import current_reading
from klientel.sharing import addressees
from klientel.workspaces.actor import Actor

#: nobody picks among more
_MOST = 200


def introduce() -> None:
    """Let links be addressed to them, too."""
    addressees.also.append(people_from_elsewhere)


def people_from_elsewhere(actor: Actor, account: UUID) -> Iterable[UUID]:
    """The contacts of other accounts who belong to this one today."""
    today = current_reading(actor).today
    rows = Affiliation.objects.in_workspace(actor.workspace_id).filter(
        Q(until=None) | Q(until__gte=today), account_id=account
    )
    return list(rows.order_by("pk").values_list("contact_id", flat=True)[:_MOST])
