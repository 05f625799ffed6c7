"""Signing in and out: one answer for every wrong try, throttled, and never away from this site."""

import datetime as dt

import pytest
from django.contrib.sessions.models import Session
from django.urls import NoReverseMatch, reverse

from klientel.events.models import Event
from klientel.kit import clock
from klientel.team import throttle
from klientel.team.adapter import is_own_path
from klientel.team.models import Throttle
from klientel.workspaces.models import Member, User

pytestmark = pytest.mark.django_db


def test_a_member_signs_in_and_lands_in_the_only_workspace(firm, browser):
    page = browser()
    assert page.sign_in("olga@werft.example").headers["Location"] == "/me/"
    assert page.get("/me/").headers["Location"] == "/werft/"
    page.get("/werft/settings")
    event = Event.objects.in_workspace(firm.workspace.pk).get(verb="member.signed_in")
    assert event.actor_name == "Olga"


def test_the_address_is_taken_in_any_letter_case(firm, browser):
    assert browser().sign_in("Olga@Werft.Example").status_code == 302


def test_several_workspaces_are_a_choice(firm, other_firm, browser):
    olga = firm.members["olga"].user
    Member(workspace=other_firm.workspace, user=olga, name="Olga", role="member").save()
    page = browser()
    page.sign_in("olga@werft.example")
    text = page.get("/me/").content.decode()
    assert 'href="/werft/"' in text
    assert 'href="/fremd/"' in text


def test_a_sign_in_is_told_only_where_the_person_comes_in(firm, other_firm, browser):
    olga = firm.members["olga"].user
    Member(workspace=other_firm.workspace, user=olga, name="Olga", role="member").save()
    page = browser()
    page.sign_in("olga@werft.example")
    for _ in range(2):
        assert page.get("/werft/settings").status_code == 200
    page.post("/me/sign-out")
    mine = Event.objects.in_workspace(firm.workspace.pk)
    assert list(mine.order_by("pk").values_list("verb", flat=True)) == [
        "member.signed_in", "member.signed_out",
    ]  # fmt: skip
    theirs = Event.objects.in_workspace(other_firm.workspace.pk)
    assert not theirs.exists()
    seats = Member.objects.for_system("test").filter(user=olga).order_by("workspace__slug")
    assert [one.signed_in_at is not None for one in seats] == [False, True]


def test_ending_a_session_is_told_where_it_was_used(firm, browser):
    here, there = browser(), browser()
    for page in (here, there):
        page.sign_in("olga@werft.example")
    here.post("/me/sessions/others/end")
    events = Event.objects.in_workspace(firm.workspace.pk).filter(verb="member.sessions_ended")
    assert not events.exists()
    there.sign_in("olga@werft.example")
    there.get("/werft/settings")
    here.post("/me/sessions/others/end")
    assert events.get().facts == {"count": 1}
    assert not there.is_signed_in


def test_somebody_without_a_workspace_gets_a_friendly_page(browser):
    User.objects.create_user("new@nowhere.example", "a password of some length", name="New")
    page = browser()
    page.sign_in("new@nowhere.example")
    assert "No workspace yet" in page.get("/me/").content.decode()


def test_unknown_wrong_and_inactive_look_the_same(firm, browser):
    User.objects.filter(email="wim@werft.example").update(is_active=False)
    answers = []
    for email, password in (
        ("nobody@werft.example", "a password of some length"),
        ("olga@werft.example", "a wrong password of length"),
        ("wim@werft.example", "a password of some length"),
    ):
        response = browser().sign_in(email, password)
        text = response.content.decode().replace(email, "x")
        answers.append((response.status_code, _without_secrets(text)))
    assert answers[0] == answers[1] == answers[2]
    assert answers[0][0] == 422


