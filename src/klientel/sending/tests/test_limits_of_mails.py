"""Nobody is flooded from here, nobody floods others, and who has left sends nothing more."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from klientel.events.jobs import runner
from klientel.events.models import Event
from klientel.kit import clock
from klientel.sending import delivery, limits
from klientel.sending.models import Message
from klientel.sending.queue import queue
from klientel.team.actions.member import deactivate
from klientel.team.throttle import Limit, TooMany
from klientel.workspaces.actor import Actor
from klientel.workspaces.models import Member
from tests.cast import Firm

pytestmark = pytest.mark.django_db
State = Message.State


HOUR = dt.timedelta(hours=1)


def write(actor: Actor | None, to: str = "kim@example.org", **more: Any) -> Message:
    given = {"kind": "meeting", "hold": dt.timedelta(), "auto_submitted": "", **more}
    return queue(to, "Einladung", "Guten Tag", actor=actor, **given)


def test_one_address_is_not_flooded_and_the_sentence_says_when_it_goes_on(firm: Firm) -> None:
    for number in range(limits.TO_ONE.most):
        write(firm.actor(("olga", "wim")[number % 2]))
    with clock.travel(dt.timedelta(minutes=20, seconds=1)):
        with pytest.raises(TooMany) as refused:
            write(firm.olga)
        assert refused.value.status == 429
        assert "kim@example.org" in str(refused.value)
        assert "40 minutes" in str(refused.value)
    assert Message.objects.count() == limits.TO_ONE.most
    write(firm.olga, "falk@example.org")
    with clock.travel(dt.timedelta(minutes=61)):
        write(firm.olga)


def test_one_member_does_not_flood_many_but_a_rule_may_write_to_all(
    firm: Firm, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "BY_ONE", Limit("by one", 3, HOUR))
    for number in range(3):
        write(firm.olga, f"a{number}@example.org")
    with pytest.raises(TooMany):
        write(firm.olga, "b@example.org")
    write(firm.actor("wim"), "b@example.org")
    for number in range(5):
        write(firm.olga, f"c{number}@example.org", auto_submitted="auto-generated")


def test_another_firm_and_what_the_program_writes_are_not_counted_along(
    firm: Firm, other_firm: Firm, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "TO_ONE", Limit("to one", 1, HOUR))
    write(firm.olga)
    write(other_firm.actor("fremd"))
    for _ in range(3):
        write(None, workspace_id=firm.workspace.pk)
    with pytest.raises(TooMany):
        write(firm.olga)


def test_the_same_mail_queued_again_is_counted_once(
    firm: Firm, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "TO_ONE", Limit("to one", 1, HOUR))
    assert write(firm.olga, dedupe_key="1").pk == write(firm.olga, dedupe_key="1").pk


def test_the_mail_of_somebody_who_has_left_is_held_and_says_why(firm: Firm) -> None:
    wim = Member.objects.in_workspace(firm.workspace.pk).get(name="Wim")
    message = write(firm.actor("wim"))
    deactivate(firm.olga, member=str(wim.pk))
    assert not delivery.send(message.pk)
    message.refresh_from_db()
    assert message.state == State.DEAD
    told = Event.objects.in_workspace(firm.workspace.pk).get(verb="mail.given_up")
    assert told.facts["to"] == "kim@example.org"
    shown = firm.client("olga").get(f"/{firm.slug}/settings/mail").content.decode()
    assert "kim@example.org" in shown
    assert "no longer part of the team" in shown


def test_who_sends_it_again_sends_it_in_their_own_name(firm: Firm) -> None:
    wim = Member.objects.in_workspace(firm.workspace.pk).get(name="Wim")
    message = write(firm.actor("wim"))
    deactivate(firm.olga, member=str(wim.pk))
    while runner.run_one():
        pass
    page = firm.client("olga")
    answer = page.post(f"/{firm.slug}/settings/mail", {"do": "resend", "message": str(message.pk)})
    assert answer.status_code == 303
    while runner.run_one():
        pass
    message.refresh_from_db()
    assert (message.state, message.member_id) == (State.SENT, firm.olga.member_id)


def test_mails_that_have_a_key_are_counted_as_well(
    firm: Firm, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "TO_ONE", Limit("to one", 2, HOUR))
    for key in ("1", "2", "2"):
        write(firm.olga, dedupe_key=key)
    with pytest.raises(TooMany):
        write(firm.olga, dedupe_key="3")
