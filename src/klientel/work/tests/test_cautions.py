"""What is said of an item that is finished too early, or moved out of order: whatever the way."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from typing import Any

import pytest

from klientel.discussion.actions.assigning import resolve
from klientel.discussion.actions.comment import write
from klientel.kit.ids import uuid7
from klientel.records.actions.catalogue import reading_as
from klientel.records.reading import reading_for
from klientel.work.actions.dependency import wait_for
from klientel.work.models import WorkItem
from klientel.work.tests.items import add, many, read
from tests.cast import Firm

pytestmark = pytest.mark.django_db
HTMX = {"HTTP_HX_REQUEST": "true", "HTTP_HX_REQUEST_TYPE": "partial"}
WAITS = "It still waits for something else."
EARLY = "“Second” now ends before “First”, which it waits for."


def waiting(firm: Firm) -> tuple[WorkItem, WorkItem]:
    first = add(firm, "First", starts_on="2026-11-23", due="2026-11-27")
    second = add(firm, "Second", starts_on="2026-11-30", due="2026-12-04")
    wait_for(firm.olga, second, other=str(first.pk))
    return first, read(firm, second)


def said(answer: Any, browser: Any) -> str:
    """What an answer says, or leaves to be said on the page that it leads to."""
    if answer.status_code in (302, 303):
        return html.unescape(browser.get(answer["Location"]).content.decode())
    if "HX-Redirect" in answer:
        return html.unescape(browser.get(answer["HX-Redirect"]).content.decode())
    return html.unescape(answer.content.decode())


def dropped(firm: Firm, item: WorkItem, **given: str) -> str:
    browser = firm.client()
    return said(browser.post(f"/werft/work/{item.pk}/change", given, **HTMX), browser)


def typed(firm: Firm, item: WorkItem, **given: str) -> str:
    browser, told = firm.client(), ""
    for name, value in given.items():
        path = f"/werft/work/{item.pk}/fields/{name}?as=cell"
        told += said(browser.post(path, {name: value}, **HTMX), browser)
    return told


def edited(firm: Firm, item: WorkItem, **given: str) -> str:
    browser, told = firm.client(), ""
    for name, value in given.items():
        path = f"/werft/work/{item.pk}/fields/{name}?as=fact"
        told += said(browser.post(path, {name: value}), browser)
    return told


def in_bulk(firm: Firm, item: WorkItem, **given: str) -> str:
    browser, told = firm.client(), ""
    for name, value in given.items():
        asked = {"field": name, "way": "set", "value": value, "ids": str(item.pk), "all": ""}
        asked |= {"state": "", "key": str(uuid7())}
        told += said(browser.post("/werft/work/bulk/change", asked), browser)
    return told


WAYS = [dropped, typed, edited, in_bulk]


@pytest.mark.parametrize("way", WAYS)
def test_whichever_way_it_is_finished_that_it_still_waits_is_said(
    firm: Firm, way: Callable[..., str]
) -> None:
    first, second = waiting(firm)
    told = way(firm, second, status="done")
    assert read(firm, second).is_finished
    assert WAITS in told
    assert WAITS not in way(firm, first, status="done")


@pytest.mark.parametrize("way", WAYS)
def test_whichever_way_a_day_is_moved_a_broken_order_is_said(
    firm: Firm, way: Callable[..., str]
) -> None:
    first, _second = waiting(firm)
    assert EARLY not in way(firm, first, due="2026-12-04")
    assert EARLY in way(firm, first, due="2026-12-05")
    assert read(firm, first).due_at is not None


@pytest.mark.parametrize("verb", ["work.set_status", "work.complete"])
def test_the_menu_and_the_button_say_it_as_well(firm: Firm, verb: str) -> None:
    _first, second = waiting(firm)
    browser = firm.client()
    answer = browser.post(f"/werft/work/{second.pk}/actions/{verb}", {"status": "done"})
    assert WAITS in said(answer, browser)


def test_what_is_not_finished_by_it_is_not_spoken_of(firm: Firm) -> None:
    _first, second = waiting(firm)
    assert WAITS not in dropped(firm, second, status="active")
    assert WAITS not in dropped(firm, second, priority="1")
    assert WAITS not in dropped(firm, second, status="cancelled")


def test_a_value_that_stays_says_nothing_a_second_time(firm: Firm) -> None:
    _first, second = waiting(firm)
    assert WAITS in typed(firm, second, status="done")
    assert WAITS not in typed(firm, second, status="done")


def test_an_assigned_comment_that_nobody_resolved_is_said_before_and_after(firm: Firm) -> None:
    item = add(firm, "Mast")
    given = {"text": "Is it dry?", "audience": "team", "files": "", "key": ""}
    with reading_as(reading_for(firm.workspace)):
        spoken = write(firm.olga, record=str(item.pk), assignee=firm.members["wim"].pk, **given)
        write(firm.olga, record=str(item.pk), assignee=None, **given)
    told = "1 assigned comment is not resolved."
    panel = firm.client().get(f"/werft/work/{item.pk}/actions/work.complete", **HTMX)
    assert told in panel.content.decode()
    assert told in dropped(firm, item, status="done")
    dropped(firm, item, status="open")
    resolve(firm.actor("wim"), comment=str(spoken.pk))
    assert "not resolved" not in dropped(firm, item, status="done")


def test_of_many_it_is_told_how_many(firm: Firm) -> None:
    pairs = [waiting(firm) for _twice in range(2)]
    rest = add(firm, "Sail")
    items = [second for _first, second in pairs]
    run = many(firm, [*items, rest], field="status", value="done")
    page = firm.client().get(f"/werft/work/bulk/{run.pk}").content.decode()
    assert "2 of them still wait for something else." in page
    assert "resolved" not in page


def test_all_that_is_out_of_order_is_counted_and_a_few_are_named(firm: Firm) -> None:
    pairs = [waiting(firm) for _each in range(5)]
    run = many(firm, [first for first, _second in pairs], field="due", value="2026-12-05")
    page = html.unescape(firm.client().get(f"/werft/work/bulk/{run.pk}").content.decode())
    assert page.count(EARLY) == 3
    assert "So do 2 more." in page


def test_an_item_of_another_firm_is_not_looked_at(firm: Firm, other_firm: Firm) -> None:
    _first, second = waiting(firm)
    from klientel.work.open_ends import told_after

    dropped(firm, second, status="done")
    theirs = other_firm.actor("fremd")
    assert told_after(theirs, [second.pk], reading_for(other_firm.workspace)) == []


def test_saying_it_costs_as_much_for_many_as_for_few(
    firm: Firm, django_assert_num_queries: Any
) -> None:
    from klientel.work.open_ends import told_after

    items = [waiting(firm)[1] for _n in range(4)]
    many(firm, items, field="status", value="done")
    for some in (items[:2], items):
        with django_assert_num_queries(2):
            ids = [one.pk for one in some]
            assert re.match(
                r"\d of them", told_after(firm.olga, ids, reading_for(firm.workspace))[0]
            )
