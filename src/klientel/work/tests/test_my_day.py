"""What whoever leads is told of work: what others promised and is late, and what is nobody's."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import RequestFactory

from klientel.desk.today.attention import Attention
from klientel.records import actions
from klientel.records.actions.share import share
from klientel.work.my_day import work_in_need
from klientel.work.tests.items import add, member
from tests.cast import Firm

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_a_tuesday")]


def order(firm: Firm, title: str, who: str = "", **values: Any) -> Any:
    """An order of a customer, with somebody in charge or nobody."""
    held = actions.create(firm.olga, "account", {"name": f"Kunde {title}"})
    people = [str(member(firm, who))] if who else []
    given = {"kind": "order", "account": str(held.pk), "assignees": people, **values}
    return add(firm, title=title, **given)


def day(firm: Firm, who: str = "olga") -> str:
    return str(firm.client(who).get(f"/{firm.slug}/today?all=1").content.decode())


def told(firm: Firm, who: str = "olga") -> list[Attention]:
    request: Any = RequestFactory().get("/")
    request.actor, request.workspace = firm.actor(who), firm.workspace
    request.member, request.user = firm.members[who], firm.members[who].user
    return list(work_in_need(request, frozenset({firm.members[who].pk})))


def test_the_owner_of_a_shop_sees_late_orders_of_others_with_who_has_them(firm: Firm) -> None:
    order(firm, "Torte", "wim", due="2027-01-03")
    order(firm, "Brot", "wim", due="2027-01-08")
    shown = day(firm)
    assert "Torte" in shown
    assert "for Kunde Torte, 2 days overdue, in charge: Wim." in shown
    assert "Brot" not in shown


def test_what_is_nobodys_comes_first_where_it_is_late(firm: Firm) -> None:
    order(firm, "Torte", "wim", due="2027-01-03")
    order(firm, "Kuchen")
    late = order(firm, "Brot", due="2027-01-04")
    found = sorted(told(firm), key=lambda one: one.urgency)
    assert [one.title for one in found] == ["Brot", "Torte", "Kuchen"]
    assert found[0].action.endswith("/actions/work.assign")
    assert found[0].key == f"work:{late.pk}"
    assert "nobody is in charge" in found[2].text


def test_tasks_that_somebody_has_are_theirs_alone(firm: Firm) -> None:
    add(firm, title="Rechnung", due="2027-01-03", assignees=[str(member(firm, "wim"))])
    add(firm, title="Ohne", due="2027-01-03")
    add(firm, title="Irgendwann")
    assert [one.title for one in told(firm)] == ["Ohne"]


def test_who_leads_nobody_is_told_nothing(firm: Firm) -> None:
    order(firm, "Torte", "wim", due="2027-01-03")
    order(firm, "Brot")
    assert told(firm, "bea") == []
    assert [one.title for one in told(firm, "lena")] == ["Torte", "Brot"]


def test_ones_own_stands_in_the_day_and_not_here(firm: Firm) -> None:
    order(firm, "Torte", "olga", due="2027-01-03")
    both = [str(member(firm, "wim")), str(member(firm, "olga"))]
    order(firm, "Brot", due="2027-01-03", assignees=both)
    assert told(firm) == []
    assert "Torte" in day(firm)


def test_what_the_reader_may_not_see_is_not_told(firm: Firm) -> None:
    hidden = order(firm, "Torte", "wim", due="2027-01-03")
    share(firm.actor("wim"), "account", hidden.account_id, privacy="named", member_ids=[])
    assert told(firm, "lena") == []


def test_something_due_today_at_a_day_is_not_late(firm: Firm) -> None:
    order(firm, "Torte", "wim", due="2027-01-05")
    assert told(firm) == []


def test_a_title_that_names_its_account_is_followed_by_no_name(firm: Firm) -> None:
    held = actions.create(firm.olga, "account", {"name": "Emre Meyer"})
    values = {"account": str(held.pk), "assignees": [str(member(firm, "bea"))]}
    add(firm, title="Emre Meyer zurückgewinnen", due="2027-01-05", **values)
    shown = day(firm, "bea")
    assert "Emre Meyer zurückgewinnen" in shown
    assert 'class="day-note">Emre Meyer<' not in shown
    add(firm, title="Anrufen", due="2027-01-05", **values)
    assert 'class="day-note">Emre Meyer<' in day(firm, "bea")
