"""Calendar feeds: who has the link reads what its member sees now, and nothing after its end."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from klientel.crm.actions.meeting import plan
from klientel.desk import feed_pages
from klientel.desk.actions import end_feed, make_feed
from klientel.desk.models import Feed
from klientel.kit import clock
from klientel.kit.refused import NotFound
from klientel.records import actions
from klientel.views.actions.view import save_view
from tests.cast import Firm

pytestmark = pytest.mark.django_db


def path(address: str) -> str:
    return "/" + address.split("/", 3)[3]


def read(address: str) -> str:
    """What a calendar program gets, long lines joined again."""
    answer = Client().get(path(address))
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "text/calendar"
    assert all(len(line) <= 75 for line in answer.content.split(b"\r\n"))
    return answer.content.decode().replace("\r\n ", "")


def account(firm: Firm, name: str = "Nord Media") -> Any:
    return actions.create(firm.olga, "account", {"name": name, "relationship": "customer"})


def meeting(firm: Firm, at: Any, name: str = "Jour fixe", **more: Any) -> Any:
    when = clock.now() + timedelta(days=3)
    return plan(firm.olga, at, **{"name": name, "starts_at": when, "minutes": "60", **more})


def task(firm: Firm, title: str = "Angebot; prüfen, senden", **more: Any) -> Any:
    today = clock.now().date()
    given = {"title": title, "kind": "task", "due": today.isoformat(), **more}
    given.setdefault("assignees", str(firm.members["olga"].pk))
    return actions.create(firm.olga, "work", given)


def test_it_holds_ones_meetings_and_what_is_due_each_once(firm: Firm) -> None:
    meeting(firm, account(firm), place="Kiel")
    task(firm)
    told = read(make_feed(firm.olga, view=""))
    assert told.startswith("BEGIN:VCALENDAR\r\n")
    assert told.endswith("END:VCALENDAR\r\n")
    assert told.count("SUMMARY:Jour fixe") == 1
    assert told.count(r"SUMMARY:Angebot\; prüfen\, senden") == 1
    assert f"DTSTART;VALUE=DATE:{clock.now():%Y%m%d}" in told
    assert len(set(re.findall(r"UID:(\S+)", told))) == told.count("BEGIN:VEVENT") == 2


def test_it_sees_with_its_members_eyes(firm: Firm) -> None:
    nord, secret = account(firm), account(firm, "Geheim")
    wim = str(firm.members["wim"].pk)
    meeting(firm, nord, "Mit Wim", colleagues=wim)
    meeting(firm, secret, "Verkauf", colleagues=wim)
    actions.share(firm.olga, "account", secret.pk, privacy="named")
    told = read(make_feed(firm.actor("wim"), view=""))
    assert "Mit Wim" in told
    assert "Verkauf" not in told


def test_a_view_shows_its_days(firm: Firm) -> None:
    task(firm, "Eilig", priority="1")
    task(firm, "Gemach", priority="4")
    view = save_view(
        firm.olga, type="work", name="Eiliges", query="priority=1", audience="everyone"
    )
    told = read(make_feed(firm.actor("wim"), view=str(view.pk)))
    assert "Eilig" in told
    assert "Gemach" not in told
    assert "X-WR-CALNAME:Eiliges" in told


def test_a_new_link_ends_the_old_one(firm: Firm) -> None:
    first = make_feed(firm.olga, view="")
    second = make_feed(firm.olga, view="")
    assert Client().get(path(first)).status_code == 404
    assert read(second)
    end_feed(firm.olga, view="")
    end_feed(firm.olga, view="")
    assert Client().get(path(second)).status_code == 404


def test_the_link_ends_with_its_member_and_with_the_sight_of_its_view(firm: Firm) -> None:
    view = save_view(
        firm.olga, type="work", name="Alles", query="", audience="team", team=firm.teams["web"].pk
    )
    wims = make_feed(firm.actor("wim"), view=str(view.pk))
    assert read(wims)
    view.refresh_from_db()
    view.audience = "me"
    view.save()
    assert Client().get(path(wims)).status_code == 404
    own = make_feed(firm.actor("wim"), view="")
    firm.members["wim"].is_active = False
    firm.members["wim"].save()
    assert Client().get(path(own)).status_code == 404


def test_of_a_link_only_a_hash_is_kept_and_the_page_shows_it_once(firm: Firm) -> None:
    browser, page = firm.client(), f"/{firm.slug}/today/feeds"
    shown = browser.post(page, {"do": "make", "view": ""}).content.decode()
    found = re.search(r"/feeds/([\w-]+)\.ics", shown)
    assert found is not None
    assert found[1] not in browser.get(page).content.decode()
    assert found[1] not in str(list(Feed.objects.in_workspace(firm.workspace.pk).values()))


def test_nobody_subscribes_to_a_view_that_is_not_theirs(firm: Firm, other_firm: Firm) -> None:
    view = save_view(firm.olga, type="work", name="Meins", query="", audience="me")
    for actor in (firm.actor("wim"), other_firm.actor("fremd")):
        with pytest.raises(NotFound):
            make_feed(actor, view=str(view.pk))
    with pytest.raises(NotFound):
        make_feed(firm.olga, view="nonsense")


def test_whoever_asks_too_often_waits(firm: Firm, monkeypatch: pytest.MonkeyPatch) -> None:
    few = feed_pages.Limit("calendar feed", 2, feed_pages.LIMIT.span)
    monkeypatch.setattr(feed_pages, "LIMIT", few)
    address = path(make_feed(firm.olga, view=""))
    assert [Client().get(address).status_code for _ in range(3)] == [200, 200, 404]


def test_more_entries_ask_no_more_questions(firm: Firm) -> None:
    nord = account(firm)
    address = path(make_feed(firm.olga, view=""))
    asked = []
    for many in (2, 8):
        for number in range(many):
            meeting(firm, nord, f"Termin {number}")
            task(firm, f"Aufgabe {number}")
        Client().get(address)
        with CaptureQueriesContext(connection) as queries:
            Client().get(address)
        asked.append(len(queries))
    assert asked[0] == asked[1]
