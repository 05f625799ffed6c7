"""The tray's line in the sidebar: there for who has background work, and absent for the others."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from klientel.desk.queries import has_jobs, open_count
from klientel.views.navigation import Entry, entries


def introduce() -> None:
    """Add the line."""
    entries.add(
        Entry(
            name="jobs",
            label=_("Running in the background"),
            icon="list-checks",
            path="jobs",
            order=90,
            on_phone=False,
            count=open_count,
            is_shown=has_jobs,
        )
    )
