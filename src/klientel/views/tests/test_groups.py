"""Groups divided once more, and colours: in order, counted, added up, paged, and kept in a view."""

from __future__ import annotations

import re
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

from klientel.records.actions.create import Draft, create_many
from klientel.views.tests.drawn import HTMX, lines
from tests.cast import Firm


def boats(firm: Firm, rig: str, owner: str | None, *names: str, **more: Any) -> None:
    who = str(firm.members[owner].pk) if owner else None
    given = {"rig": rig, "owner": who, **more}
    create_many(firm.olga, "boat", [Draft({"name": name, **given}) for name in names])


def test_each_group_is_divided_counted_and_added_up(firm: Firm) -> None:
    boats(firm, "sloop", "wim", "Ann", "Bob", length="2")
    boats(firm, "sloop", None, "Cid", length="3")
    boats(firm, "ketch", "wim", "Dan", length="4")
    path = "/werft/boats?group=rig&split=owner&sort=name&cols=length"
    assert lines(firm.client().get(path).content.decode()) == [
        "Sloop 3 Sum 7 Average ⌀ 2.33",
        "> Wim 2 Sum 4 Average ⌀ 2",
        "Ann",
        "Bob",
        "> Nobody 1 Sum 3 Average ⌀ 3",
        "Cid",
        "Ketch 1 Sum 4 Average ⌀ 4",
        "> Wim 1 Sum 4 Average ⌀ 4",
        "Dan",
    ]


def test_a_further_page_goes_on_in_the_group_it_is_in(firm: Firm) -> None:
    boats(firm, "sloop", "wim", *(f"Boat {n:02}" for n in range(55)))
    boats(firm, "sloop", None, "Zed")
    browser = firm.client()
    path = "/werft/boats?group=rig&split=owner&sort=name&cols=harbour"
    text = browser.get(path).content.decode()
    assert lines(text)[:3] == ["Sloop 56", "> Wim 55", "Boat 00"]
    more = re.search(r'hx-get="([^"]+after=[^"]+)"', text)
    assert more is not None
    rest = lines(browser.get(more[1].replace("&amp;", "&"), **HTMX).content.decode())
    assert rest == ["Boat 50", "Boat 51", "Boat 52", "Boat 53", "Boat 54", "> Nobody 1", "Zed"]


def test_a_division_without_groups_or_by_the_same_field_divides_nothing(firm: Firm) -> None:
    boats(firm, "sloop", "wim", "Ann")
    browser = firm.client()
    for path in ("/werft/boats?split=owner", "/werft/boats?group=rig&split=rig&cols=harbour"):
        assert not [one for one in lines(browser.get(path).content.decode()) if one[0] == ">"]
    text = browser.get("/werft/boats?group=rig&split=harbour").content.decode()
    assert "“split=harbour” cannot be applied" in text


def test_a_colour_stands_beside_its_word_also_when_a_row_is_drawn_anew(firm: Firm) -> None:
    boats(firm, "ketch", "wim", "Ann")
    browser = firm.client()
    text = browser.get("/werft/boats?colour=rig&cols=harbour").content.decode()
    row = re.search(r'<tr role="row" class="hue-2".*?</tr>', text, re.DOTALL)
    assert row is not None
    assert "Ketch" in row[0]
    anew = re.search(r'data-live-url="([^"]+)"', row[0])
    assert anew is not None
    again = browser.get(anew[1].replace("&amp;", "&"), **HTMX).content.decode()
    assert 'class="hue-2"' in again
    assert "Ketch" in again


def test_divided_groups_cost_no_query_more(firm: Firm) -> None:
    boats(firm, "sloop", "wim", "Ann")
    browser = firm.client()
    counted = []
    for path in ("/werft/boats?group=rig", "/werft/boats?group=rig&split=owner"):
        browser.get(path)
        with CaptureQueriesContext(connection) as asked:
            browser.get(path)
        counted.append(len(asked))
    assert counted[0] == counted[1]
