"""What somebody agreed to do next is not lost when they leave, and who had the talk stays."""

from __future__ import annotations

from datetime import timedelta
from html import unescape
from typing import Any
from uuid import UUID

import pytest
from django.db import connection

from klientel.crm import day_queries
from klientel.crm.models import Account, Interaction
from klientel.events.models import Event
from klientel.events.worker import run_until_idle
from klientel.kit import clock
from klientel.kit.refused import Refused
from klientel.records import actions
from klientel.records.actions.catalogue import run
from klientel.records.actions.share import share
from klientel.records.actions.undo import undo
from klientel.team.actions import hand_over
from klientel.team.handover import hand_overs
from tests.cast import Firm

pytestmark = pytest.mark.django_db


def agreed(firm: Firm, step: str = "Send the offer", who: str = "wim", **more: Any) -> Any:
    nord = actions.create(firm.olga, "account", {"name": "Nord", "owner": str(key(firm, "wim"))})
    on = str(clock.today(firm.workspace.time_zone) + timedelta(days=1))
    said = {"body": "Talked", "kind": "call", "next_step": step, "next_step_on": on, **more}
    return run(firm.actor(who), "interaction.log", nord, **said)


def key(firm: Firm, name: str) -> UUID:
    return firm.members[name].pk


def read(firm: Firm, talk: Any) -> Interaction:
    return Interaction.objects.in_workspace(firm.workspace.pk).get(pk=talk.pk)


def due(firm: Firm, *names: str) -> list[str]:
    today = clock.today(firm.workspace.time_zone)
    whose = [key(firm, name) for name in names]
    found = day_queries.steps_due(firm.olga, whose, today, today + timedelta(days=7), 20)
    return [one.next_step for one in found]


def leave(firm: Firm) -> None:
    hand_over(firm.olga, member=key(firm, "wim"), to=key(firm, "bea"), leaves="1")
    run_until_idle()


def test_an_open_step_goes_to_the_successor_and_who_talked_stays(firm: Firm) -> None:
    talk = agreed(firm)
    done = agreed(firm, "Call again")
    run(firm.actor("wim"), "interaction.finish_step", read(firm, done))
    steps = next(one for one in hand_overs() if one.name == "steps")
    assert (steps.count(firm.olga, key(firm, "wim")), due(firm, "wim")) == (1, ["Send the offer"])
    leave(firm)
    now = read(firm, talk)
    assert (now.owner_id, now.next_step_by_id) == (key(firm, "wim"), key(firm, "bea"))
    assert read(firm, done).next_step_by_id is None
    assert (due(firm, "wim"), due(firm, "bea")) == ([], ["Send the offer"])
    assert steps.count(firm.olga, key(firm, "wim")) == 0
    event = Event.objects.in_workspace(firm.workspace.pk).get(verb="member.handed_over")
    undo(firm.olga, event.pk)
    assert (due(firm, "wim"), due(firm, "bea")) == (["Send the offer"], [])


def test_a_step_given_on_is_handed_over_again(firm: Firm) -> None:
    talk = agreed(firm, who="olga")
    actions.change(firm.olga, "interaction", talk, {"next_step_by": str(key(firm, "wim"))})
    assert (due(firm, "olga"), due(firm, "wim")) == ([], ["Send the offer"])
    leave(firm)


def test_a_step_with_an_account_that_the_successor_does_not_see_stays(firm: Firm) -> None:
    talk = agreed(firm)
    nord, web = talk.account_id, firm.teams["web"].pk
    actions.change(firm.olga, "account", nord, {"owner": str(key(firm, "olga"))})
    share(firm.olga, "account", nord, privacy="team", team_id=web)
    leave(firm)
    assert read(firm, talk).next_step_by_id is None
    with pytest.raises(Refused, match="may not see whom"):
        actions.change(firm.olga, "interaction", talk.pk, {"next_step_by": str(key(firm, "bea"))})
    actions.change(firm.olga, "interaction", talk.pk, {"next_step_by": str(key(firm, "lena"))})
    assert due(firm, "lena") == ["Send the offer"]


def test_a_talk_whose_step_somebody_has_does_not_move_out_of_their_sight(firm: Firm) -> None:
    talk = agreed(firm, who="olga")
    actions.change(firm.olga, "interaction", talk, {"next_step_by": str(key(firm, "bea"))})
    hidden = actions.create(firm.olga, "account", {"name": "Geheim"})
    share(firm.olga, "account", hidden.pk, privacy="named")
    with pytest.raises(Refused, match="may not see whom"):
        actions.change(firm.olga, "interaction", talk.pk, {"account": str(hidden.pk)})


def test_the_account_says_whose_step_it_is(firm: Firm) -> None:
    talk = agreed(firm)
    leave(firm)
    page = firm.client().get(f"/werft/accounts/{talk.account_id}").content.decode()
    panel = page[page.index('id="next-steps"') :]
    assert "Bea" in panel[: panel.index("</ul>")]
    assert "Send the offer (tomorrow, Bea)" in page


def test_another_step_begins_without_whoever_had_the_last(firm: Firm) -> None:
    talk = agreed(firm)
    actions.change(firm.olga, "interaction", talk, {"next_step_by": str(key(firm, "bea"))})
    actions.change(firm.olga, "interaction", talk, {"next_step": ""})
    assert read(firm, talk).next_step_by_id is None


@pytest.mark.skipif(connection.vendor != "sqlite", reason="asks SQLite how it would search")
def test_the_steps_of_a_day_are_found_by_both_indexes(firm: Firm) -> None:
    today = clock.today(firm.workspace.time_zone)
    rows = day_queries.steps_up_to(firm.olga, [key(firm, "wim")], today)
    plan = rows.explain()
    assert "open_steps_of_member" in plan
    assert "open_steps_given_to" in plan


def told_on_sharing(firm: Firm, account: Any, **sent: Any) -> str:
    browser = firm.client()
    page = f"/werft/accounts/{account.pk}"
    answer = browser.post(f"{page}/share", sent)
    assert answer.status_code == 303
    return unescape(browser.get(answer["Location"]).content.decode())


def test_whoever_closes_an_account_reads_who_had_something_open_there(firm: Firm) -> None:
    talk = agreed(firm)
    given = {"next_step_by": str(key(firm, "bea"))}
    actions.change(firm.olga, "interaction", talk.pk, given)
    actions.create(firm.olga, "work", {"title": "Steuer", "kind": "task", "owner": "Lena",
                                       "account": talk.account_id})  # fmt: skip
    account = Account.objects.visible_to(firm.olga).get(pk=talk.account_id)
    page = told_on_sharing(firm, account, privacy="everyone")
    assert "Somebody else has to take over" not in page
    page = told_on_sharing(firm, account, privacy="named")
    assert (
        f"{firm.members['bea'].name} does not see this any more. "
        "Somebody else has to take over: 1 open next step." in page
    )
    assert "Somebody else has to take over: 1 piece of unfinished work." in page
    given = {"next_step_by": str(firm.olga.member_id)}
    actions.change(firm.olga, "interaction", talk.pk, given)
    named = [str(key(firm, "lena"))]
    page = told_on_sharing(firm, account, privacy="named", members=named)
    assert "Somebody else has to take over" not in page
