"""The copy of all data in the settings: ask for one, see how far it is, download it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import FileResponse, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from klientel.events.models import Job
from klientel.integrations.actions.copy import EXPORT, TASK, ask_for_copy, take_copy
from klientel.integrations.copies import keeping
from klientel.kit import clock
from klientel.kit.refused import Refused
from klientel.records.actions.catalogue import reading_as
from klientel.team.pages.frame import done, errors_of, show
from klientel.views.render import page_reading

State = Job.State


@require_http_methods(["GET", "HEAD", "POST"])
def export_page(request: Any, workspace: str) -> HttpResponse:
    """The copies somebody asked for, newest first; a POST asks for another."""
    request.actor.must(EXPORT)
    errors: dict[str, str] = {}
    reading = page_reading(request)
    if request.method == "POST":
        try:
            with reading_as(reading):
                ask_for_copy(request.actor)
            return done(request, "settings_export")
        except Refused as refusal:
            errors = errors_of(refusal)
    copies = [_row(job) for job in keeping.copies_of(request.actor, TASK)]
    context = {
        "copies": copies,
        "is_busy": any(one["is_open"] for one in copies),
        "hours": int(keeping.KEPT.total_seconds() // 3600),
        "format": reading.format,
        "errors": errors,
    }
    template = "integrations/export.html"
    return show(request, template, "export", context, status=422 if errors else 200)


@require_POST
def download(request: Any, workspace: str, key: UUID) -> FileResponse:
    """A copy as a file; the log says who took it."""
    found = take_copy(request.actor, copy=str(key))
    name = f"klientel-{request.workspace.slug}-{clock.now():%Y-%m-%d}.tar.gz"
    return FileResponse(
        found.path.open("rb"), as_attachment=True, filename=name, content_type="application/gzip"
    )


def _row(job: Job) -> dict[str, Any]:
    word, tone, icon = {
        State.READY: (_("Waiting"), "", "clock"),
        State.RUNNING: (_("Being made"), "accent", "play"),
        State.DONE: (_("Deleted"), "", "trash-2"),
        State.DEAD: (_("Failed"), "bad", "circle-alert"),
        State.CANCELLED: (_("Cancelled"), "", "x"),
    }[State(job.state)]
    found = keeping.waiting(job)
    if found is not None:
        word, tone, icon = _("Ready"), "ok", "check"
    return {
        "job": job,
        "word": word,
        "tone": tone,
        "icon": icon,
        "is_open": job.state < State.DONE,
        "found": found,
        "megabytes": max(1, round(found.size / 1024**2)) if found else 0,
        "share": round(100 * job.progress / job.total) if job.total else 0,
    }
