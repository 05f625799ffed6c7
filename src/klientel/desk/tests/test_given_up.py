"""What the program gave up is seen by the owner, of their own firm only, and can be tried again."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.db import transaction

from klientel.desk.actions import try_again, try_all_again
from klientel.events import jobs
from klientel.events.log import record
from klientel.events.models import Delivery, Event, Job
from klientel.events.tests.tasks import fail, note
from klientel.kit.refused import Forbidden, NotFound, Refused
from tests.cast import Firm

pytestmark = pytest.mark.django_db


def lost_job(firm: Firm, label: str = "The yearly letter", **more: Any) -> Job:
    job = jobs.enqueue(fail, workspace_id=firm.workspace.pk, label=label, **more)
    Job.objects.filter(pk=job.pk).update(
        state=Job.State.DEAD, attempts=5, error="ValueError: no such thing"
    )
    return job


def lost_delivery(firm: Firm) -> Delivery:
    name = next(iter(firm.members))
    with transaction.atomic():
        event = record(firm.actor(name), "team.created", facts={"name": "Secret"})
    return Delivery.objects.create(
        event_id=event.pk,
        workspace_id=firm.workspace.pk,
        subscriber="crm.segments",
        state=Delivery.State.DEAD,
        attempts=8,
        last_error="OperationalError: the disk is full",
    )


def tried(firm: Firm) -> list[dict[str, Any]]:
    mine = Event.objects.in_workspace(firm.workspace.pk).filter(verb="work.tried_again")
    return [event.facts for event in mine.order_by("pk")]


def test_the_owner_sees_both_and_nobody_else_does(firm: Firm, other_firm: Firm) -> None:
    lost_job(firm)
    lost_delivery(firm)
    lost_job(other_firm, "Of another firm")
    page = firm.client().get(f"/{firm.slug}/jobs").content.decode()
    for text in ("The yearly letter", "no such thing", "crm.segments", "the disk is full"):
        assert text in page
    assert "Of another firm" not in page
    assert "Secret" not in page
    assert f'href="/{firm.slug}/jobs"' in firm.client().get(f"/{firm.slug}/trash").content.decode()
    for name in ("lena", "wim", "sam", "bodo"):
        page = firm.client(name).get(f"/{firm.slug}/jobs").content.decode()
        assert "The yearly letter" not in page
        assert "crm.segments" not in page


def test_what_is_tried_again_waits_with_all_its_attempts_and_is_told(firm: Firm) -> None:
    job, delivery = lost_job(firm), lost_delivery(firm)
    browser = firm.client()
    for one in (job, delivery):
        answer = browser.post(f"/{firm.slug}/jobs/again", {"work": str(one.pk)})
        assert answer.status_code == 303
        assert answer["Location"] == f"/{firm.slug}/jobs"
    job.refresh_from_db()
    delivery.refresh_from_db()
    assert (job.state, job.attempts, job.error) == (Job.State.READY, 0, "")
    assert (delivery.state, delivery.attempts) == (Delivery.State.WAITING, 0)
    assert tried(firm) == [
        {"what": "The yearly letter", "count": 1},
        {"what": "crm.segments", "count": 1},
    ]


def test_everything_is_tried_again_at_once(firm: Firm, other_firm: Firm) -> None:
    lost_job(firm)
    lost_delivery(firm)
    theirs = lost_job(other_firm)
    firm.client().post(f"/{firm.slug}/jobs/again", {"all": "1"})
    assert set(Job.objects.values_list("pk", flat=True).filter(state=Job.State.DEAD)) == {theirs.pk}
    assert not Delivery.objects.filter(state=Delivery.State.DEAD).exists()
    assert tried(firm) == [{"what": "2", "count": 2}]
    assert try_all_again(firm.olga) == 0
    assert len(tried(firm)) == 1


def test_others_may_not_and_what_is_of_elsewhere_is_not_there(firm: Firm, other_firm: Firm) -> None:
    mine, theirs = lost_job(firm), lost_job(other_firm)
    with pytest.raises(Forbidden):
        try_again(firm.actor("lena"), work=str(mine.pk))
    waiting = jobs.enqueue(note, workspace_id=firm.workspace.pk)
    for key in (theirs.pk, lost_delivery(other_firm).pk, waiting.pk, uuid4(), "nonsense"):
        with pytest.raises(NotFound):
            try_again(firm.olga, work=str(key))
    assert tried(firm) == []


def test_work_that_is_under_way_already_is_not_begun_twice(firm: Firm) -> None:
    lost = lost_job(firm, dedupe_key="letter")
    jobs.enqueue(fail, workspace_id=firm.workspace.pk, dedupe_key="letter")
    with pytest.raises(Refused, match="under way"):
        try_again(firm.olga, work=str(lost.pk))
    page = firm.client().post(f"/{firm.slug}/jobs/again", {"work": str(lost.pk)}, follow=True)
    assert "under way" in page.content.decode()
