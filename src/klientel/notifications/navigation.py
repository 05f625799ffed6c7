"""The line of the inbox in the sidebar, with the number of what is unread and for its reader."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from klientel.events import own
from klientel.notifications import badge
from klientel.views.navigation import Entry, entries


def introduce() -> None:
    """Add the line."""
    entries.add(
        Entry(
            name="inbox",
            label=_("Inbox"),
            icon="inbox",
            path="inbox",
            key="G E",
            order=15,
            count=badge.waiting,
            live=own.named,
            counted_at="inbox/badge",
        )
    )
