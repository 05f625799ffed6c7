"""A link's password: asked for before anything is shown, throttled, remembered for some hours."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.hashers import make_password
from django.test import Client

from klientel.kit.refused import Refused
from klientel.sharing import passwords
from klientel.sharing.models import ShareLink
from klientel.sharing.tests.boats import boat, link_to, path
from tests.cast import Firm

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("boats")]

SECRET = "correct horse"


def guarded(firm: Firm) -> Any:
    return link_to(firm.olga, boat(firm), password=SECRET)


def test_nothing_is_shown_before_the_password(firm: Firm) -> None:
    made, browser = guarded(firm), Client()
    for rest in ("", "/log"):
        answer = browser.get(path(made) + rest)
        assert "Gesine" not in answer.content.decode()
        assert 'name="password"' in answer.content.decode()
    assert browser.post(path(made), {"password": "wrong"}).status_code == 422
    assert browser.get(path(made)).context is None or "Gesine" not in str(browser.cookies)
    assert ShareLink.objects.in_workspace(firm.workspace.pk).get().openings == 0


def test_the_right_one_opens_it_in_this_browser_alone(firm: Firm) -> None:
    made, browser = guarded(firm), Client()
    answer = browser.post(path(made) + "?lang=en", {"password": SECRET})
    assert (answer.status_code, answer.headers["Location"]) == (303, path(made) + "?lang=en")
    cookie = answer.cookies[passwords.COOKIE]
    assert (cookie["path"], cookie["httponly"], cookie["samesite"]) == (path(made), True, "Lax")
    assert list(answer.cookies) == [passwords.COOKIE]
    assert "Gesine" in browser.get(path(made)).content.decode()
    assert "Gesine" not in Client().get(path(made)).content.decode()


def test_what_was_remembered_is_for_one_link_and_one_password(firm: Firm) -> None:
    made, other, browser = guarded(firm), guarded(firm), Client()
    browser.post(path(made), {"password": SECRET})
    value = browser.cookies[passwords.COOKIE].value
    thief = Client()
    thief.cookies[passwords.COOKIE] = value
    assert "Gesine" not in thief.get(path(other)).content.decode()
    rows = ShareLink.objects.in_workspace(firm.workspace.pk).filter(pk=made.link.pk)
    rows.update(password=make_password("another one"))
    assert "Gesine" not in browser.get(path(made)).content.decode()


def test_guessing_is_slowed_down_by_link_and_address(firm: Firm) -> None:
    made = guarded(firm)
    for _try in range(passwords.PAIR.most):
        assert Client().post(path(made), {"password": "wrong"}).status_code == 422
    answer = Client().post(path(made), {"password": SECRET}, HTTP_ACCEPT_LANGUAGE="en")
    assert answer.status_code == 422
    assert "Too many attempts" in answer.content.decode()
    elsewhere = Client().post(path(made), {"password": SECRET}, REMOTE_ADDR="198.51.100.7")
    assert elsewhere.status_code == 303


def test_it_is_kept_as_a_slow_hash(firm: Firm) -> None:
    guarded(firm)
    kept = ShareLink.objects.in_workspace(firm.workspace.pk).get().password
    assert kept is not None
    assert SECRET not in kept
    assert kept.split("$")[0] in ("argon2", "pbkdf2_sha256", "md5")


def test_a_short_one_is_refused_with_a_sentence(firm: Firm) -> None:
    with pytest.raises(Refused, match="at least"):
        link_to(firm.olga, boat(firm), password="short")
