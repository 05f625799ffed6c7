"""The lines of the desk in the sidebar: my day, the calendar, and the tray of one's own work."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from klientel.desk.calendar import sources
from klientel.desk.capture.line import line_for
from klientel.desk.queries import has_jobs, open_count
from klientel.views.navigation import Entry, captures, entries


def introduce() -> None:
    """Add the lines, and the place where one notes what happened."""
    captures.append(lambda actor: "capture" if line_for(actor) else "")
    entries.add(
        Entry(
            name="today",
            label=_("My day"),
            icon="sun",
            path="today",
            key="G M",
            order=10,
            is_exact=True,
        ),
        Entry(
            name="calendar",
            label=_("My calendar"),
            icon="calendar",
            path="today/calendar",
            key="G T",
            order=30,
            on_phone=False,
            is_shown=lambda _actor: bool(sources),
        ),
        Entry(
            name="jobs",
            label=_("Running in the background"),
            icon="list-checks",
            path="jobs",
            order=90,
            on_phone=False,
            count=open_count,
            is_shown=has_jobs,
        ),
    )
