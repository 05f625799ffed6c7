"""Work of the room that is done later: bulk edits, and forgetting what can no longer be undone."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.utils.translation import gettext_noop
from django_tasks import task

from klientel.events import jobs
from klientel.events.jobs import JobCancelled, progress  # type: ignore[attr-defined]
from klientel.events.jobs.running import JobTakenOver, WorkerStopping
from klientel.kit import clock
from klientel.kit.refused import Refused
from klientel.records.fields.base import Reading
from klientel.records.reading import reading_for
from klientel.views.bulk_work import carry_out, finish
from klientel.views.models import BulkRun, PinnedView, RoleView, SavedView
from klientel.workspaces.actor import Actor
from klientel.workspaces.models import User, Workspace

State = BulkRun.State
#: what ends an attempt without ending the job: another one goes on with the run
_GOES_ON = (JobTakenOver, WorkerStopping)
_BROKEN = gettext_noop("The program could not go on. Its log file says why.")
#: as long as an undo is possible
KEPT = timedelta(days=30)


@task
def go_through(run_id: str, type_name: str) -> int:
    """Carry a bulk edit out as who asked for it; idempotent, since each piece moves the run.

    The type is named for whoever tells of the job. Returns how many records were changed.
    """
    job = jobs.current_job()
    if job is None or job.workspace_id is None:
        raise RuntimeError("a bulk edit runs as a job of a workspace")
    runs = BulkRun.objects.in_workspace(job.workspace_id)
    run: BulkRun | None = runs.filter(pk=UUID(run_id), member_id=job.member_id).first()
    if run is None or not run.is_working:
        return 0
    try:
        actor = jobs.actor_of_job("page")
        carry_out(run, actor, _reading(actor), progress.set)
    except Refused as refusal:
        finish(run, State.STOPPED, refusal.reason)
    except JobCancelled:
        finish(run, State.STOPPED)
        raise
    except _GOES_ON:
        raise
    except Exception:
        if job.attempts >= job.max_attempts:
            finish(run, State.STOPPED, _BROKEN)
        raise
    return run.changed


def _reading(actor: Actor) -> Reading:
    """The reading that the person had on their page: their days begin in their own zone."""
    workspace = Workspace.objects.get(pk=actor.workspace_id)
    user = User.objects.filter(pk=actor.user_id).first() if actor.user_id else None
    return reading_for(workspace, zone=user.time_zone if user else "")


@task
def forget_old() -> int:
    """Remove bulk edits and deleted views that can no longer be undone; idempotent.

    Returns how many.
    """
    count = 0
    before = clock.now() - KEPT
    for workspace in Workspace.objects.all():
        old = SavedView.objects.in_workspace(workspace.pk).filter(deleted_at__lt=before)
        ids = list(old.values_list("pk", flat=True))
        for model in (PinnedView, RoleView):
            model.objects.in_workspace(workspace.pk).filter(view_id__in=ids).delete()
        count += SavedView.objects.in_workspace(workspace.pk).filter(pk__in=ids).delete()[0]
        runs = BulkRun.objects.in_workspace(workspace.pk).filter(created_at__lt=before)
        count += runs.delete()[0]
    return count


def introduce() -> None:
    """Declare what runs each night."""
    jobs.schedule("views.forget", forget_old, "27 3 * * *")
