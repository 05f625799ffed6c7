"""One key takes back the last thing that somebody did, and the next press the one before."""

from __future__ import annotations

import html
import re
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from klientel.events.feed import history_of
from klientel.events.models import Event
from klientel.kit.ids import uuid7
from klientel.records import actions
from klientel.records.actions.share import share
from klientel.records.actions.undo_anyway import overwritten_by
from tests.cast import Firm
from tests.sample_room.models import Boat

pytestmark = pytest.mark.django_db


@pytest.fixture
def boat(firm: Firm) -> Boat:
    return actions.create(firm.actor("lena"), "boat", {"name": "Fritz"})


def name_of(boat: Boat) -> str:
    return str(Boat.objects.in_workspace(boat.workspace_id).get(pk=boat.pk).name)


def rename(firm: Firm, boat: Boat, name: str, who: str = "olga") -> None:
    actions.change(firm.actor(who), "boat", boat.pk, {"name": name})


def test_each_press_goes_one_step_further_back(firm: Firm, boat: Boat) -> None:
    browser = firm.client()
    rename(firm, boat, "Anton")
    rename(firm, boat, "Berta")
    browser.post("/werft/undo")
    assert name_of(boat) == "Anton"
    browser.post("/werft/undo")
    assert name_of(boat) == "Fritz"
    browser.post("/werft/undo")
    assert name_of(boat) == "Fritz"
    assert "There is nothing to undo." in browser.get("/werft/boats").content.decode()


def test_what_was_undone_says_of_what(firm: Firm, boat: Boat) -> None:
    browser = firm.client()
    rename(firm, boat, "Anton")
    browser.post("/werft/undo")
    assert "Undone: Fritz" in browser.get("/werft/boats").content.decode()


def test_what_others_did_and_what_was_done_before_signing_in_stays(firm: Firm, boat: Boat) -> None:
    rename(firm, boat, "Anton")
    browser = firm.client()
    rename(firm, boat, "Berta", "lena")
    browser.post("/werft/undo")
    assert name_of(boat) == "Berta"


def test_a_later_change_of_somebody_else_is_said_once_and_passed_over(
    firm: Firm, boat: Boat
) -> None:
    browser = firm.client()
    other = actions.create(firm.actor("lena"), "boat", {"name": "Ida"})
    rename(firm, other, "Ilse")
    rename(firm, boat, "Anton")
    rename(firm, boat, "Berta", "lena")
    browser.post("/werft/undo")
    assert name_of(boat) == "Berta"
    assert "Berta was changed since." in browser.get("/werft/boats").content.decode()
    browser.post("/werft/undo")
    assert name_of(other) == "Ida"


def asked_anyway(browser: Any) -> str:
    """Where the word on the next page leads."""
    page = browser.get("/werft/boats").content.decode()
    found = re.search(r'href="(/werft/undo/[^"]+/anyway[^"]*)"', page)
    assert found is not None
    return html.unescape(found[1])


def test_what_would_be_lost_is_shown_and_can_be_taken_back_anyway(firm: Firm, boat: Boat) -> None:
    browser = firm.client()
    rename(firm, boat, "Anton")
    rename(firm, boat, "Berta", "lena")
    browser.post("/werft/undo", headers={"Referer": "http://testserver/werft/boats"})
    path = asked_anyway(browser)
    shown = browser.get(path).content.decode()
    for word in ("Undo anyway?", "Berta", "Fritz", "changed by Lena"):
        assert word in shown, word
    assert "Anton" not in shown
    assert name_of(boat) == "Berta"
    post = re.search(r'action="(/werft/undo/[^"]+)"', shown)
    assert post is not None
    answer = browser.post(post[1], {"force": "1", "back": "/werft/boats?q=1"})
    assert answer.headers["Location"] == "/werft/boats?q=1"
    assert name_of(boat) == "Fritz"
    # that undo is a step like any other
    assert browser.get(path).status_code == 302


def test_what_stands_in_nobodys_way_is_not_asked(firm: Firm, boat: Boat, other_firm: Firm) -> None:
    browser = firm.client()
    rename(firm, boat, "Anton")
    event = history_of(firm.olga, boat.pk, limit=1).rows[0]
    asks = f"/werft/undo/{event.pk}/anyway"
    assert browser.get(asks).headers["Location"] == "/werft/"
    assert browser.get(f"{asks}?back=//evil.example/werft/").headers["Location"] == "/werft/"
    assert browser.get(f"{asks}?back=/fremd/").headers["Location"] == "/werft/"
    rename(firm, boat, "Berta", "lena")
    assert browser.get(asks).status_code == 200
    assert firm.client("wim").get(asks).status_code == 403
    assert other_firm.client("fremd").get(f"/fremd/undo/{event.pk}/anyway").status_code == 404
    answer = browser.post(f"/werft/undo/{event.pk}", {"force": "1", "back": "https://evil.example"})
    assert answer.headers["Location"] == "/werft/"


