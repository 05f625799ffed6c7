"""Whoever work is assigned to does it, also where their role changes no records, and no more."""

from __future__ import annotations

from typing import Any

import pytest

from klientel.events.models import Event
from klientel.kit.refused import Forbidden, NotFound, Refused
from klientel.records import actions
from klientel.records.actions import actions as catalogue
from klientel.records.actions.catalogue import run
from klientel.records.actions.share import share
from klientel.records.actions.undo import undo
from klientel.records.actions.undo_in_pieces import offers_undo
from klientel.work.actions import step as steps
from klientel.work.models import WorkItem
from klientel.work.tests.items import add, member, read
from klientel.workspaces.models import TeamMember
from tests.cast import Firm

pytestmark = pytest.mark.django_db

#: what belongs to doing the work of an item; a new one is a decision about rights
BY_WORKING = {
    "work.complete", "work.reopen", "work.set_status", "work.tick_step", "work.start_timer",
    "work.change_time", "work.stop_timer", "work.log_time", "work.remove_time",
}  # fmt: skip


def of_bodo(firm: Firm, **values: Any) -> WorkItem:
    """An item that is assigned to the bookkeeper, beside the owner."""
    return add(firm, assignees=[str(member(firm, "olga")), str(member(firm, "bodo"))], **values)


def test_what_belongs_to_doing_work_is_a_list() -> None:
    assert {one.name for one in catalogue if one.in_charge} == BY_WORKING


def test_a_bookkeeper_finishes_what_is_theirs_and_takes_it_back(firm: Firm) -> None:
    bodo, item = firm.actor("bodo"), of_bodo(firm)
    run(bodo, "work.complete", item)
    assert read(firm, item).is_finished
    last = Event.objects.in_workspace(firm.workspace.pk).order_by("-pk").first()
    undo(bodo, last.batch or last.pk)
    assert not read(firm, item).is_finished


def test_they_tick_its_checklist_and_note_their_time(firm: Firm) -> None:
    bodo, item = firm.actor("bodo"), of_bodo(firm)
    step = steps.add_step(firm.olga, item, text="Proof")
    steps.tick_step(bodo, item, step=str(step.pk))
    last = Event.objects.in_workspace(firm.workspace.pk).order_by("-pk").first()
    run(bodo, "work.log_time", item, hours="0.5")
    now = read(firm, item)
    assert (now.steps_done, now.tracked_minutes) == (1, 30)
    undo(bodo, last.pk)
    assert read(firm, item).steps_done == 0


@pytest.mark.parametrize("name", sorted(BY_WORKING))
def test_of_others_they_may_do_none_of_it(firm: Firm, name: str) -> None:
    inputs = {
        "work.set_status": {"status": "done"},
        "work.tick_step": {"step": str(member(firm, "olga"))},
        "work.log_time": {"hours": "1"},
        "work.remove_time": {"entry": str(member(firm, "olga"))},
        "work.change_time": {"entry": str(member(firm, "olga"))},
    }
    item = add(firm, assignees=[str(member(firm, "wim"))])
    with pytest.raises(Forbidden):
        run(firm.actor("bodo"), name, item, **inputs.get(name, {}))


def test_being_in_charge_opens_nothing_else(firm: Firm) -> None:
    bodo, item = firm.actor("bodo"), of_bodo(firm)
    for name, inputs in (
        ("work.assign", {"assignees": []}), ("work.archive", {}),
        ("work.add_step", {"text": "More"}), ("work.change", {"title": "Other"}),
    ):  # fmt: skip
        with pytest.raises(Forbidden):
            run(bodo, name, item, **inputs)
    with pytest.raises(Forbidden):
        actions.change(bodo, "work", item.pk, {"status": "done"})


def test_what_was_done_with_more_rights_stays_when_they_are_gone(firm: Firm) -> None:
    """A title changed as a team member is not taken back by who only does the work now."""
    item = add(firm, assignees=[str(member(firm, "wim"))])
    actions.change(firm.actor("wim"), "work", item.pk, {"title": "Other"})
    last = Event.objects.in_workspace(firm.workspace.pk).order_by("-pk").first()
    wim = firm.members["wim"]
    wim.role = "bookkeeping"
    wim.save()
    with pytest.raises(Forbidden):
        undo(firm.actor("wim"), last.pk)


def test_what_they_cannot_see_is_not_there_for_them(firm: Firm) -> None:
    item = add(firm)
    share(firm.olga, "work", item.pk, privacy="named", member_ids=[])
    with pytest.raises(NotFound):
        run(firm.actor("bodo"), "work.complete", item.pk)


