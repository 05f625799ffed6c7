"""Signing in with another address: proof, a link to the new one, a word to the old one."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.core import mail

from klientel.config.cli import member as command
from klientel.config.terminal import WrongUse
from klientel.events.models import Event
from klientel.kit import clock
from klientel.kit.refused import Refused
from klientel.team import throttle
from klientel.team.actions.email import ask_for_email, put_email
from klientel.team.cleaning import clean
from klientel.team.models import EmailChange, ResetLink
from klientel.team.reset_links import link_for
from klientel.team.tasks import send_reset_link
from klientel.team.tests.conftest import PASSWORD

pytestmark = pytest.mark.django_db
NEW = "olga.neu@werft.example"


def asked(page, email=NEW):
    """Ask on the page with the password, and return the link that was mailed, as a path."""
    page.post("/me/email", {"email": email, "proof_password": PASSWORD})
    return re.search(r"http\S+(/me/email/\S+)", mail.outbox[-1].body)[1]


@pytest.fixture
def page(firm, browser):
    one = browser()
    one.sign_in("olga@werft.example")
    return one


def test_an_address_changes_once_it_has_confirmed_itself(firm, page, browser):
    other = browser()
    other.sign_in("olga@werft.example")
    link_to_password = link_for(firm.members["olga"].user).split("8000")[-1]
    path = asked(page)
    assert mail.outbox[-1].to == [NEW]
    assert firm.members["olga"].user.__class__.objects.filter(email=NEW).count() == 0
    shown = page.get(path)
    assert NEW in shown.content.decode()
    assert shown["Referrer-Policy"] == "no-referrer"
    # looking is no deed
    assert firm.members["olga"].user.__class__.objects.filter(email=NEW).count() == 0
    assert page.post(path).headers["Location"] == "/me/profile?email=1"
    assert NEW in page.get("/me/profile?email=1").content.decode()
    assert page.is_signed_in
    assert not other.is_signed_in
    assert mail.outbox[-1].to == ["olga@werft.example"]
    assert NEW in mail.outbox[-1].body
    fresh = browser()
    fresh.sign_in("olga@werft.example")
    assert not fresh.is_signed_in
    fresh.sign_in(NEW)
    assert fresh.is_signed_in
    assert "over" in browser().get(link_to_password).content.decode()
    assert ResetLink.objects.count() == 0
    event = Event.objects.in_workspace(firm.workspace.pk).get(verb="member.email_changed")
    assert event.facts["before"] == "olga@werft.example"
    # a second time there is nothing behind the link
    assert page.post(path).status_code == 404
    sent = len(mail.outbox)
    send_reset_link.func("olga@werft.example", "en")
    assert len(mail.outbox) == sent


def test_without_fresh_proof_nothing_is_sent(page):
    with clock.travel(dt.timedelta(minutes=16)):
        assert page.get("/me/email").status_code == 428
        answer = page.post("/me/email", {"email": NEW, "proof_password": "wrong", "proof_for": "x"})
        assert answer.status_code == 428
    assert not mail.outbox
    assert EmailChange.objects.count() == 0


def test_a_link_is_its_owners_alone_and_for_a_day(firm, page, browser):
    path = asked(page)
    stranger = browser()
    assert stranger.get(path).status_code == 302
    stranger.sign_in("wim@werft.example")
    assert stranger.get(path).status_code == 404
    assert stranger.post(path).status_code == 404
    with clock.travel(dt.timedelta(hours=11)):
        assert page.get(path).status_code == 200
    assert page.get(path[:-1] + "x").status_code == 404
    wish = EmailChange.objects.get()
    assert wish.token_hash not in path
    with clock.travel(dt.timedelta(hours=25)):
        clean.func()
    assert EmailChange.objects.count() == 0
    page.sign_in("olga@werft.example")
    assert page.post(path).status_code == 404


def test_the_last_wish_counts_and_can_be_forgotten(page):
    first, second = asked(page), asked(page, "noch.eine@werft.example")
    assert page.get(first).status_code == 404
    assert "noch.eine@werft.example" in page.get("/me/email").content.decode()
    page.post("/me/email/forget")
    assert page.post(second).status_code == 404


def test_whose_address_it_is_already_is_told_there_and_not_here(firm, page):
    shown = []
    with clock.fixed(clock.now()):
        for address in (NEW, "wim@werft.example"):
            answer = page.post("/me/email", {"email": address}, follow=True)
            text = re.sub(r"<[^>]*>", " ", answer.content.decode())
            shown.append((answer.redirect_chain, text.replace(address, "…")))
    assert shown[0] == shown[1]
    assert "waits to be confirmed" in shown[0][1]
    assert mail.outbox[-1].to == ["wim@werft.example"]
    assert "/me/email/" not in mail.outbox[-1].body


def test_an_address_that_was_taken_meanwhile_is_refused(firm, page):
    path = asked(page)
    put_email(firm.members["wim"].user, NEW)
    answer = page.post(path)
    assert answer.status_code == 422
    assert "somebody else" in answer.content.decode()
    firm.members["olga"].user.refresh_from_db()
    assert firm.members["olga"].user.email == "olga@werft.example"


@pytest.mark.parametrize("wrong", ["", "olga@werft.example", "no address", "a@b.example\nBcc: x@y"])
def test_what_is_no_new_address_is_said(page, wrong):
    answer = page.post("/me/email", {"email": wrong})
    assert answer.status_code == 422
    assert not mail.outbox


def test_asking_again_and_again_is_throttled(firm, page):
    user = firm.members["olga"].user
    for _ in range(throttle.EMAIL_CHANGE_TO.most):
        ask_for_email(user, NEW)
    assert page.post("/me/email", {"email": NEW}).status_code == 429
    assert len(mail.outbox) == throttle.EMAIL_CHANGE_TO.most


def test_whoever_runs_the_server_can_do_it_too(firm, page, capsys):
    class Given:
        email, to = "olga@werft.example", NEW

    assert command.run_email(Given) == 0
    assert NEW in capsys.readouterr().out
    assert not page.is_signed_in
    assert mail.outbox[-1].to == ["olga@werft.example"]
    event = Event.objects.in_workspace(firm.workspace.pk).get(verb="member.email_changed")
    assert event.facts["member"] == str(firm.members["olga"].pk)
    with pytest.raises(WrongUse, match="Nobody"):
        command.run_email(Given)
    with pytest.raises(Refused):
        put_email(firm.members["wim"].user, NEW)
