"""Reset links work once; ended sessions are out on their very next request."""

import datetime as dt
import re

import pytest
from django.contrib.sessions.models import Session
from django.core import mail
from django.core.exceptions import ValidationError

from klientel.events.models import Event
from klientel.kit import clock
from klientel.team.models import ResetLink
from klientel.team.passwords import Length, NotGuessable
from klientel.team.reset_links import link_for
from klientel.workspaces.models import User

from .conftest import PASSWORD

pytestmark = pytest.mark.django_db
NEXT = "zwiebel fahrrad mondlicht"


def link_in(message) -> str:
    return re.search(r"http\S+/me/reset/\S+", message.body)[0].split("8000")[-1]


def ask(page, email, work):
    response = page.post("/me/reset", {"email": email})
    work()
    return response


def choose(page, link, password=NEXT):
    form = page.get(link).headers["Location"]
    return page.post(form, {"password1": password})


def test_a_link_comes_by_mail_and_sets_a_password(firm, browser, work):
    page = browser()
    assert ask(page, "Olga@werft.example", work).headers["Location"] == "/me/reset/sent"
    assert choose(page, link_in(mail.outbox[0])).headers["Location"] == "/me/reset/done"
    assert browser().sign_in("olga@werft.example").status_code == 422
    assert browser().sign_in("olga@werft.example", NEXT).status_code == 302
    assert "was set by a link" in mail.outbox[1].body


def test_a_link_works_once(firm, browser, work):
    ask(browser(), "olga@werft.example", work)
    link = link_in(mail.outbox[0])
    choose(browser(), link)
    again = browser().get(link)
    assert again.status_code == 200
    assert "This link has expired" in again.content.decode()


def test_a_link_is_over_after_an_hour_and_after_a_newer_one(firm, browser, work):
    olga = firm.members["olga"].user
    first, second = link_for(olga), link_for(olga)
    assert "over" in browser().get(first.split("8000")[-1]).content.decode()
    path = second.split("8000")[-1]
    with clock.travel(dt.timedelta(minutes=61)):
        assert "over" in browser().get(path).content.decode()
    assert browser().get(path).status_code == 302


def test_the_table_holds_no_token(firm):
    link = link_for(firm.members["olga"].user)
    stored = ResetLink.objects.get().token_hash
    assert stored not in link
    assert len(link.rpartition("/")[2]) >= 43


def test_a_link_of_an_inactive_user_opens_nothing(firm, browser):
    olga = firm.members["olga"].user
    link = link_for(olga)
    User.objects.filter(pk=olga.pk).update(is_active=False)
    assert "over" in browser().get(link.split("8000")[-1]).content.decode()


def test_asking_for_an_unknown_address_looks_the_same_and_sends_nothing(firm, browser, work):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    pages, counts = [], []
    browser().post("/me/reset", {"email": "first@werft.example"})  # makes the address's counter
    for email in ("olga@werft.example", "nobody@werft.example"):
        page = browser()
        with CaptureQueriesContext(connection) as queries:
            response = page.post("/me/reset", {"email": email})
        counts.append(len(queries))
        pages.append((response.status_code, response.headers["Location"]))
    assert pages[0] == pages[1]
    assert counts[0] == counts[1]
    work()
    assert [message.to for message in mail.outbox] == [["olga@werft.example"]]


def test_asking_again_and_again_is_throttled(firm, browser, work):
    for _ in range(3):
        ask(browser(), "olga@werft.example", work)
    assert "Too many" in ask(browser(), "olga@werft.example", work).content.decode()
    assert len(mail.outbox) == 3


def test_an_address_with_a_line_break_is_refused(firm, browser, work):
    response = ask(browser(), "olga@werft.example\nBcc: x@evil.example", work)
    assert response.status_code == 422
    assert not mail.outbox


def test_a_reset_ends_all_sessions(firm, browser, work):
    old = browser()
    old.sign_in("olga@werft.example")
    choose(browser(), link_for(firm.members["olga"].user).split("8000")[-1])
    assert not old.is_signed_in
    assert old.get("/werft/settings").status_code == 302
    log = Event.objects.in_workspace(firm.workspace.pk).values_list("verb", flat=True)
    assert "member.password_reset" in log


