"""When somebody leaves, what they answered for goes to others in one step, and back in one."""

import pytest

from klientel.events.models import Event
from klientel.kit.refused import Forbidden, Refused
from klientel.records import actions
from klientel.records.actions.create import Draft
from klientel.records.actions.share import share
from klientel.records.actions.undo import undo
from klientel.records.types import record_types
from klientel.team.actions import hand_over, hand_over_each, plan_absence
from klientel.team.handover import PIECE, hand_overs
from klientel.team.tests.away import boat_of, days
from klientel.workspaces.models import Absence

pytestmark = pytest.mark.django_db


def owners(firm, type_="boat"):
    rows = record_types.get(type_).model.objects.visible_to(firm.olga)
    names = {member.pk: name for name, member in firm.members.items()}
    return sorted(names.get(key, "nobody") for key in rows.values_list("owner_id", flat=True))


def key(firm, name):
    return firm.members[name].pk


def test_everything_goes_to_the_successor_in_the_background_and_comes_back(firm, work):
    for number in range(3):
        boat_of(firm, "wim", f"Boot {number}")
    boat_of(firm, "sam", "Sams Boot")
    actions.create(firm.olga, "account", {"name": "Nord", "owner": str(key(firm, "wim"))})
    hand_over(firm.actor("lena"), member=key(firm, "wim"), to=key(firm, "bea"), leaves="1")
    assert owners(firm) == ["sam", "wim", "wim", "wim"]
    work()
    assert owners(firm) == ["bea", "bea", "bea", "sam"]
    assert owners(firm, "account") == ["bea"]
    firm.members["wim"].refresh_from_db()
    assert not firm.members["wim"].is_active
    event = Event.objects.in_workspace(firm.workspace.pk).get(verb="member.handed_over")
    undo(firm.actor("lena"), event.pk)
    assert owners(firm) == ["sam", "wim", "wim", "wim"]
    assert owners(firm, "account") == ["wim"]


def test_each_sort_may_go_to_somebody_else_and_what_has_nobody_stays(firm, work):
    boat_of(firm, "wim")
    actions.create(firm.olga, "account", {"name": "Nord", "owner": str(key(firm, "wim"))})
    hand_over_each(firm.olga, key(firm, "wim"), {"account": key(firm, "sam")})
    work()
    assert (owners(firm), owners(firm, "account")) == (["wim"], ["sam"])


def test_more_than_a_piece_is_moved_whole_and_a_second_run_changes_nothing(firm, work):
    drafts = [{"name": f"Boot {n}", "owner": str(key(firm, "wim"))} for n in range(PIECE + 5)]
    actions.create_many(firm.olga, "boat", [Draft(one) for one in drafts])
    hand_over(firm.olga, member=key(firm, "wim"), to=key(firm, "bea"), leaves="")
    work()
    assert set(owners(firm)) == {"bea"}
    events = Event.objects.in_workspace(firm.workspace.pk).filter(verb="boat.changed")
    assert events.count() == PIECE + 5
    assert events.values("batch").distinct().count() == 1


def test_what_a_lead_does_not_see_is_neither_counted_nor_moved(firm, work):
    boat = boat_of(firm, "wim")
    share(firm.olga, "boat", boat.pk, privacy="named")
    boats = next(one for one in hand_overs() if one.name == "boat")
    assert boats.count(firm.actor("lena"), key(firm, "wim")) == 0
    assert boats.count(firm.olga, key(firm, "wim")) == 1
    hand_over(firm.actor("lena"), member=key(firm, "wim"), to=key(firm, "bea"), leaves="")
    work()
    assert owners(firm) == ["wim"]


def test_where_the_leaver_stood_in_the_successor_does(firm):
    deputy = str(key(firm, "wim"))
    plan_absence(firm.actor("sam"), member="", deputy=deputy, **days(0, 3))
    plan_absence(firm.actor("bea"), member="", deputy=deputy, **days(0, 3))
    plan_absence(firm.actor("wim"), member="", deputy="", **days(5, 6))
    hand_over(firm.olga, member=key(firm, "wim"), to=key(firm, "bea"), leaves="1")
    found = {one.member.name: one.deputy_id for one in Absence.objects.visible_to(firm.olga)}
    assert found == {"Sam": key(firm, "bea"), "Bea": None}


def test_nobody_hands_over_to_who_has_no_access_or_to_themselves(firm):
    for to in (key(firm, "wim"),):
        with pytest.raises(Refused):
            hand_over(firm.olga, member=key(firm, "wim"), to=to, leaves="")
    with pytest.raises(Refused, match="at least one"):
        hand_over_each(firm.olga, key(firm, "wim"), {})
    with pytest.raises(Forbidden):
        hand_over(firm.actor("sam"), member=key(firm, "wim"), to=key(firm, "bea"), leaves="")


def test_an_owner_is_not_put_out_by_a_lead_this_way(firm):
    with pytest.raises(Forbidden):
        hand_over(firm.actor("lena"), member=key(firm, "olga"), to=key(firm, "bea"), leaves="1")
    firm.members["olga"].refresh_from_db()
    assert firm.members["olga"].is_active


def test_the_page_counts_and_hands_over(firm, work):
    boat_of(firm, "wim")
    page = firm.client()
    path = f"/werft/settings/team/{key(firm, 'wim')}/hand-over"
    assert "Boats: 1" in page.get(path).content.decode()
    assert page.post(path, {"to": "x"}).status_code == 422
    assert page.post(path, {}).status_code == 422
    assert page.post(path, {"to-boat": str(key(firm, "bea"))}).status_code == 303
    work()
    assert owners(firm) == ["bea"]
