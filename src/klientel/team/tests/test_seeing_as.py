"""Seeing as somebody else: with their eyes, without hands, never more than one's own, and noted."""

import pytest

from klientel.events.models import Event
from klientel.records import actions
from klientel.records.actions.share import share

pytestmark = pytest.mark.django_db
STOP = "/werft/see-as/stop"


@pytest.fixture
def boats(firm):
    """One boat for everyone, one of the team web, one for Olga and Wim by name."""
    found = {}
    for name in ("Offen", "Team", "Geheim"):
        found[name] = actions.create(firm.olga, "boat", {"name": f"Boot {name}"})
    share(firm.olga, "boat", found["Team"].pk, privacy="team", team_id=firm.teams["web"].pk)
    wim = [firm.members["wim"].pk]
    share(firm.olga, "boat", found["Geheim"].pk, privacy="named", member_ids=wim)
    return found


def see(page, firm, who):
    wanted = str(firm.members[who].pk) if who in firm.members else who
    return page.post("/werft/settings/team/see-as", {"as": wanted})


def shown(page):
    text = page.get("/werft/boats").content.decode()
    return {name for name in ("Offen", "Team", "Geheim") if f"Boot {name}" in text}


@pytest.mark.parametrize("who", ["wim", "bea", "sam", "bodo", "lena"])
def test_an_owner_sees_exactly_what_the_person_sees(firm, boats, who):
    page = firm.client()
    assert see(page, firm, who).status_code == 303
    assert shown(page) == shown(firm.client(who))


def test_a_role_is_seen_with_its_rights(firm, boats):
    page = firm.client()
    see(page, firm, "support")
    assert page.get("/werft/settings/team").status_code == 403
    assert page.get("/werft/import").status_code == 403


@pytest.mark.parametrize("who", ["wim", "owner", "lead", "", "kapitän", "-"])
def test_a_lead_sees_no_more_than_their_own(firm, boats, who):
    page = firm.client("lena")
    assert see(page, firm, who).status_code in (403, 422)
    assert shown(page) == {"Offen", "Team"}


def test_a_lead_sees_as_a_role_below_and_nothing_that_is_named(firm, boats):
    page = firm.client("lena")
    assert see(page, firm, "member").status_code == 303
    assert "Geheim" not in shown(page)


@pytest.mark.parametrize("who", ["wim", "sam", "bodo"])
def test_nobody_else_may(firm, boats, who):
    assert see(firm.client(who), firm, "support").status_code == 403


def test_nothing_is_written_meanwhile(firm, boats):
    page = firm.client()
    see(page, firm, "wim")
    events = Event.objects.in_workspace(firm.workspace.pk)
    before = events.count()
    ref = boats["Offen"].ref
    for path, sent in (
        (f"/werft/boats/{ref}/fields/harbour", {"harbour": "Kiel"}),
        (f"/werft/boats/{ref}/trash", {}),
        ("/werft/boats/new", {"name": "Neu"}),
        ("/werft/undo", {}),
        ("/werft/absences", {"from_on": "heute", "until_on": "morgen"}),
        ("/werft/settings/team/see-as", {"as": "support"}),
    ):
        assert page.post(path, sent).status_code == 403, path
    piece = page.post(f"/werft/boats/{ref}/trash", headers={"HX-Request": "true"})
    assert piece.status_code == 403
    assert events.count() == before


def test_a_bar_says_so_on_every_page_until_it_is_stopped(firm, boats):
    page = firm.client()
    see(page, firm, "wim")
    for path in ("/werft/boats", "/werft/search?q=x", f"/werft/boats/{boats['Offen'].ref}"):
        text = page.get(path).content.decode()
        assert "You see what Wim (Team member) sees" in text
        assert f'action="{STOP}"' in text
    assert page.post(STOP).headers["Location"] == "/werft/settings/team"
    assert "You see what" not in page.get("/werft/boats").content.decode()
    assert shown(page) == {"Offen", "Team", "Geheim"}


def test_it_is_noted_in_the_log(firm):
    see(firm.client(), firm, "wim")
    see(firm.client(), firm, "support")
    events = Event.objects.in_workspace(firm.workspace.pk).filter(verb__startswith="member.saw")
    assert [(one.actor_name, one.verb) for one in events.order_by("pk")] == [
        ("Olga", "member.saw_as_member"),
        ("Olga", "member.saw_as_role"),
    ]
    text = firm.client().get("/werft/settings/log").content.decode()
    assert "Olga looked at the workspace as Wim" in text
    assert "in the role Support" in text


def test_it_ends_with_the_right_to_it(firm, boats):
    page = firm.client("lena")
    see(page, firm, "support")
    lena = firm.members["lena"]
    lena.role = "member"
    lena.save()
    lena.revoke_caches()
    assert "You see what" not in page.get("/werft/boats").content.decode()


def test_a_person_of_another_workspace_is_not_seen_as(firm, other_firm):
    stranger = str(other_firm.members["fremd"].pk)
    assert firm.client().post("/werft/settings/team/see-as", {"as": stranger}).status_code == 404


def test_it_says_nothing_in_another_workspace(firm, other_firm, boats):
    from klientel.workspaces.models import Member

    olga = firm.members["olga"].user
    Member(workspace=other_firm.workspace, user=olga, name="Olga", role="owner").save()
    page = firm.client()
    see(page, firm, "support")
    assert "You see what" not in page.get("/fremd/boats").content.decode()
