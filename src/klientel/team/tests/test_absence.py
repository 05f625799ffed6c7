"""An absence is seen where somebody is responsible; a deputy sees what they may, and no more."""

import datetime as dt

import pytest
from django.core import mail

from klientel.events.models import Event
from klientel.kit import clock
from klientel.kit.refused import Invalid, NotFound, Refused
from klientel.records.actions.share import share
from klientel.records.actions.undo import undo
from klientel.team.actions import plan_absence, remove_absence
from klientel.team.tests.away import boat_of, days
from klientel.workspaces.models import Absence

pytestmark = pytest.mark.django_db


def plan(firm, who="wim", deputy="bea", first=0, last=6, by=None):
    return plan_absence(
        firm.actor(by or who),
        member=str(firm.members[who].pk),
        deputy=str(firm.members[deputy].pk) if deputy else "",
        **days(first, last),
    )


def test_everybody_plans_their_own_and_who_manages_plans_for_others(firm):
    plan(firm)
    plan(firm, "sam", None, by="lena")
    with pytest.raises(Refused, match="of others"):
        plan(firm, "bea", None, by="wim")
    own = plan_absence(firm.actor("bodo"), member="", deputy="", **days(1, 2))
    assert own.member_id == firm.members["bodo"].pk


def test_the_deputy_is_told_by_mail(firm):
    plan(firm)
    assert mail.outbox[-1].to == ["bea@werft.example"]
    assert "Wim" in mail.outbox[-1].subject


@pytest.mark.parametrize(
    ("first", "last", "deputy"), [(3, 1, "bea"), (-9, -2, "bea"), (0, 400, "bea"), (0, 3, "wim")]
)
def test_days_that_cannot_be_are_refused(firm, first, last, deputy):
    with pytest.raises(Refused):
        plan(firm, first=first, last=last, deputy=deputy)
    assert not Absence.objects.in_workspace(firm.workspace.pk).exists()


def test_nobody_is_away_twice_nor_stands_in_while_away(firm):
    plan(firm, first=2, last=5)
    with pytest.raises(Refused, match="already"):
        plan(firm, first=5, last=9)
    with pytest.raises(Refused, match="too"):
        plan(firm, "sam", "wim", first=1, last=2)


def test_somebody_of_another_workspace_is_no_deputy(firm, other_firm):
    stranger = str(other_firm.members["fremd"].pk)
    with pytest.raises(Invalid):
        plan_absence(firm.actor("wim"), member="", deputy=stranger, **days(0, 1))


def test_an_absence_of_others_is_not_there_to_be_removed(firm, other_firm):
    one = plan(firm)
    with pytest.raises(NotFound):
        remove_absence(firm.actor("sam"), one.pk)
    with pytest.raises(NotFound):
        remove_absence(other_firm.actor("fremd"), one.pk)
    remove_absence(firm.actor("lena"), one.pk)
    assert not Absence.objects.in_workspace(firm.workspace.pk).exists()


def test_planning_is_undone_and_so_is_taking_back(firm):
    plan(firm)
    events = Event.objects.in_workspace(firm.workspace.pk)
    undo(firm.actor("wim"), events.get(verb="absence.planned").pk)
    assert not Absence.objects.in_workspace(firm.workspace.pk).exists()
    undo(firm.actor("wim"), events.get(verb="absence.removed").pk)
    assert Absence.objects.in_workspace(firm.workspace.pk).count() == 1


def test_it_is_seen_where_the_person_is_responsible_and_in_choices(firm):
    boat = boat_of(firm, "wim")
    plan(firm)
    page = firm.client()
    assert "Bea stands in" in page.get("/werft/boats").content.decode()
    editor = page.get(f"/werft/boats/{boat.ref}/fields/owner").content.decode()
    assert "Wim (away until" in editor
    assert "Bea stands in" in page.get("/werft/settings/team").content.decode()
    with clock.travel(dt.timedelta(days=8)):
        assert "Bea stands in" not in firm.client().get("/werft/boats").content.decode()


def test_the_deputy_finds_it_among_their_own_for_the_time(firm):
    boat_of(firm, "wim", "Wims Boot")
    boat_of(firm, "bea", "Beas Boot")
    mine = "/werft/boats?owner=me"
    assert "Wims Boot" not in firm.client("bea").get(mine).content.decode()
    plan(firm)
    text = firm.client("bea").get(mine).content.decode()
    assert "Wims Boot" in text
    assert "Beas Boot" in text
    assert "Wims Boot" not in firm.client("sam").get(mine).content.decode()
    with clock.travel(dt.timedelta(days=8)):
        assert "Wims Boot" not in firm.client("bea").get(mine).content.decode()


def test_standing_in_gives_no_right_to_see(firm):
    boat = boat_of(firm, "wim", "Wims Geheimnis")
    share(firm.olga, "boat", boat.pk, privacy="named")
    plan(firm)
    page = firm.client("bea")
    assert "Wims Geheimnis" not in page.get("/werft/boats?owner=me").content.decode()
    assert page.get(f"/werft/boats/{boat.ref}").status_code == 404


def test_the_page_plans_and_keeps_what_was_wrong(firm):
    page = firm.client("wim")
    deputy = str(firm.members["bea"].pk)
    wrong = page.post("/werft/absences", {"from_on": "neulich", "until_on": "", "deputy": deputy})
    assert wrong.status_code == 422
    assert 'value="neulich"' in wrong.content.decode()
    assert page.post("/werft/absences", {**days(0, 2), "deputy": deputy}).status_code == 303
    text = page.get("/werft/absences").content.decode()
    assert "Bea stands in" in text
    one = Absence.objects.in_workspace(firm.workspace.pk).get()
    assert page.post(f"/werft/absences/{one.pk}/remove").status_code == 303


def test_somebody_else_is_not_planned_for_by_a_member_on_the_page(firm):
    sent = {**days(0, 2), "member": str(firm.members["bea"].pk)}
    answer = firm.client("wim").post("/werft/absences", sent)
    assert answer.status_code == 422
    assert not Absence.objects.in_workspace(firm.workspace.pk).exists()
