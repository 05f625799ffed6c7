"""Who reaches which address: a stranger finds nothing, a visitor is asked to sign in."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from tests.architecture.addresses import addresses
from tests.architecture.furnished import parts_of
from tests.cast import Firm

pytestmark = pytest.mark.django_db
#: addresses that somebody without a session may see
PUBLIC = (
    "/me/sign-in",
    "/me/password",
    "/static",
    "/dev/",
    "/robots",
    "/favicon",
    "/manifest",
    "/me/reset",
    # the service worker: a built file, the same for everybody
    "/me/push/worker.js",
)


def test_a_stranger_from_another_workspace_gets_404_everywhere(
    firm: Firm, other_firm: Firm
) -> None:
    browser = other_firm.client("fremd")
    wrong = []
    for one in addresses(firm.slug, parts_of(firm)):
        if not one.is_of_workspace:
            continue
        for method in (browser.get, browser.post):
            status = method(one.path).status_code
            if status != 404:
                wrong.append(f"{method.__name__} {one.path}: {status}")
    assert not wrong


def test_a_visitor_is_asked_to_sign_in_everywhere(firm: Firm) -> None:
    browser = Client()
    wrong = []
    for one in addresses(firm.slug, parts_of(firm)):
        if one.path.startswith(PUBLIC):
            continue
        for method in (browser.get, browser.post):
            answer = method(one.path)
            sent_to_login = answer.status_code == 302 and "/me/sign-in" in answer["Location"]
            if not sent_to_login and answer.status_code not in (404, 405):
                wrong.append(f"{method.__name__} {one.path}: {answer.status_code}")
    assert not wrong


@pytest.mark.parametrize(
    "headers",
    [
        {"Authorization": "Bearer kt_0123456789abcdef0123456789abcdef"},
        {"Accept": "application/json", "X-Requested-With": "XMLHttpRequest"},
        {"HX-Request": "true", "HX-Request-Type": "partial"},
    ],
    ids=["made-up token", "script", "piece of a page"],
)
def test_a_script_without_a_session_gets_no_more_than_a_visitor(
    firm: Firm, headers: dict[str, str]
) -> None:
    browser, wrong = Client(headers=headers), []
    for one in addresses(firm.slug, parts_of(firm)):
        if one.path.startswith(PUBLIC):
            continue
        for method in (browser.get, browser.post):
            answer = method(one.path)
            is_sent_away = "/me/sign-in" in (
                answer.headers.get("Location", "") + answer.headers.get("HX-Redirect", "")
            )
            if not is_sent_away and answer.status_code not in (401, 403, 404, 405):
                wrong.append(f"{method.__name__} {one.path}: {answer.status_code}")
    assert not wrong


def test_the_same_404_for_a_foreign_and_for_a_random_id(firm: Firm, other_firm: Firm) -> None:
    from klientel.records import actions

    theirs = actions.create(other_firm.actor("fremd"), "boat", {"name": "Fremd"})
    browser = firm.client()
    foreign = browser.get(f"/{firm.slug}/boats/{theirs.pk}")
    random = browser.get(f"/{firm.slug}/boats/01936d2e-0000-7000-8000-000000000000")
    assert (foreign.status_code, random.status_code) == (404, 404)
    assert without_ids(foreign.content) == without_ids(random.content)


def without_ids(page: bytes) -> bytes:
    """A page without what differs at each request: the asked id, the nonce, the form token."""
    page = re.sub(rb"[0-9a-f]{8}-[0-9a-f-]{27}", b"", page)
    return re.sub(rb'(nonce="|X-CSRFToken[^,}]*|csrf[^>]*value=")[^"]*', b"", page)


def test_a_reserved_word_is_no_workspace_on_any_page(firm: Firm) -> None:
    wrong = []
    for browser in (Client(), firm.client()):
        for one in addresses("help"):
            if not one.is_of_workspace:
                continue
            for method in (browser.get, browser.post):
                status = method(one.path).status_code
                if status != 404:
                    wrong.append(f"{method.__name__} {one.path}: {status}")
    assert not wrong


def test_every_slug_the_program_uses_is_reserved(firm: Firm) -> None:
    from klientel.workspaces.reserved import is_reserved

    first = {one.pattern.split("/")[0] for one in addresses("x")}
    used = {name for name in first if name and "<" not in name}
    assert not {name for name in used if not is_reserved(name)}