def test_what_became_of_a_record_closed_since_is_not_told(firm: Firm) -> None:
    boat = actions.create(firm.olga, "boat", {"name": "Ida", "owner": str(firm.olga.member_id)})
    rename(firm, boat, "Ilse", "wim")
    event = history_of(firm.olga, boat.pk, limit=1).rows[0]
    rename(firm, boat, "Geheim")
    browser, asks = firm.client("wim"), f"/werft/undo/{event.pk}/anyway"
    assert "Geheim" in browser.get(asks).content.decode()
    share(firm.olga, "boat", boat.pk, privacy="named")
    answer = browser.get(asks)
    assert answer.status_code == 404
    assert "Geheim" not in answer.content.decode()


def test_a_record_that_would_go_again_is_said_to_go(firm: Firm) -> None:
    browser = firm.client()
    made = actions.create(firm.olga, "boat", {"name": "Ida"})
    event = history_of(firm.olga, made.pk, limit=1).rows[0]
    rename(firm, made, "Ilse", "lena")
    shown = browser.get(f"/werft/undo/{event.pk}/anyway").content.decode()
    assert "into the trash" in shown
    browser.post(f"/werft/undo/{event.pk}", {"force": "1"})
    assert not Boat.objects.visible_to(firm.olga).filter(pk=made.pk).exists()


def test_of_a_batch_only_what_is_left_is_asked(firm: Firm, boat: Boat) -> None:
    browser = firm.client()
    other = actions.create(firm.actor("lena"), "boat", {"name": "Ida"})
    batch = uuid7()
    rows = {boat.pk: {"name": "Eins"}, other.pk: {"name": "Zwei"}}
    actions.change_many(firm.olga, "boat", rows, batch=batch)
    rename(firm, other, "Drei", "lena")
    browser.post(f"/werft/undo/{batch}")
    assert (name_of(boat), name_of(other)) == ("Fritz", "Drei")
    shown = browser.get(asked_anyway(browser)).content.decode()
    assert "Drei" in shown
    assert "Fritz" not in shown


def test_what_lies_in_the_trash_is_said_to_and_not_asked_about(firm: Firm, boat: Boat) -> None:
    browser = firm.client()
    rename(firm, boat, "Anton")
    event = history_of(firm.olga, boat.pk, limit=1).rows[0]
    actions.trash(firm.actor("lena"), "boat", boat.pk)
    answer = browser.post(f"/werft/undo/{event.pk}")
    page = browser.get("/werft/boats").content.decode()
    assert "Anton is in the trash." in page
    assert "/anyway" not in page
    assert answer.status_code == 303
    # whoever asks all the same is told so, too
    browser.get(f"/werft/undo/{event.pk}/anyway")
    assert "stands in the way" in browser.get("/werft/boats").content.decode()
    forced = browser.post(f"/werft/undo/{event.pk}", {"force": "1", "back": "/werft/boats"})
    assert "Anton is in the trash." in browser.get(forced["Location"]).content.decode()


def test_a_record_twice_in_a_batch_shows_nothing_that_the_undo_does_not_do(
    firm: Firm, boat: Boat
) -> None:
    batch = uuid7()
    for name in ("Eins", "Zwei"):
        actions.change_many(firm.olga, "boat", {boat.pk: {"name": name}}, batch=batch)
    rename(firm, boat, "Fritz", "lena")
    assert overwritten_by(firm.olga, batch) == []
    rename(firm, boat, "Drei", "lena")
    (only,) = overwritten_by(firm.olga, batch)
    assert (only.now, only.back) == ("Drei", "Fritz")


def test_what_is_asked_reads_later_events_once(firm: Firm, boat: Boat) -> None:
    rename(firm, boat, "Anton")
    event = history_of(firm.olga, boat.pk, limit=1).rows[0]
    rename(firm, boat, "Berta", "lena")
    with CaptureQueriesContext(connection) as asked:
        overwritten_by(firm.olga, event.pk)
    table = Event._meta.db_table
    read = [one["sql"] for one in asked if f'FROM "{table}"' in one["sql"]]
    assert len(read) == 2, read
    assert all("LIMIT" in sql for sql in read)


def test_a_batch_is_one_step(firm: Firm, boat: Boat) -> None:
    browser = firm.client()
    other = actions.create(firm.actor("lena"), "boat", {"name": "Ida"})
    both = {"selected": [str(boat.pk), str(other.pk)]}
    browser.post("/werft/boats/bulk/trash", both)
    browser.post("/werft/undo")
    assert Boat.objects.visible_to(firm.olga).count() == 2


def test_the_key_stands_on_a_control_of_every_page(firm: Firm) -> None:
    page = firm.client().get("/werft/boats").content.decode()
    assert page.count('data-key="Z"') == 1
    assert 'hx-post="/werft/undo"' in page