def test_a_change_ends_the_other_sessions_and_keeps_this_one(firm, browser):
    here, there = browser(), browser()
    for page in (here, there):
        page.sign_in("olga@werft.example")
    response = here.post("/me/password", {"oldpassword": PASSWORD, "password1": NEXT})
    assert response.headers["Location"] == "/me/sessions?changed=1"
    assert here.is_signed_in
    assert here.get("/werft/settings").status_code == 200
    assert not there.is_signed_in
    assert there.get("/werft/settings").status_code == 302
    assert "was changed in your profile" in mail.outbox[0].body


def test_the_present_password_is_asked_for_a_few_times_only(firm, browser):
    page = browser()
    page.sign_in("olga@werft.example")
    for _ in range(5):
        page.post("/me/password", {"oldpassword": "wrong", "password1": NEXT})
    refused = page.post("/me/password", {"oldpassword": PASSWORD, "password1": NEXT})
    assert refused.status_code == 422
    assert "Too many" in refused.content.decode()


def test_an_ended_session_is_out_at_once(firm, browser):
    here, there = browser(), browser()
    for page in (here, there):
        page.sign_in("olga@werft.example")
    text = here.get("/me/sessions").content.decode()
    (other,) = re.findall(r"/me/sessions/(\d+)/end", text)
    here.post(f"/me/sessions/{other}/end")
    assert not there.is_signed_in
    assert here.is_signed_in


def test_a_session_that_another_process_ended_is_out_at_once(firm, browser):
    """The other process knows nothing of our cache: only the row is gone."""
    page = browser()
    page.sign_in("olga@werft.example")
    assert page.get("/werft/settings").status_code == 200
    Session.objects.all().delete()
    assert page.get("/werft/settings").status_code == 302
    again = browser()
    again.sign_in("olga@werft.example")
    assert again.is_signed_in
    Session.objects.all().delete()
    assert again.get("/me/profile").status_code == 302
    assert again.get("/me/sign-in").status_code == 200


def test_end_all_others(firm, browser):
    pages = [browser() for _ in range(3)]
    for page in pages:
        page.sign_in("olga@werft.example")
    pages[0].post("/me/sessions/others/end")
    assert [page.is_signed_in for page in pages] == [True, False, False]


def test_nobody_ends_the_session_of_somebody_else(firm, browser):
    olga, wim = browser(), browser()
    olga.sign_in("olga@werft.example")
    wim.sign_in("wim@werft.example")
    from allauth.usersessions.models import UserSession

    target = UserSession.objects.get(user=firm.members["olga"].user)
    assert wim.post(f"/me/sessions/{target.pk}/end").status_code == 404
    assert olga.is_signed_in


def test_signing_in_elsewhere_ends_nothing(firm, browser):
    first, second = browser(), browser()
    first.sign_in("olga@werft.example")
    second.sign_in("olga@werft.example")
    assert first.is_signed_in


def test_a_session_ends_after_twelve_idle_hours_and_fourteen_days(firm, browser):
    page = browser()
    page.sign_in("olga@werft.example")
    with clock.travel(dt.timedelta(hours=12, minutes=1)):
        assert not page.is_signed_in


@pytest.mark.parametrize(
    "password",
    [
        "short",
        "x" * 129,
        "aaaaaaaaaaaaaaa",
        "Passwort1234!",
        "P4ssw0rt!2024",
        "Sommer2025!!!!",
        "qwertzuiop123",
        "123456789012345",
        "abcdefghijklm1",
        "klientel2026!",
        "olgaolga2026!",
        "Olga-Werft-1999",
        "hallohallohallo",
    ],
)
def test_guessable_passwords_are_refused(firm, password):
    user = User(email="olga@werft.example", name="Olga Werft")
    refused = []
    for rule in (Length(), NotGuessable()):
        try:
            rule.validate(password, user)
        except ValidationError as error:
            refused.append(error)
    assert refused


@pytest.mark.parametrize(
    "password",
    [
        NEXT,
        "correct horse battery staple",
        "Kf8#vPz!qLm2wX",
        "ünïcödé zählt auch mit",
        "x9" * 2 + "Trompetenkäfer",
    ],
)
def test_good_passwords_are_taken(password):
    user = User(email="olga@werft.example", name="Olga")
    Length().validate(password, user)
    NotGuessable().validate(password, user)
