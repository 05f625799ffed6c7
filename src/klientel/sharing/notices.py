"""Whoever shared something is told when it is opened for the first time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from klientel.events.notices import Notice, Telling, notices
from klientel.kit.ids import id_in
from klientel.sharing.models import ShareLink

if TYPE_CHECKING:
    from klientel.events.models import Event


def _makers(events: Sequence[Event]) -> Iterator[Telling]:
    first = {
        event.pk: id_in((event.facts or {}).get("link"))
        for event in events
        if (event.facts or {}).get("number") == 1
    }
    rows = ShareLink.objects.in_workspace(events[0].workspace_id)
    found = rows.filter(pk__in=[key for key in first.values() if key])
    makers = dict(found.values_list("pk", "made_by_id"))
    for event, link in first.items():
        if link in makers:
            yield Telling(event, makers[link])


def introduce() -> None:
    """Tell of it."""
    notices.register(
        Notice(
            name="share.opened",
            label=_("Somebody outside opens what I shared, for the first time"),
            why=_("You made the link."),
            verbs=("share.opened",),
            who=_makers,
            order=45,
        )
    )
