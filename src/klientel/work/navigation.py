"""What of the room stands in the sidebar."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from klientel.views.navigation import Entry, entries
from klientel.work.record_types import UNFINISHED


def register() -> None:
    """Add the list of all work, opened with what is unfinished."""
    entries.add(
        Entry(
            name="work",
            label=_("{order.pl.up} & tasks"),
            icon="package",
            path="work",
            query=lambda _workspace: UNFINISHED,
            key="G A",
            type="work",
            permission="work.view",
            order=21,
        )
    )
