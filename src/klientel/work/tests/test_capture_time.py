"""Time that was spent and what is done, said in the capture line: on the right item, once."""

from __future__ import annotations

import pytest

from klientel.kit import clock
from klientel.kit.ids import uuid7
from klientel.records import actions
from klientel.work.actions import time as times
from klientel.work.actions.item import complete
from klientel.work.tests.captured import NOW, chips, entries, items, line_of, look, send, undo_in
from tests.cast import Firm

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("text", "minutes", "day", "billed", "note"),
    [
        ("2 h 15 an {ref} gearbeitet", 135, "2026-11-26", True, ""),
        ("2h {ref}", 120, "2026-11-26", True, ""),
        ("{ref} 45 min", 45, "2026-11-26", True, ""),
        ("gestern 1,5h an {ref} gearbeitet, Texte neu", 90, "2026-11-25", True, "Texte neu"),
        ("1:30 h auf {ref} gebucht, nicht abrechenbar", 90, "2026-11-26", False, ""),
        ("am Montag 2 Stunden für {ref} gearbeitet", 120, "2026-11-23", True, ""),
        ("halbe Stunde an {ref} gearbeitet", 30, "2026-11-26", True, ""),
        ("ich habe 20 min an {ref} gearbeitet", 20, "2026-11-26", True, ""),
        ("worked 2h on {ref}", 120, "2026-11-26", True, ""),
        ("2h 15 on {ref}, texts corrected", 135, "2026-11-26", True, "Texts corrected"),
        ("spent 45 min on {ref} yesterday", 45, "2026-11-25", True, ""),
        ("log 1.5h on {ref} non-billable", 90, "2026-11-26", False, ""),
        ("I worked half an hour on {ref}", 30, "2026-11-26", True, ""),
        ("Nov 20 worked 3 hours on {ref}", 180, "2026-11-20", True, ""),
        ("1,5 h am Relaunch gearbeitet", 90, "2026-11-26", True, ""),
        ("worked 2 hours on relaunch", 120, "2026-11-26", True, ""),
    ],
)  # fmt: skip
def test_time_is_noted(
    firm: Firm, text: str, minutes: int, day: str, billed: bool, note: str
) -> None:
    order = actions.create(firm.olga, "work", {"title": "Relaunch", "kind": "order"})
    text = text.format(ref=order.ref)
    browser = firm.client()
    with clock.fixed(NOW):
        assert line_of(look(browser, text)) == "time"
        answer = send(browser, text)
    assert answer.status_code == 303, look(browser, text)
    (entry,) = entries(firm)
    assert (entry.item_id, entry.minutes, entry.is_billable, entry.note) == (
        order.pk,
        minutes,
        billed,
        note,
    )
    assert clock.local(entry.started_at, "Europe/Berlin").date().isoformat() == day


def test_time_is_noted_once_and_can_be_taken_back(firm: Firm) -> None:
    order = actions.create(firm.olga, "work", {"title": "Relaunch", "kind": "order"})
    browser, key = firm.client(), str(uuid7())
    text = f"2h an {order.ref} gearbeitet"
    first = send(browser, text, key=key)
    send(browser, text, key=key)
    order.refresh_from_db()
    assert (len(entries(firm)), order.tracked_minutes) == (1, 120)
    browser.post(undo_in(browser, first))
    order.refresh_from_db()
    assert (entries(firm), order.tracked_minutes) == ([], 0)


def test_an_undo_of_time_of_long_ago_leaves_what_others_noted(firm: Firm) -> None:
    order = actions.create(firm.olga, "work", {"title": "Relaunch", "kind": "order"})
    browser = firm.client()
    first = send(browser, f"2h an {order.ref} gearbeitet")
    way_back = undo_in(browser, first)
    times.log_time(firm.actor("wim"), order, hours=1)
    browser.post(way_back)
    order.refresh_from_db()
    assert order.tracked_minutes == 60


def test_on_the_page_of_an_item_a_length_is_time_on_it(firm: Firm) -> None:
    order = actions.create(firm.olga, "work", {"title": "Relaunch", "kind": "order"})
    browser, here = firm.client(), {"page": f"/werft/work/{order.ref}"}
    assert line_of(look(browser, "45 min Texte korrigiert", **here)) == "time"
    send(browser, "45 min Texte korrigiert", **here)
    (entry,) = entries(firm)
    assert (entry.item_id, entry.minutes, entry.note) == (order.pk, 45, "Texte korrigiert")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("2h an A-999 gearbeitet", "On what?"),
        ("gearbeitet", "How long was it?"),
        ("2h gearbeitet", "On what?"),
    ],
)
def test_time_without_its_item_or_length_asks_for_it(firm: Firm, text: str, said: str) -> None:
    page = look(firm.client(), text, line="time")
    assert said in page
    assert send(firm.client(), text, line="time").status_code == 200
    assert entries(firm) == []


@pytest.mark.parametrize(
    "text",
    ["erledigt: Rechnung prüfen", "Rechnung prüfen erledigt", "done: Rechnung prüfen",
     "fertig: rechnung pruefen", "{ref} erledigt", "{ref} ist fertig", "{ref} done", "finish {ref}",
     "{ref} abgeschlossen", "close {ref}", "mark {ref} as done", "✓ Rechnung prüfen",
     "{ref} als erledigt markieren",
     "completed {ref}", "{ref} is done"],
)  # fmt: skip
def test_what_is_done_is_finished(firm: Firm, text: str) -> None:
    item = actions.create(firm.olga, "work", {"title": "Rechnung prüfen"})
    actions.create(firm.olga, "work", {"title": "Rechnung schreiben"})
    text, browser = text.format(ref=item.ref), firm.client()
    assert line_of(look(browser, text)) == "done"
    assert chips(look(browser, text)) == [f"{item.ref} Rechnung prüfen"]
    answer = send(browser, text)
    assert answer.status_code == 303
    item.refresh_from_db()
    assert item.category == "done"
    browser.post(undo_in(browser, answer))
    item.refresh_from_db()
    assert item.category == "open"


def test_done_with_words_that_fit_less_is_asked_about(firm: Firm) -> None:
    for title in ("Rechnung Nord prüfen", "Rechnung Süd prüfen"):
        actions.create(firm.olga, "work", {"title": title})
    browser = firm.client()
    page = look(browser, "erledigt: Rechnung prüfen")
    assert "Several fit" in page
    assert page.count('name="choose"') == 2
    assert send(browser, "erledigt: Rechnung prüfen").status_code == 200
    assert [one.category for one in items(firm)] == ["open", "open"]


def test_what_is_finished_already_is_said(firm: Firm) -> None:
    item = actions.create(firm.olga, "work", {"title": "Rechnung prüfen"})
    complete(firm.actor("wim"), item)
    page = look(firm.client(), f"{item.ref} erledigt")
    assert "This is finished already." in page
    answer = send(firm.client(), f"{item.ref} erledigt")
    assert answer.status_code == 200


def test_erledigt_on_the_page_of_an_item_finishes_it(firm: Firm) -> None:
    item = actions.create(firm.olga, "work", {"title": "Rechnung prüfen"})
    here = {"page": f"/werft/work/{item.ref}"}
    assert send(firm.client(), "erledigt", **here).status_code == 303
    item.refresh_from_db()
    assert item.category == "done"