def test_unknown_and_wrong_do_the_same_work(firm, browser, monkeypatch):
    """The time is the hash and the queries: both are counted, since clocks are not reliable."""
    from django.contrib.auth.hashers import MD5PasswordHasher
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    hashed = []
    original = MD5PasswordHasher.encode
    monkeypatch.setattr(
        MD5PasswordHasher, "encode", lambda *a, **k: hashed.append(1) or original(*a, **k)
    )
    work = []
    browser().sign_in("first@werft.example", "wrong")  # makes the address's counter
    for email in ("nobody@werft.example", "olga@werft.example"):
        hashed.clear()
        with CaptureQueriesContext(connection) as queries:
            browser().sign_in(email, "a wrong password of length")
        work.append((len(hashed), len(queries)))
    assert work[0] == work[1]


def test_the_sixth_wrong_try_is_refused_even_with_the_right_password(firm, browser):
    for _ in range(5):
        assert browser().sign_in("olga@werft.example", "wrong wrong wrong").status_code == 422
    refused = browser().sign_in("olga@werft.example")
    assert "Too many attempts" in refused.content.decode()
    with clock.travel(dt.timedelta(minutes=6)):
        assert browser().sign_in("olga@werft.example").status_code == 302


def test_an_account_is_throttled_across_addresses(firm, browser):
    for number in range(30):
        page = browser(REMOTE_ADDR=f"198.51.100.{number}")
        page.sign_in("olga@werft.example", "wrong wrong wrong")
    last = browser(REMOTE_ADDR="203.0.113.9").sign_in("olga@werft.example")
    assert "Too many attempts" in last.content.decode()


def test_an_address_is_throttled_across_accounts(firm, browser):
    for number in range(30):
        browser().sign_in(f"guess{number}@werft.example", "wrong wrong wrong")
    assert "Too many attempts" in browser().sign_in("olga@werft.example").content.decode()
    assert browser(REMOTE_ADDR="203.0.113.9").sign_in("olga@werft.example").status_code == 302


def test_right_passwords_are_not_counted(firm, browser):
    for _ in range(8):
        assert browser().sign_in("olga@werft.example").status_code == 302


def test_a_forwarded_header_of_a_stranger_means_nothing(firm, browser):
    for number in range(5):
        page = browser(headers={"X-Forwarded-For": f"198.51.100.{number}"})
        page.sign_in("olga@werft.example", "wrong wrong wrong")
    assert "Too many" in browser().sign_in("olga@werft.example").content.decode()


def test_counters_live_in_the_database_and_name_nobody(firm, browser):
    browser().sign_in("olga@werft.example", "wrong wrong wrong")
    keys = list(Throttle.objects.values_list("key", flat=True))
    assert len(keys) == 3
    assert not any("olga" in key for key in keys)


def test_a_limit_holds_exactly():
    limit = throttle.Limit("test", 3, dt.timedelta(minutes=1))
    for _ in range(3):
        throttle.take((limit, "x"))
    with pytest.raises(throttle.TooMany):
        throttle.take((limit, "x"))
    throttle.take((limit, "y"))
    with clock.travel(dt.timedelta(minutes=2)):
        throttle.take((limit, "x"))
        assert throttle.forget_old() == 0


def test_signing_out_asks_first_and_ends_the_session(firm, browser):
    page = browser()
    page.sign_in("olga@werft.example")
    assert page.get("/me/sign-out").status_code == 200
    assert page.is_signed_in
    page.post("/me/sign-out")
    assert not page.is_signed_in
    assert page.get("/werft/settings").status_code == 302


def test_signing_in_makes_a_new_session_id(firm, browser):
    page = browser()
    page.get("/me/sign-in")
    session = page.session
    session["x"] = 1
    session.save()
    before = session.session_key
    page.sign_in("olga@werft.example")
    assert page.session.session_key != before


@pytest.mark.parametrize(
    "target",
    [
        "//evil.example",
        "https://evil.example/werft/",
        "http:evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "javascript:alert(1)",
        " //evil.example",
        "/\t/evil.example",
        "////evil.example",
        "http://testserver/werft/",
        "werft/",
    ],
)
def test_next_leads_nowhere_else(firm, browser, target):
    page = browser()
    response = page.sign_in("olga@werft.example", next=target)
    assert response.headers["Location"] == "/me/"
    assert not is_own_path(target)


