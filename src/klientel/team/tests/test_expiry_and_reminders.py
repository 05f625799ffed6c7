"""An invitation ends by itself, who needs it is reminded, and lost factors are forgotten."""

import datetime as dt

import pytest
from django.core import mail

from klientel.events.models import Event
from klientel.kit import clock
from klientel.kit.refused import NotFound, Refused
from klientel.team.actions import (
    accept_invitation,
    add_member,
    invite_again,
    remind_of_second_factor,
)
from klientel.team.actions.factor import forget_factors
from klientel.team.factors import factors_of
from klientel.team.queries import invitations_of
from klientel.workspaces.models import Member

pytestmark = pytest.mark.django_db
WEEK = dt.timedelta(days=7)


@pytest.fixture(autouse=True)
def still():
    with clock.fixed(clock.now()):
        yield


def asked(firm, other_firm) -> Member:
    """Fremd, who has a login, is asked to join the first firm."""
    return add_member(firm.olga, email="fremd@fremd.example", name="", role="member").member


def test_an_invitation_can_be_accepted_for_a_week_and_then_anew(firm, other_firm):
    member, fremd = asked(firm, other_firm), other_firm.members["fremd"].user
    with clock.travel(WEEK - dt.timedelta(seconds=1)):
        assert [one.pk for one in invitations_of(fremd)] == [member.pk]
    with clock.travel(WEEK):
        assert invitations_of(fremd) == []
        with pytest.raises(NotFound):
            accept_invitation(fremd, member.pk)
        invite_again(firm.olga, member=member.pk)
        assert accept_invitation(fremd, member.pk).is_active


def test_the_list_says_that_it_expired(firm, other_firm):
    asked(firm, other_firm)
    assert "Invitation expired" not in firm.client().get("/werft/settings/team").content.decode()
    rows = Member.objects.in_workspace(firm.workspace.pk)
    rows.filter(is_invited=True).update(invited_at=clock.now() - WEEK)
    assert "Invitation expired" in firm.client().get("/werft/settings/team").content.decode()


def test_who_has_no_second_factor_is_reminded_by_mail(firm):
    sam = firm.members["sam"]
    path = f"/werft/settings/team/{sam.pk}"
    assert "No second factor" in firm.client("lena").get(path).content.decode()
    assert firm.client("lena").post(path, {"do": "remind"}).status_code == 303
    assert mail.outbox[-1].to == ["sam@werft.example"]
    assert "/me/security" in mail.outbox[-1].body


def test_who_has_one_needs_no_reminder(firm, codes):
    with pytest.raises(Refused, match="no reminder"):
        remind_of_second_factor(firm.actor("lena"), member=firm.members["olga"].pk)


def test_whoever_runs_the_server_lets_somebody_in_who_lost_everything(firm, codes):
    olga = firm.members["olga"].user
    assert forget_factors(olga) == 2
    assert not factors_of(olga).is_set
    assert mail.outbox[-1].to == ["olga@werft.example"]
    events = Event.objects.in_workspace(firm.workspace.pk)
    assert events.filter(verb="member.factors_removed", actor_kind="system").count() == 1
