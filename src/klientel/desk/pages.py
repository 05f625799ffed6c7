"""The job tray: a person's running and recent work, and for an owner what the program gave up."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from klientel.desk import queries
from klientel.desk.actions import try_again, try_all_again
from klientel.events import jobs as work
from klientel.events.models import Job
from klientel.kit.refused import Forbidden, NotFound, Refused
from klientel.records.actions.catalogue import reading_as
from klientel.views.render import is_fragment, page_reading, redirect, render, said

State = Job.State


def _looks(job: Job) -> tuple[str, str, str]:
    """The word, tone and icon of where a job stands."""
    return {
        State.READY: (_("Waiting"), "", "clock"),
        State.RUNNING: (_("Running"), "accent", "play"),
        State.DONE: (_("Done"), "ok", "check"),
        State.DEAD: (_("Failed"), "bad", "circle-alert"),
        State.CANCELLED: (_("Cancelled"), "", "x"),
    }[State(job.state)]


@require_safe
def jobs_page(request: Any, workspace: str) -> HttpResponse:
    """The tray as a page, or as the piece of it that renews itself."""
    listed = []
    for job in queries.jobs_of(request.actor):
        about = queries.told(job, request.workspace.slug)
        word, tone, icon = _looks(job)
        listed.append(
            {
                "job": job,
                "what": about.what,
                "href": about.href,
                "word": word,
                "tone": tone,
                "icon": icon,
                "is_open": job.state < State.DONE,
            }
        )
    is_busy = any(row["is_open"] for row in listed)
    fragment = is_fragment(request)
    template = "desk/tray.html" if fragment else "desk/jobs.html"
    context = {
        "jobs": listed,
        "is_busy": is_busy,
        "lost": [] if fragment else queries.given_up(request.actor),
    }
    return render(request, template, context, fragment=fragment)


@require_POST
def cancel_job(request: Any, workspace: str, key: UUID) -> HttpResponse:
    """Stop one's own job; what it has done so far stays."""
    job = queries.job_of(request.actor, key)
    work.cancel(job.pk)
    return redirect(request, f"/{request.workspace.slug}/jobs")


@require_POST
def try_work_again(request: Any, workspace: str) -> HttpResponse:
    """Have one piece of given up work tried again, or with `all` everything."""
    try:
        with reading_as(page_reading(request)):
            if request.POST.get("all"):
                count = try_all_again(request.actor)
            else:
                count = try_again(request.actor, work=request.POST.get("work", ""))
    except (Forbidden, NotFound):
        raise
    except Refused as refusal:
        return redirect(request, f"/{request.workspace.slug}/jobs", said=said(request, refusal))
    told = ngettext("{count} job is retried.", "{count} jobs are retried.", count)
    return redirect(request, f"/{request.workspace.slug}/jobs", said=told.format(count=count))
