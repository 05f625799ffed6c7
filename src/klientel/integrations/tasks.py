"""The jobs of the room: check, import, undo, and forget old files."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.utils.translation import gettext as _
from django_tasks import task

from klientel.desk.queries import Told
from klientel.events.jobs import JobCancelled, actor_of_job, current_job, progress  # type: ignore[attr-defined]
from klientel.events.jobs.running import JobTakenOver, WorkerStopping
from klientel.events.models import Job
from klientel.integrations import undoing
from klientel.integrations.engine import carry_out
from klientel.integrations.engine import check as go_through
from klientel.integrations.forgetting import forget, forget_files
from klientel.integrations.hooks import receiving
from klientel.integrations.models import ImportRun, KeptAnswer
from klientel.integrations.models.import_run import KEPT
from klientel.integrations.models.kept_answer import KEPT as ANSWERS_KEPT
from klientel.integrations.states import move, stop
from klientel.kit import clock
from klientel.kit.refused import Refused
from klientel.workspaces.actor import Actor

State = ImportRun.State


#: what ends an attempt without ending the job: another one goes on with the run
_GOES_ON = (JobTakenOver, WorkerStopping)


def _run(run_id: str, state: State) -> ImportRun | None:
    """The run if it waits in that state for the job that runs here."""
    job = current_job()
    if job is None or job.workspace_id is None:
        raise RuntimeError("an import runs as a job of a workspace")
    runs_here = ImportRun.objects.in_workspace(job.workspace_id)
    return runs_here.filter(pk=UUID(run_id), state=state, job_id=job.pk).first()


def _is_last_attempt() -> bool:
    job = current_job()
    return job is not None and job.attempts >= job.max_attempts


def _work(run: ImportRun, work: Callable[[Actor], object]) -> bool:
    """Let a job work on its run; whatever ends it before its time is noted with the reason."""
    # whoever has left may still be named as the one whose import has stopped
    program = Actor.system(run.workspace_id, "an import that does not go on")
    try:
        work(actor_of_job("import"))
    except Refused as refusal:
        stop(program, run, refusal.text(), failed=True)
        return False
    except JobCancelled:
        stop(program, run)
        raise
    except _GOES_ON:
        raise
    except Exception:
        if _is_last_attempt():
            reason = Refused("The program could not go on. Its log file says why.")
            stop(program, run, reason.text(), failed=True)
        raise
    return True


@task
def check_import(run_id: str) -> bool:
    """Go through the file of a run; idempotent."""
    run = _run(run_id, State.CHECKING)
    if run is None:
        return False

    def check(actor: Actor) -> None:
        counts = go_through(run, actor, progress.set)
        move(run, State.CHECKED, dry_counts=counts.to_json())

    return _work(run, check)


@task
def run_import(run_id: str) -> bool:
    """Import what is left of a run; idempotent, since every chunk moves the run with it."""
    run = _run(run_id, State.RUNNING)
    return run is not None and _work(run, lambda actor: carry_out(run, actor, progress.set))


@task
def undo_import(run_id: str) -> bool:
    """Take back what a run wrote; idempotent, since what is back stays as it is."""
    run = _run(run_id, State.UNDOING)
    return run is not None and _work(run, lambda actor: undoing.carry_out(run, actor, progress.set))


def tell(job: Job, slug: str) -> Told:
    """What the job tray says of these jobs."""
    words = {
        check_import.module_path: _("Check of"),
        run_import.module_path: _("Import of"),
        undo_import.module_path: _("Undoing the import of"),
    }
    return Told(words[job.name], f"/{slug}/import/{job.args['run_id']}")


@task
def clean_answers() -> int:
    """Delete what calls of the API were answered more than a day ago; idempotent."""
    return KeptAnswer.forget_old(clock.now() - ANSWERS_KEPT)


@task
def clean_imports() -> int:
    """Delete the files of imports that are older than 30 days; idempotent."""
    every = ImportRun.objects.for_system("nightly: forget the files of old imports")
    old = every.filter(created_at__lt=clock.now() - KEPT).exclude(stored_as="")
    count = 0
    for run in old.iterator():
        forget_files(run)
        run.stored_as = run.original_as = ""
        if run.may_be_mapped:
            forget(run)
        else:
            run.save()
        count += 1
    return count


@task
def clean_hook_calls() -> int:
    """Forget the ids of calls that came in a week ago; idempotent."""
    return receiving.forget_old()
