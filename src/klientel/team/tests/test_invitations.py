"""Who has a login elsewhere is asked before they belong to a firm, and nobody hears of it."""

import pytest
from django.core import mail

from klientel.events.models import Event
from klientel.kit.refused import Refused
from klientel.team import actions
from klientel.workspaces.models import Member

pytestmark = pytest.mark.django_db


def invited(firm) -> Member:
    """Fremd, who works in another firm and was asked to join this one."""
    given = {"email": "fremd@fremd.example", "name": "", "role": "owner"}
    assert firm.client("olga").post("/werft/settings/team/add", given).status_code == 303
    return Member.objects.in_workspace(firm.workspace.pk).get(role="owner", is_invited=True)


def test_who_has_a_login_is_asked_and_no_part_of_the_firm_before(firm, other_firm, browser):
    member = invited(firm)
    assert "/me/reset/" not in mail.outbox[0].body
    page = browser()
    page.sign_in("fremd@fremd.example")
    assert page.get("/werft/settings").status_code == 404
    text = firm.client("olga").get("/werft/settings/team").content.decode()
    assert "fremd@fremd.example" in text
    assert "Fremd" not in text
    olga = str(firm.members["olga"].pk)
    with pytest.raises(Refused, match="only owner"):
        actions.change_role(firm.olga, member=olga, role="member")
    with pytest.raises(Refused, match="agree first"):
        actions.reactivate(firm.olga, member=str(member.pk))


def test_an_invitation_is_accepted_on_the_own_page(firm, other_firm, browser):
    path = f"/me/invitations/{invited(firm).pk}"
    assert firm.client("wim").post(f"{path}/accept").status_code == 404
    page = browser()
    page.sign_in("fremd@fremd.example")
    assert f"{path}/accept" in page.get("/me/").content.decode()
    assert page.post(f"{path}/accept").headers["Location"] == "/werft/"
    assert page.get("/werft/settings").status_code == 200
    assert (
        Event.objects.in_workspace(firm.workspace.pk).get(verb="member.accepted").actor_name
        == "Fremd"
    )
    assert page.post(f"{path}/decline").status_code == 404


def test_an_invitation_is_declined_taken_back_and_sent_again(firm, other_firm, browser):
    member = invited(firm)
    page = browser()
    page.sign_in("fremd@fremd.example")
    page.post(f"/me/invitations/{member.pk}/decline")
    assert page.get("/me/").headers["Location"] == "/fremd/"
    settings = firm.client("olga")
    for wanted, is_open in (("invite", True), ("deactivate", False)):
        answer = settings.post(f"/werft/settings/team/{member.pk}", {"do": wanted})
        assert answer.status_code == 303
        assert (b"Invitations" in page.get("/me/?choose").content) is is_open
    assert page.post(f"/me/invitations/{member.pk}/accept").status_code == 404


def test_a_link_to_set_a_password_is_told_only_for_a_login_that_is_new(firm, other_firm):
    given = {"email": "neu@werft.example", "name": "", "role": "member"}
    assert "/me/reset/" in actions.add_member(firm.olga, **given).link
    again = actions.add_member(other_firm.actor("fremd"), **given)
    assert (again.link, again.is_new_user) == ("", False)
    assert "/me/reset/" in mail.outbox[-1].body
    made = actions.create_workspace(slug="dritte", name="D", owner_email="neu@werft.example")
    assert made.link == ""