def test_next_leads_back_to_a_page_of_ours(firm, browser):
    page = browser()
    asked = page.get("/werft/settings/team?x=1")
    assert asked.headers["Location"] == "/me/sign-in?next=/werft/settings/team%3Fx%3D1"
    shown = page.get(asked.headers["Location"]).content.decode()
    assert 'name="next" value="/werft/settings/team?x=1"' in shown
    response = page.sign_in("olga@werft.example", next="/werft/settings/team?x=1")
    assert response.headers["Location"] == "/werft/settings/team?x=1"


@pytest.mark.parametrize(
    "path",
    [
        "/me/sign-up",
        "/me/signup",
        "/accounts/email/",
        "/accounts/signup/",
        "/accounts/login/",
        "/signup/",
    ],
)  # fmt: skip
def test_what_is_not_offered_does_not_exist(firm, browser, path):
    page = browser()
    page.sign_in("olga@werft.example")
    assert page.get(path).status_code == 404


@pytest.mark.parametrize("name", ["account_signup", "account_email", "socialaccount_connections"])
def test_no_name_of_the_library_leads_anywhere_else(name):
    with pytest.raises(NoReverseMatch):
        reverse(name)


def test_a_form_without_its_token_does_nothing(firm, browser):
    page = browser(enforce_csrf_checks=True)
    assert page.sign_in("olga@werft.example").status_code == 403


def test_bad_input_is_a_message_and_never_a_failure(firm, browser):
    for login, password in (
        ("", ""),
        ("x" * 5000, "y"),
        ("a\x00b@c.de", "x"),
        ("olga@werft.example", "y" * 100_000),
        ("nö@ü", "z"),
    ):
        assert browser().sign_in(login, password).status_code == 422


def test_pages_are_german_for_german_browsers(browser):
    text = browser(headers={"Accept-Language": "de"}).get("/me/sign-in").content.decode()
    assert "Willkommen zurück" in text
    assert 'lang="de"' in text


def _without_secrets(text: str) -> str:
    import re

    text = re.sub(r'(name="csrfmiddlewaretoken" value=")[^"]*', r"\1", text)
    text = re.sub(r'nonce="[^"]*"', "", text)
    return re.sub(r'"X-CSRFToken": "[^"]*"', "", text)


@pytest.mark.parametrize(
    ("sent", "headers", "back", "told"),
    [
        ({"kept": "1"}, {"HTTP_HX_REQUEST": "true", "HTTP_HX_REQUEST_TYPE": "partial",
                         "HTTP_HX_CURRENT_URL": "http://testserver/werft/accounts/1-ott?show=all"},
         "/werft/accounts/1-ott%3Fshow%3Dall", "What you typed is kept."),
        ({}, {"HTTP_REFERER": "http://testserver/werft/accounts/new"},
         "/werft/accounts/new", "Your session ended."),
        ({}, {"HTTP_REFERER": "https://evil.example/werft/"}, "", "Your session ended."),
        ({}, {}, "", "Your session ended."),
    ],
)  # fmt: skip
def test_a_form_sent_after_the_session_ended_leads_back_to_its_page(
    firm, browser, sent, headers, back, told
):
    page = browser()
    page.sign_in("olga@werft.example")
    Session.objects.all().delete()
    lost = page.post("/werft/accounts/1/log", sent, **headers)
    to = lost.headers.get("HX-Redirect") or lost.headers["Location"]
    assert to.startswith("/me/sign-in?" + (f"next={back}&ended=" if back else "ended="))
    assert told in page.get(to).content.decode()


def test_a_piece_of_a_page_leads_back_to_the_page(firm, browser):
    page = browser()
    asked = page.get(
        "/werft/accounts/1/peek",
        HTTP_HX_REQUEST="true",
        HTTP_HX_REQUEST_TYPE="partial",
        HTTP_HX_CURRENT_URL="http://testserver/werft/accounts?peek=1",
    )
    assert asked.status_code == 401
    assert asked.headers["HX-Redirect"] == "/me/sign-in?next=/werft/accounts%3Fpeek%3D1"
