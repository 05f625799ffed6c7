"""The jobs of the room: check, import, undo, and forget old files."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext as _
from django_tasks import task

from klientel.desk.queries import Told
from klientel.events.jobs import JobCancelled, actor_of_job, current_job, progress  # type: ignore[attr-defined]
from klientel.events.models import Job
from klientel.integrations import storage, undoing
from klientel.integrations.actions import run as runs
from klientel.integrations.engine import carry_out
from klientel.integrations.engine import check as go_through
from klientel.integrations.models import ImportRun
from klientel.integrations.models.import_run import KEPT
from klientel.kit import clock
from klientel.kit.refused import Refused

State = ImportRun.State


def _run(run_id: str) -> ImportRun | None:
    job = current_job()
    if job is None or job.workspace_id is None:
        raise RuntimeError("an import runs as a job of a workspace")
    return ImportRun.objects.in_workspace(job.workspace_id).filter(pk=UUID(run_id)).first()


def _is_last_attempt() -> bool:
    job = current_job()
    return job is not None and job.attempts >= job.max_attempts


@task
def check_import(run_id: str) -> bool:
    """Go through the file of a run; idempotent."""
    run = _run(run_id)
    if run is None or run.state != State.CHECKING:
        return False
    try:
        counts = go_through(run, actor_of_job("import"), progress.set)
    except Refused as refusal:
        runs.stop(run, refusal.text())
        return False
    except JobCancelled:
        runs.stop(run)
        raise
    except Exception:
        if _is_last_attempt():
            runs.stop(run, "", failed=True)
        raise
    run.dry_counts = counts.to_json()
    run.state = State.CHECKED
    run.save()
    return True


@task
def run_import(run_id: str) -> bool:
    """Import what is left of a run; idempotent, since every chunk moves the run with it."""
    run = _run(run_id)
    if run is None or run.state != State.RUNNING:
        return False
    try:
        carry_out(run, actor_of_job("import"), progress.set)
    except Refused as refusal:
        run.refresh_from_db()
        runs.stop(run, refusal.text(), failed=True)
        return False
    except JobCancelled:
        runs.stop(run)
        raise
    except Exception:
        if _is_last_attempt():
            runs.stop(run, "", failed=True)
        raise
    return True


@task
def undo_import(run_id: str) -> int:
    """Take back what a run wrote; idempotent, since what is back stays as it is."""
    run = _run(run_id)
    if run is None or run.state != State.UNDOING:
        return 0
    try:
        return undoing.carry_out(run, actor_of_job("import"), progress.set)
    except Refused as refusal:
        runs.stop(run, refusal.text())
        return 0
    except JobCancelled:
        runs.stop(run)
        raise
    except Exception:
        if _is_last_attempt():
            runs.stop(run)
        raise


def tell(job: Job, slug: str) -> Told:
    """What the job tray says of these jobs."""
    words = {
        check_import.module_path: _("Check of"),
        run_import.module_path: _("Import of"),
        undo_import.module_path: _("Undoing the import of"),
    }
    return Told(words[job.name], f"/{slug}/import/{job.args['run_id']}")


@task
def clean_imports() -> int:
    """Delete the files of imports that are older than 30 days; idempotent."""
    every = ImportRun.objects.for_system("nightly: forget the files of old imports")
    old = every.filter(created_at__lt=clock.now() - KEPT).exclude(stored_as="")
    count = 0
    for run in old.iterator():
        storage.forget(run.stored_as)
        run.stored_as = ""
        if run.may_be_mapped:
            runs.forget(run)
        else:
            run.save()
        count += 1
    return count
