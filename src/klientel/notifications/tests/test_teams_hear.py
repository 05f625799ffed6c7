"""What comes to a team is heard by its members, as they wish, and by nobody else."""

from __future__ import annotations

import pytest

from klientel.kit.ids import uuid7
from klientel.notifications.actions import choose
from klientel.notifications.models import Heard
from klientel.notifications.tests.telling import inbox, tell, texts
from klientel.records import actions
from klientel.records.actions.create import Draft, create_many
from klientel.work.models import WorkItem
from klientel.workspaces.models import TeamMember
from klientel.workspaces.rows import known_as
from tests.cast import Firm

pytestmark = pytest.mark.django_db


def work(firm: Firm, **values: object) -> WorkItem:
    return known_as(WorkItem, actions.create(firm.olga, "work", {"title": "Plakat", **values}))


def team(firm: Firm, *names: str) -> list[str]:
    return [str(firm.teams[one].pk) for one in names]


def test_work_without_anybody_in_charge_is_for_everybody_of_its_team(firm: Firm) -> None:
    seat = TeamMember(workspace=firm.workspace, team=firm.teams["web"], member=firm.members["lena"])
    seat.save()
    work(firm, teams=team(firm, "web"))
    for name in ("wim", "lena"):
        assert texts(firm, name) == ["Plakat: Olga gave Plakat to your team"]
        assert inbox(firm, name)[0].for_me
    assert texts(firm, "bea") == texts(firm, "sam") == []


def test_what_somebody_does_already_is_only_there_to_be_read(firm: Firm) -> None:
    work(firm, teams=team(firm, "web", "beratung"), assignees=[str(firm.members["wim"].pk)])
    assert texts(firm, "wim") == ["Plakat: Olga assigned Plakat to you"]
    assert texts(firm, "bea") == ["Plakat: Olga gave Plakat to your team"]
    assert not inbox(firm, "bea")[0].for_me


def test_a_team_that_is_added_hears_of_it_and_the_one_that_was_there_does_not(firm: Firm) -> None:
    item = work(firm, teams=team(firm, "web"))
    tell()
    before = inbox(firm, "wim")[0].count
    actions.change(firm.olga, "work", item.pk, {"teams": team(firm, "web", "beratung")})
    assert texts(firm, "bea") == ["Plakat: Olga gave Plakat to your team"]
    assert inbox(firm, "wim")[0].count == before


def test_the_first_team_set_by_itself_hears_of_it(firm: Firm) -> None:
    item = work(firm)
    actions.change(firm.olga, "work", item.pk, {"team": team(firm, "beratung")[0]})
    assert texts(firm, "bea") == ["Plakat: Olga gave Plakat to your team"]


def test_who_put_it_there_and_who_does_not_want_it_hear_nothing(firm: Firm) -> None:
    actions.create(firm.actor("wim"), "work", {"title": "Plakat", "teams": team(firm, "web")})
    assert texts(firm, "wim") == []
    choose(firm.actor("bea"), what="app:work.team_waits", is_on=False)
    work(firm, teams=team(firm, "beratung"))
    assert texts(firm, "bea") == []


def test_it_is_mailed_as_what_is_for_me_unless_somebody_is_in_charge(firm: Firm) -> None:
    work(firm, teams=team(firm, "web"))
    work(firm, teams=team(firm, "beratung"), assignees=[str(firm.members["sam"].pk)])
    tell()
    rows = Heard.objects.in_workspace(firm.workspace.pk)
    mails = dict(rows.filter(notice__startswith="work.team").values_list("notice", "mail"))
    assert mails == {"work.team_waits": Heard.Mail.BUNDLE, "work.team_given": Heard.Mail.NONE}


def test_many_in_one_go_are_one_line(firm: Firm) -> None:
    drafts = [Draft({"title": f"Plakat {n}", "teams": team(firm, "web")}) for n in range(8)]
    create_many(firm.olga, "work", drafts, batch=uuid7())
    tell()
    assert len(inbox(firm, "wim")) == 1
