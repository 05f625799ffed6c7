"""The sample workspaces are built whole, through actions, with a history that lies in the past."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth import authenticate

from klientel.automations.demo import live
from klientel.automations.models import Run
from klientel.crm.models import Account, Interaction, Purchase
from klientel.events.models import Event
from klientel.kit import clock
from klientel.records.models import RecordRef
from klientel.starters import demo
from klientel.work.models import WorkItem
from klientel.work.models.status import UNFINISHED
from klientel.workspaces.models import Member, Workspace

pytestmark = pytest.mark.django_db


def test_a_tiny_demo_is_whole_and_its_history_is_true() -> None:
    made = demo.build_demo("tiny", "a password of some length")
    agency = Workspace.objects.get(slug="roth")
    shop = Workspace.objects.get(slug="lang")
    accounts = Account.objects.in_workspace(agency.pk)
    assert accounts.filter(relationship="client").count() == made["clients"] == 4
    assert Account.objects.in_workspace(shop.pk).count() == made["customers"] == 30
    now = clock.now()
    told = Event.objects.in_workspace(agency.pk).exclude(verb__startswith="member.")
    told = told.exclude(verb__startswith="workspace.")
    assert not told.filter(recorded_at__gt=now).exists()
    assert told.order_by("recorded_at").first().recorded_at < now.replace(year=now.year - 0)
    talks = Interaction.objects.in_workspace(agency.pk)
    assert Event.objects.in_workspace(agency.pk).filter(verb="interaction.created").count() == (
        talks.count()
    )
    assert RecordRef.objects.in_workspace(agency.pk).filter(type="interaction").count() == (
        talks.count()
    )
    ahead = talks.filter(occurred_at__gt=now)
    assert not ahead.exclude(kind="meeting", outcome="", body__startswith="Jour fixe: ").exists()
    sent = talks.filter(kind="mail", body__regex="(gesendet|geschickt)")
    assert not sent.exclude(direction="out").exists()
    bought = Purchase.objects.in_workspace(shop.pk)
    assert not bought.filter(bought_at__gt=now).exists()
    assert not Account.objects.in_workspace(shop.pk).filter(rfm_word="").exists()
    assert not accounts.filter(relationship="client", last_contact_at=None).exists()
    assert demo.is_built()


def test_everybody_signs_in_with_the_one_password() -> None:
    demo.build_demo("tiny", "a password of some length")
    user = authenticate(email="jana@roth.example", password="a password of some length")
    assert user is not None


def test_rules_have_run_at_the_times_they_tell_of_and_not_twice() -> None:
    demo.build_demo("tiny", "a password of some length")
    shop = Workspace.objects.get(slug="lang")
    runs = Run.objects.in_workspace(shop.pk)
    made = runs.count()
    assert made > 0
    assert not runs.filter(state=Run.State.FAILED).exists()
    today = clock.today(shop.time_zone)
    days = {clock.local(one.starts_at, shop.time_zone).date() for one in runs}
    assert len(days) > 1
    assert max(days) <= today
    since = clock.now() - timedelta(days=8)
    live(shop.pk, [since, clock.now()])
    assert runs.count() == made


def test_the_people_of_the_shop_have_done_what_its_rules_gave_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(demo, "SHOP_RULES", ("win_back",))
    demo.build_demo("tiny", "a password of some length")
    shop = Workspace.objects.get(slug="lang")
    told = Event.objects.in_workspace(shop.pk)
    made = told.filter(verb="work.created", via="automation").values_list("record_id", flat=True)
    given = WorkItem.objects.in_workspace(shop.pk).filter(pk__in=list(made))
    left = given.filter(category__in=UNFINISHED)
    assert given.exclude(pk__in=left.values("pk")).count() > left.count()
    assert not left.filter(due_at__lt=clock.now() - timedelta(days=1)).exists()
    done = told.filter(verb="work.completed", record_id__in=list(made))
    assert done.count() == given.count() - left.count(), "each by an action, and once"
    ute = Member.objects.in_workspace(shop.pk).get(user__email="ute@lang.example")
    assert {event.member_id for event in done} == {ute.pk}
    days = {event.recorded_at.date() for event in done}
    assert len(days) > 2
    assert max(days) < clock.today(shop.time_zone)