def test_parts_of_others_are_not_finished_along(firm: Firm) -> None:
    item = of_bodo(firm)
    part = add(firm, parent=str(item.pk), assignees=[str(member(firm, "wim"))])
    with pytest.raises(Refused, match="for others"):
        run(firm.actor("bodo"), "work.complete", item.pk, along=True)
    assert not read(firm, part).is_finished


def test_pages_offer_it_to_them_alone(firm: Firm) -> None:
    mine, other = of_bodo(firm, due="2026-01-05"), add(firm, due="2026-01-05")
    browser = firm.client("bodo")
    day = browser.get(f"/{firm.slug}/today").content.decode()
    assert f"{mine.pk}/actions/work.complete" in day
    assert "E marks as done" in day or "E erledigt" in day
    shown = browser.get(f"/{firm.slug}/work/{mine.ref}").content.decode()
    assert f"{mine.pk}/actions/work.complete" in shown
    assert 'data-key="E"' in shown
    assert "work.assign" not in shown
    kept = browser.get(f"/{firm.slug}/work/{other.ref}").content.decode()
    assert "work.complete" not in kept
    assert 'data-key="E"' not in kept
    answer = browser.post(f"/{firm.slug}/work/{mine.pk}/actions/work.complete")
    assert answer.status_code == 303
    assert read(firm, mine).is_finished


def test_a_day_with_nothing_to_do_offers_no_key(firm: Firm) -> None:
    actions.create(firm.olga, "account", {"name": "Acme", "owner": str(member(firm, "bodo"))})
    day = firm.client("bodo").get(f"/{firm.slug}/today").content.decode()
    assert "E marks as done" not in day


def of_team(firm: Firm, team: str = "web", **values: Any) -> WorkItem:
    """An item that a team works on, of which the bookkeeper is a member."""
    seat = {"workspace": firm.workspace, "team": firm.teams["web"], "member": firm.members["bodo"]}
    TeamMember(**seat).save()
    return add(firm, teams=[str(firm.teams[team].pk)], **values)


def latest(firm: Firm) -> Event:
    return Event.objects.in_workspace(firm.workspace.pk).order_by("-pk")[0]


def test_who_is_in_an_assigned_team_does_its_work_and_takes_it_back(firm: Firm) -> None:
    item = of_team(firm)
    bodo = firm.actor("bodo")
    run(bodo, "work.complete", item)
    assert read(firm, item).is_finished
    undo(bodo, latest(firm).batch or latest(firm).pk)
    assert not read(firm, item).is_finished
    with pytest.raises(Forbidden):
        run(bodo, "work.assign", item, assignees=[str(member(firm, "bodo"))])


@pytest.mark.parametrize("name", sorted(BY_WORKING))
def test_work_of_another_team_is_not_theirs(firm: Firm, name: str) -> None:
    inputs = {
        "work.set_status": {"status": "done"},
        "work.tick_step": {"step": str(member(firm, "olga"))},
        "work.log_time": {"hours": "1"},
        "work.remove_time": {"entry": str(member(firm, "olga"))},
        "work.change_time": {"entry": str(member(firm, "olga"))},
    }
    item = of_team(firm, "beratung")
    with pytest.raises(Forbidden):
        run(firm.actor("bodo"), name, item, **inputs.get(name, {}))


def test_who_left_the_team_has_its_work_no_more(firm: Firm) -> None:
    item = of_team(firm)
    TeamMember.objects.in_workspace(firm.workspace.pk).filter(member=firm.members["bodo"]).delete()
    with pytest.raises(Forbidden):
        run(firm.actor("bodo"), "work.complete", item)


def test_history_offers_to_take_back_what_they_did_and_nothing_else(firm: Firm) -> None:
    item = of_bodo(firm)
    run(firm.actor("bodo"), "work.complete", item)
    done = latest(firm)
    actions.change(firm.olga, "work", item.pk, {"title": "Other"})
    renamed = latest(firm)
    run(firm.actor("bodo"), "work.log_time", item, hours="0.5")
    logged = latest(firm)
    item = read(firm, item)
    bodo = firm.actor("bodo")
    assert offers_undo(bodo, done, item)
    assert offers_undo(bodo, logged, item)
    assert not offers_undo(bodo, renamed, item)
    assert not offers_undo(bodo, done)
    assert offers_undo(firm.olga, renamed, item)
    path = f"/{firm.slug}/work/{item.ref}/history"
    shown = firm.client("bodo").get(path, follow=True).content.decode()
    assert f"/undo/{done.pk}" in shown
    assert f"/undo/{renamed.pk}" not in shown
    run(firm.olga, "work.assign", item.pk, assignees=[])
    assert not offers_undo(bodo, done, read(firm, item))
