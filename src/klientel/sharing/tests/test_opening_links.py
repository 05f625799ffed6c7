"""Outsiders: what a link opens, what counts, and the one answer for what opens nothing."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from klientel.events.models import Event
from klientel.kit import clock
from klientel.kit.link_secrets import hashed, new_secret
from klientel.records import actions
from klientel.sharing import outside
from klientel.sharing.actions import renew_link, revoke_link
from klientel.sharing.models import Opening, ShareLink
from klientel.sharing.tests.boats import ANCHOR, boat, link_to, path
from klientel.team.throttle import Limit
from tests.cast import Firm

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("boats")]

PHONE = {"HTTP_USER_AGENT": "Mozilla/5.0 (iPhone) Safari/604.1"}
LAPTOP = {"HTTP_USER_AGENT": "Mozilla/5.0 (Macintosh) Firefox/140.0"}


def opened(made: Any, rest: str = "", **headers: str) -> Any:
    return Client().get(path(made) + rest, **{**PHONE, **headers})


def row(firm: Firm, made: Any) -> ShareLink:
    return ShareLink.objects.in_workspace(firm.workspace.pk).get(pk=made.link.pk)


def test_whoever_has_the_link_sees_what_its_purpose_shows(firm: Firm) -> None:
    made = link_to(firm.olga, boat(firm))
    answer = opened(made)
    assert (answer.status_code, answer.content) == (200, b"<h1>Gesine with crew</h1>")
    assert opened(made, "/log").content == b"<h1>Gesine log with crew</h1>"
    assert opened(made, "/elsewhere").status_code == 404


def test_only_the_hash_of_a_secret_of_256_bits_is_kept(firm: Firm) -> None:
    made = link_to(firm.olga, boat(firm))
    secret = made.address.rsplit("/", 1)[1]
    assert len(secret) == 43
    kept = row(firm, made)
    assert kept.token_hash == hashed(secret)
    told = list(Event.objects.in_workspace(firm.workspace.pk).values_list("facts", flat=True))
    assert secret not in str(vars(kept))
    assert secret not in str(told)


def test_answers_are_listed_by_no_engine_kept_by_no_cache_and_tell_no_site(firm: Firm) -> None:
    made = link_to(firm.olga, boat(firm))
    for answer in (opened(made), Client().get(f"/s/{new_secret()}")):
        assert "noindex" in answer.headers["X-Robots-Tag"]
        assert "no-store" in answer.headers["Cache-Control"]
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert "script-src" not in answer.headers["Content-Security-Policy"]
        assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")
        assert not answer.cookies


def test_unknown_expired_revoked_and_used_up_get_one_and_the_same_answer(firm: Firm) -> None:
    expired = link_to(firm.olga, boat(firm), days="7")
    revoked, used = link_to(firm.olga, boat(firm)), link_to(firm.olga, boat(firm), most_openings=1)
    revoke_link(firm.olga, link=str(revoked.link.pk))
    assert opened(used, **LAPTOP).status_code == 200
    unknown = Client().get(f"/s/{new_secret()}", **PHONE)
    assert unknown.status_code == 404
    with clock.travel(timedelta(days=8)):
        late = opened(expired)
    for answer in (late, opened(revoked), opened(used), Client().get("/s/nonsense", **PHONE)):
        assert answer.status_code == 404
        assert answer.content == unknown.content
        assert answer.headers.items() == unknown.headers.items()


def test_the_page_for_what_opens_nothing_speaks_the_outsiders_language(firm: Firm) -> None:
    german = Client().get("/s/x", HTTP_ACCEPT_LANGUAGE="de-AT,de;q=0.9")
    english = Client().get("/s/x", HTTP_ACCEPT_LANGUAGE="en-GB")
    chosen = Client().get("/s/x?lang=en", HTTP_ACCEPT_LANGUAGE="de")
    assert "Dieser Link öffnet nichts" in german.content.decode()
    assert 'lang="de"' in german.content.decode()
    for answer in (english, chosen):
        assert "This link does not work" in answer.content.decode()


def test_a_session_of_staff_means_nothing_there(firm: Firm) -> None:
    user = firm.members["olga"].user
    user.language = "en"
    user.save()
    made = link_to(firm.olga, boat(firm), password="correct horse")
    answer = firm.client().get(path(made), HTTP_ACCEPT_LANGUAGE="de", **PHONE)
    assert "Bitte das Passwort eingeben" in answer.content.decode()
    assert row(firm, made).openings == 0


@pytest.mark.parametrize("what", ["left", "barred", "demoted", "unseen", "trashed"])
def test_a_link_dies_with_what_entitled_its_maker_and_comes_back_with_it(
    firm: Firm, what: str
) -> None:
    gesine = boat(firm, who="wim")
    made = link_to(firm.actor("wim"), gesine)
    assert opened(made).status_code == 200
    wim = firm.members["wim"]
    if what == "left":
        wim.is_active = False
    elif what == "barred":
        wim.user.is_active = False
        wim.user.save()
    elif what == "demoted":
        wim.role = "bookkeeping"
    elif what == "unseen":
        actions.change(firm.olga, "boat", gesine.pk, {"owner": ""})
        actions.share(firm.olga, "boat", gesine.pk, privacy="named")
    else:
        actions.trash(firm.olga, "boat", gesine.pk)
    wim.auth_version += 1
    wim.save()
    assert opened(made).status_code == 404
    if what == "trashed":
        actions.restore(firm.olga, "boat", gesine.pk)
        assert opened(made).status_code == 200


def test_a_part_that_is_gone_takes_its_link_with_it(
    firm: Firm, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = link_to(firm.olga, boat(firm), purpose="anchor", part=str(ANCHOR))
    assert opened(made).status_code == 200
    monkeypatch.setattr("klientel.sharing.tests.boats.ANCHOR", None)
    assert opened(made).status_code == 404


def test_a_visit_counts_once_and_is_told_to_the_log_by_whose_link_it_was(firm: Firm) -> None:
    gesine = boat(firm)
    made = link_to(firm.olga, gesine)
    for _again in range(3):
        opened(made, "/log")
    opened(made, **LAPTOP)
    with clock.travel(timedelta(minutes=31)):
        opened(made)
    kept = row(firm, made)
    assert kept.openings == 3
    assert kept.last_opened_at is not None
    first = openings_told(firm)[0]
    assert first.facts["number"] == 1
    assert (first.record_id, first.actor_kind, first.actor_name) == (gesine.pk, "link", "Ina Falk")


def openings_told(firm: Firm) -> list[Event]:
    told = Event.objects.in_workspace(firm.workspace.pk).filter(verb="share.opened")
    return list(told.order_by("pk"))


def test_a_flood_of_visits_is_counted_and_told_once_an_hour(firm: Firm) -> None:
    made, other = link_to(firm.olga, boat(firm)), link_to(firm.olga, boat(firm))
    for number in range(20):
        opened(made, REMOTE_ADDR=f"198.51.100.{number}")
    opened(other)
    assert [one.facts["number"] for one in openings_told(firm)] == [1, 1], "each link by itself"
    assert row(firm, made).openings == 20
    with clock.travel(timedelta(minutes=59)):
        opened(made)
    assert len(openings_told(firm)) == 2
    with clock.travel(timedelta(minutes=61)):
        opened(made, **LAPTOP)
        opened(made, REMOTE_ADDR="198.51.100.99")
    assert [one.facts["number"] for one in openings_told(firm)] == [1, 1, 22]
    assert row(firm, made).openings == 23


def test_what_somebody_of_the_firm_opens_is_neither_counted_nor_told(
    firm: Firm, other_firm: Firm
) -> None:
    made = link_to(firm.olga, boat(firm), most_openings=1)
    for name in ("olga", "wim"):
        assert firm.client(name).get(path(made), **PHONE).status_code == 200
    assert row(firm, made).openings == 0
    assert openings_told(firm) == []
    assert other_firm.client("fremd").get(path(made), **PHONE).status_code == 200
    assert row(firm, made).openings == 1, "whoever is of another firm is outside"
    assert len(openings_told(firm)) == 1
    assert firm.client().get(path(made), **PHONE).status_code == 404, "used up, for everybody"


def test_whoever_opened_a_link_is_not_kept(firm: Firm) -> None:
    made, other = link_to(firm.olga, boat(firm)), link_to(firm.olga, boat(firm))
    opened(made)
    opened(other)
    rows = Opening.objects.in_workspace(firm.workspace.pk)
    assert len(set(rows.values_list("opener", flat=True))) == 2
    assert "127.0.0.1" not in str(list(rows.values()))


@pytest.mark.parametrize(
    "program",
    ["Slackbot-LinkExpanding 1.0", "WhatsApp/2.23", "facebookexternalhit/1.1", "TelegramBot"],
)
def test_programs_that_show_previews_see_the_firm_and_nothing_and_count_nothing(
    firm: Firm, program: str
) -> None:
    made = link_to(firm.olga, boat(firm), most_openings=1)
    answer = opened(made, HTTP_USER_AGENT=program)
    assert answer.status_code == 200
    assert "Werft" in answer.content.decode()
    assert "Gesine" not in answer.content.decode()
    assert row(firm, made).openings == 0


def test_a_telephone_is_no_program_whatever_it_is_called(firm: Firm) -> None:
    made = link_to(firm.olga, boat(firm))
    program = "Mozilla/5.0 (Linux; Android 11; CUBOT X30) AppleWebKit/537.36 Mobile Safari/537.36"
    assert "Gesine" in opened(made, HTTP_USER_AGENT=program).content.decode()
    assert row(firm, made).openings == 1


def test_asking_for_the_head_and_fetching_ahead_count_nothing(firm: Firm) -> None:
    made = link_to(firm.olga, boat(firm))
    head = Client().head(path(made), **PHONE)
    assert (head.status_code, head.content) == (200, b"")
    ahead = opened(made, HTTP_SEC_PURPOSE="prefetch;prerender")
    assert ahead.status_code == 503
    assert row(firm, made).openings == 0


def test_a_limit_of_openings_lets_no_visit_more_in(firm: Firm) -> None:
    made = link_to(firm.olga, boat(firm), most_openings=1)
    assert opened(made).status_code == 200
    assert opened(made, **LAPTOP).status_code == 404
    # the visit that was let in goes on
    assert opened(made, "/log").status_code == 200
    assert row(firm, made).openings == 1


def test_too_many_requests_of_one_address_are_refused_whether_they_find_something_or_not(
    firm: Firm, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outside, "ADDRESS", Limit("few", 2, timedelta(minutes=10)))
    made = link_to(firm.olga, boat(firm))
    assert opened(made).status_code == 200
    assert Client().get(f"/s/{new_secret()}").status_code == 404
    refused, unknown = opened(made), Client().get(f"/s/{new_secret()}", **PHONE)
    assert refused.status_code == unknown.status_code == 429
    assert refused.content == unknown.content
    assert opened(made, REMOTE_ADDR="198.51.100.7").status_code == 200


def test_a_renewed_link_opens_again(firm: Firm) -> None:
    made = link_to(firm.olga, boat(firm), days="7")
    with clock.travel(timedelta(days=8)):
        assert opened(made).status_code == 404
        renew_link(firm.olga, link=str(made.link.pk), days="30")
        assert opened(made).status_code == 200


def test_a_copied_row_without_its_secret_opens_nothing(firm: Firm) -> None:
    made = link_to(firm.olga, boat(firm))
    ShareLink.objects.in_workspace(firm.workspace.pk).update(token_hash=None)
    assert opened(made).status_code == 404
    assert row(firm, made).state == "lost"
