"""The line of the tray is there while something runs or has failed."""

from __future__ import annotations

import pytest
from django.core.cache import cache

from klientel.desk.queries import has_jobs
from klientel.events import jobs
from klientel.events.models import Job
from tests.architecture.furnished import nothing
from tests.cast import Firm

State = Job.State


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("state", "is_shown"),
    [(State.READY, True), (State.RUNNING, True), (State.DONE, False), (State.DEAD, True)],
)
def test_the_line_leaves_when_nothing_runs_or_failed(
    firm: Firm, state: int, is_shown: bool
) -> None:
    wim = firm.actor("wim")
    job = jobs.enqueue(nothing, actor=wim, label="Wim's work")
    Job.objects.filter(pk=job.pk).update(state=state)
    cache.clear()
    assert has_jobs(wim) is is_shown
