"""Who leaves a firm leaves no work behind: shared items and steps go to whoever takes over."""

from __future__ import annotations

from uuid import UUID

import pytest

from klientel.events.feed import history_of
from klientel.events.models import Event
from klientel.events.worker import run_until_idle
from klientel.records import actions
from klientel.records.actions.catalogue import run
from klientel.records.actions.share import share
from klientel.records.actions.undo import undo
from klientel.team.actions import hand_over
from klientel.team.handover import hand_overs
from klientel.work.actions import item as items
from klientel.work.actions import step as steps
from klientel.work.models import Step
from klientel.work.tests.items import add, read
from klientel.work.tests.series import monthly
from tests.cast import Firm

pytestmark = pytest.mark.django_db


def member(firm: Firm, name: str) -> UUID:
    return firm.members[name].pk


def keys(firm: Firm, *names: str) -> list[str]:
    return [str(member(firm, name)) for name in names]


def leave(firm: Firm, to: str = "bea", leaves: str = "1") -> None:
    hand_over(firm.olga, member=member(firm, "wim"), to=member(firm, to), leaves=leaves)


def counted(firm: Firm, name: str) -> int:
    one = next(one for one in hand_overs() if one.name == name)
    return one.count(firm.olga, member(firm, "wim"))


def back(firm: Firm) -> None:
    rows = Event.objects.in_workspace(firm.workspace.pk)
    undo(firm.olga, rows.get(verb="member.handed_over").pk)


def test_where_they_worked_beside_others_the_successor_does_and_back(firm: Firm) -> None:
    shared = add(firm, assignees=keys(firm, "olga", "wim", "lena"))
    with_successor = add(firm, assignees=keys(firm, "bea", "wim"))
    own = add(firm, assignees=keys(firm, "wim", "olga"))
    assert counted(firm, "work_beside") == 2
    leave(firm)
    run_until_idle()
    assert read(firm, shared).assignees == keys(firm, "olga", "bea", "lena")
    assert read(firm, with_successor).assignees == keys(firm, "bea")
    assert read(firm, own).assignees == keys(firm, "bea", "olga")
    assert counted(firm, "work_beside") == 0
    back(firm)
    assert read(firm, shared).assignees == keys(firm, "olga", "wim", "lena")
    assert read(firm, with_successor).assignees == keys(firm, "bea", "wim")
    assert read(firm, own).assignees == keys(firm, "wim", "olga")


def test_finished_work_keeps_who_did_it_unless_the_next_is_made_from_it(firm: Firm) -> None:
    both = keys(firm, "olga", "wim")
    done, repeats = add(firm, assignees=both), add(firm, assignees=both, due="2099-01-01")
    monthly(firm, repeats)
    for one in (done, repeats):
        items.complete(firm.olga, read(firm, one))
    leave(firm)
    run_until_idle()
    assert read(firm, done).assignees == both
    assert read(firm, repeats).assignees == keys(firm, "olga", "bea")


def test_a_colleague_who_left_before_does_not_keep_it(firm: Firm) -> None:
    shared = add(firm, assignees=keys(firm, "olga", "sam", "wim"))
    firm.members["sam"].is_active = False
    firm.members["sam"].save()
    leave(firm)
    run_until_idle()
    assert read(firm, shared).assignees == keys(firm, "olga", "sam", "bea")


def test_open_steps_of_checklists_go_and_what_was_ticked_stays(firm: Firm) -> None:
    item = add(firm, assignees=keys(firm, "olga"))
    wim = member(firm, "wim")
    first = steps.add_step(firm.olga, item, text="Proof", member=wim)
    second = steps.add_step(firm.olga, read(firm, item), text="Print", member=wim)
    steps.tick_step(firm.olga, read(firm, item), step=str(first.pk))
    assert counted(firm, "checklist_steps") == 1
    leave(firm)
    run_until_idle()
    rows = Step.objects.in_workspace(firm.workspace.pk)
    assert rows.get(pk=first.pk).member_id == wim
    assert rows.get(pk=second.pk).member_id == member(firm, "bea")
    assert counted(firm, "checklist_steps") == 0
    back(firm)
    assert rows.get(pk=second.pk).member_id == wim


def test_what_whoever_hands_over_does_not_see_is_left_alone(firm: Firm) -> None:
    hidden = add(firm, assignees=keys(firm, "olga", "wim"))
    step = steps.add_step(firm.olga, hidden, text="Proof", member=member(firm, "wim"))
    share(firm.olga, "work", hidden.pk, privacy="named")
    lena = firm.actor("lena")
    assert not any(one.count(lena, member(firm, "wim")) for one in hand_overs())
    hand_over(lena, member=member(firm, "wim"), to=member(firm, "bea"), leaves="")
    run_until_idle()
    assert read(firm, hidden).assignees == keys(firm, "olga", "wim")
    assert Step.objects.in_workspace(firm.workspace.pk).get(pk=step.pk).member_id == member(
        firm, "wim"
    )


def test_a_step_is_not_given_to_who_cannot_open_its_item(firm: Firm) -> None:
    item = add(firm, assignees=keys(firm, "olga"))
    wim = member(firm, "wim")
    step = steps.add_step(firm.olga, item, text="Proof", member=wim)
    share(firm.olga, "work", item.pk, privacy="named", member_ids=[wim])
    leave(firm)
    run_until_idle()
    assert Step.objects.in_workspace(firm.workspace.pk).get(pk=step.pk).member_id == wim
    assert counted(firm, "checklist_steps") == 1


def test_work_for_a_client_goes_to_whoever_takes_it_when_they_are_one_no_longer(
    firm: Firm,
) -> None:
    client = actions.create(firm.olga, "account", {"name": "Nord", "relationship": "client"})
    both = keys(firm, "olga", "lena")
    open_one = add(firm, "Relaunch", account=str(client.pk), assignees=both)
    nobodys = add(firm, "Logo", account=str(client.pk))
    done = add(firm, "Flyer", account=str(client.pk), assignees=both)
    items.complete(firm.olga, done)
    address = f"/werft/accounts/{client.pk}/actions/account.return_to_customer"
    form = firm.client().get(address).content.decode()
    assert "2 pieces of unfinished work: Relaunch, Logo" in form
    run(firm.olga, "account.return_to_customer", client, successor=keys(firm, "wim")[0])
    assert read(firm, open_one).assignees == keys(firm, "wim", "lena")
    assert read(firm, nobodys).assignees == keys(firm, "wim")
    assert read(firm, done).assignees == both
    told = history_of(firm.olga, client.pk, limit=1).rows[0]
    undo(firm.olga, told.batch)
    assert read(firm, open_one).assignees == both
    assert read(firm, nobodys).assignees == []
