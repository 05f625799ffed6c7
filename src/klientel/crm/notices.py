"""Whom the room tells of what: standing in for a client is somebody's business."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from klientel.crm.models import Agreement
from klientel.events.notices import Notice, Telling, changed, notices
from klientel.kit.ids import id_in

if TYPE_CHECKING:
    from klientel.events.models import Event


def _deputies(events: Sequence[Event]) -> Iterator[Telling]:
    """Who stands in from now on: by a new agreement, or since one names them."""
    fresh = {event.record_id for event in events if event.verb == "agreement.created"}
    rows = Agreement.objects.in_workspace(events[0].workspace_id)
    named = rows.filter(pk__in=fresh, deputy__isnull=False) if fresh else rows.none()
    deputies = dict(named.values_list("pk", "deputy_id"))
    for event in events:
        pair = changed(event, "deputy")
        member = id_in(pair[1]) if pair else deputies.get(event.record_id)
        if member is not None:
            yield Telling(event.pk, member, event.account_id)


notices.register(
    Notice(
        name="account.deputy",
        label=_("I become the deputy for {client.a.acc}"),
        why=_("You stand in when whoever looks after it is away."),
        verbs=("agreement.*",),
        who=_deputies,
        for_me=True,
        sentence=gettext_noop("{actor} made you the deputy for {record}"),
        order=28,
    ),
)
