"""Our job table behind the API of `django_tasks`, so that tasks are declared the standard way."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils.module_loading import import_string
from django_tasks.backends.base import BaseTaskBackend
from django_tasks.base import Task, TaskError, TaskResult, TaskResultStatus
from django_tasks.exceptions import TaskResultDoesNotExist

from klientel.events.jobs.asking import job_of, put
from klientel.events.models import Job

_STATUS = {
    Job.State.READY: TaskResultStatus.READY,
    Job.State.RUNNING: TaskResultStatus.RUNNING,
    Job.State.DONE: TaskResultStatus.SUCCESSFUL,
    Job.State.DEAD: TaskResultStatus.FAILED,
    Job.State.CANCELLED: TaskResultStatus.FAILED,
}


class JobBackend(BaseTaskBackend):
    """Stores tasks as jobs. Rooms call `jobs.enqueue`, which knows actors, keys and labels."""

    supports_defer = True
    supports_priority = True
    supports_get_result = True

    def enqueue(self, task: Task[Any, Any], args: Any, kwargs: Any) -> TaskResult[Any]:
        """Store a job for a call without actor, key or label."""
        self.validate_task(task)
        return result_of(put(job_of(task, args, kwargs)), task)

    def get_result(self, result_id: str) -> TaskResult[Any]:
        """Where a job stands; raises `TaskResultDoesNotExist`."""
        try:
            job = Job.objects.get(pk=UUID(str(result_id)))
        except (Job.DoesNotExist, ValueError, ValidationError):
            raise TaskResultDoesNotExist(result_id) from None
        return result_of(job, task_named(job.name))


def task_named(name: str) -> Task[Any, Any]:
    """The task of a stored name; raises LookupError when no open room has it any more."""
    try:
        found = import_string(name)
    except ImportError:
        found = None
    if not isinstance(found, Task):
        raise LookupError(f"no open room has the task {name}")
    return found


def result_of(job: Job, task: Task[Any, Any]) -> TaskResult[Any]:
    """A job as `django_tasks` tells of it."""
    failed = [TaskError(exception_class_path="builtins.Exception", traceback=job.error)]
    result: TaskResult[Any] = TaskResult(
        task=task,
        id=str(job.pk),
        status=_STATUS[Job.State(job.state)],
        enqueued_at=job.created_at,
        started_at=job.started_at,
        finished_at=job.finished_at,
        last_attempted_at=job.started_at,
        args=[],
        kwargs=job.args,
        backend=task.backend,
        errors=failed if job.error else [],
        worker_ids=[job.worker] * job.attempts,
    )
    object.__setattr__(result, "_return_value", job.result)
    return result
