"""Hours a week: set for one person or the firm, told, taken back, and kept from who may not."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from klientel.events.models import Event
from klientel.kit.refused import Forbidden, Refused
from klientel.records.actions import undo
from klientel.team.actions import change_workspace, set_hours
from klientel.workspaces.models import Member, Workspace
from klientel.workspaces.queries import directory
from tests.cast import Firm

pytestmark = pytest.mark.django_db


def hours(firm: Firm, name: str = "wim") -> Decimal | None:
    return Member.objects.in_workspace(firm.workspace.pk).get(pk=firm.members[name].pk).weekly_hours


def last(firm: Firm, verb: str) -> Event:
    return Event.objects.in_workspace(firm.workspace.pk).filter(verb=verb).latest("id")


def put(firm: Firm, given: str, who: str = "olga") -> Any:
    member = str(firm.members["wim"].pk)
    return set_hours(firm.actor(who), member=member, hours=given)


def test_hours_are_set_told_and_taken_back(firm: Firm) -> None:
    put(firm, "20,5")
    assert hours(firm) == Decimal("20.50")
    workspace = Workspace.objects.get(pk=firm.workspace.pk)
    assert directory(workspace).hours == {firm.members["wim"].pk: Decimal("20.50")}
    event = last(firm, "member.hours_set")
    assert event.facts == {
        "member": str(firm.members["wim"].pk), "before": "", "after": "20.5",
    }  # fmt: skip
    put(firm, "30")
    with pytest.raises(Refused):
        undo(firm.olga, event.pk)
    undo(firm.olga, last(firm, "member.hours_set").pk)
    assert hours(firm) == Decimal("20.50")
    put(firm, "")
    assert hours(firm) is None


def test_the_same_hours_again_are_no_change(firm: Firm) -> None:
    put(firm, "20")
    put(firm, "20,00")
    events = Event.objects.in_workspace(firm.workspace.pk).filter(verb="member.hours_set")
    assert events.count() == 1


@pytest.mark.parametrize("given", ["-1", "169", "viele", "1e9"])
def test_hours_that_cannot_be_are_refused_with_a_reason(firm: Firm, given: str) -> None:
    with pytest.raises(Refused):
        put(firm, given)
    assert hours(firm) is None


def test_only_who_manages_people_sets_hours(firm: Firm) -> None:
    for name in ("wim", "sam", "bodo"):
        with pytest.raises(Forbidden):
            put(firm, "20", who=name)


def test_the_page_of_a_person_sets_them_and_shows_what_is_usual(firm: Firm) -> None:
    browser = firm.client()
    path = f"/werft/settings/team/{firm.members['wim'].pk}"
    assert "Empty: 40, the default of the firm." in browser.get(path).content.decode()
    assert browser.post(path, {"do": "hours", "hours": "32"}).status_code == 303
    assert 'value="32"' in browser.get(path).content.decode()
    wrong = browser.post(path, {"do": "hours", "hours": "zu viele"})
    assert wrong.status_code == 422
    assert 'value="zu viele"' in wrong.content.decode()
    assert hours(firm) == Decimal(32)


def test_the_firm_says_what_is_usual_and_takes_it_back(firm: Firm) -> None:
    browser = firm.client()
    path = "/werft/settings/firm"
    assert browser.post(path, {"setting": "weekly_hours", "value": "38,5"}).status_code == 303
    assert Workspace.objects.get(pk=firm.workspace.pk).weekly_hours == Decimal("38.50")
    assert 'value="38.5"' in browser.get(path).content.decode()
    undo(firm.olga, last(firm, "workspace.changed").pk)
    assert Workspace.objects.get(pk=firm.workspace.pk).weekly_hours == Decimal(40)
    with pytest.raises(Refused):
        change_workspace(firm.olga, setting="weekly_hours", value="0")
