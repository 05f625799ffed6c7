"""The tray's line in the sidebar: there for who has background work, and absent for the others."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from klientel.desk.capture.line import line_for
from klientel.desk.queries import has_jobs, open_count
from klientel.views.navigation import Entry, captures, entries


def introduce() -> None:
    """Add the line, and the place where one notes what happened."""
    captures.append(lambda actor: "capture" if line_for(actor) else "")
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
