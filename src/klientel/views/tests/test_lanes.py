"""Boards with lanes: what stands where a column meets a lane, and moving a card between both."""

from __future__ import annotations

import html
import re
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from klientel.events.models import Event
from klientel.records import actions
from klientel.records.actions.create import Draft, create_many
from klientel.views.layouts import board_lanes
from klientel.views.tests.drawn import HTMX, shown
from tests.cast import Firm

LANES = "/werft/boats?layout=board&group=rig&split=owner&sort=name"
CELL = re.compile(r'<section class="board-column[^>]*data-column="([^"]*)".*?</section>', re.DOTALL)
CARD = re.compile(r"data-item-link[^>]*>(.*?)</a>", re.DOTALL)


def boats(firm: Firm, rig: str, owner: str | None, *names: str) -> list[Any]:
    who = str(firm.members[owner].pk) if owner else None
    return create_many(
        firm.olga, "boat", [Draft({"name": name, "rig": rig, "owner": who}) for name in names]
    )


def cells(firm: Firm, text: str) -> dict[str, list[str]]:
    """The cards by what their cell is called, of the cells that have any."""
    people = {str(one.pk): name for name, one in firm.members.items()}
    found = {}
    for cell in CELL.finditer(text):
        column, _cross, lane = cell[1].rpartition(":")
        names = [re.sub(r"<[^>]+>", "", one).strip() for one in CARD.findall(cell[0])]
        if names:
            found[f"{column}:{people.get(lane, lane)}"] = names
    return found


def lanes(text: str) -> dict[str, str]:
    """How many cards each lane has, by what it is called."""
    heads = re.findall(r'<header class="lane-head".*?</header>', text, re.DOTALL)
    told = [re.sub(r"<[^>]+>", " ", one).split() for one in heads]
    return {" ".join(words[:-2]): words[-2] for words in told}


def fleet(firm: Firm) -> None:
    boats(firm, "sloop", "wim", "Ann", "Bob")
    boats(firm, "ketch", "wim", "Cid")
    boats(firm, "sloop", None, "Dan")
    boats(firm, "", "bea", "Eve")


def test_cards_stand_where_their_column_meets_their_lane(firm: Firm) -> None:
    fleet(firm)
    text = shown(firm, LANES)
    assert cells(firm, text) == {
        "sloop:wim": ["Ann", "Bob"], "ketch:wim": ["Cid"], "sloop:-": ["Dan"], "*:bea": ["Eve"],
    }  # fmt: skip
    counts = lanes(text)
    assert (counts["Wim"], counts["Bea"], counts["Nobody"]) == ("3", "1", "1")
    assert counts["Lena"] == "0", "an empty lane that takes a card is there"
    assert 'data-lane="owner"' in text


def test_a_search_finds_the_same_cells(firm: Firm) -> None:
    fleet(firm)
    text = shown(firm, f"{LANES}&q=ann")
    assert cells(firm, text) == {"sloop:wim": ["Ann"]}
    assert lanes(text)["Wim"] == "1"


def test_a_move_across_both_is_one_change_with_one_undo(firm: Firm) -> None:
    (boat,) = boats(firm, "sloop", "wim", "Ann")
    wim, bea = (str(firm.members[name].pk) for name in ("wim", "bea"))
    given = {"rig": "ketch", "seen-rig": '"sloop"', "owner": bea, "seen-owner": f'"{wim}"'}
    answer = firm.client().post(f"/werft/boats/{boat.pk}/change", given, **HTMX)
    assert answer.status_code == 200
    boat = type(boat).objects.visible_to(firm.olga).get(pk=boat.pk)
    assert (boat.rig, str(boat.owner_id)) == ("ketch", bea)
    events = Event.objects.in_workspace(firm.workspace.pk).filter(verb="boat.changed")
    (event,) = events
    assert set(event.facts["changes"]) == {"rig", "owner"}
    actions.undo(firm.olga, event.batch or event.pk)
    boat = type(boat).objects.visible_to(firm.olga).get(pk=boat.pk)
    assert (boat.rig, str(boat.owner_id)) == ("sloop", wim)


def test_a_card_and_its_cell_say_what_a_move_needs(firm: Firm) -> None:
    fleet(firm)
    text = shown(firm, LANES)
    wim = str(firm.members["wim"].pk)
    cell = next(one for one in CELL.finditer(text) if one[1] == f"ketch:{wim}")[0]
    opening = cell.partition(">")[0]
    assert f'data-col="ketch" data-row="{wim}" data-put="ketch" data-lane-put="{wim}"' in opening
    assert f'data-seen-lane=""{wim}""' in html.unescape(cell)
    assert f"/new?rig=ketch&owner={wim}" in html.unescape(cell)
    menu = re.search(r'hx-get="([^"]+/menu[^"]+)"', cell)[1]
    moves = shown(firm, html.unescape(menu), **HTMX)
    assert 'name="rig" value="yawl"' in moves
    assert f'name="owner" value="{firm.members["bea"].pk}"' in moves
    shut = shown(firm, LANES, "bodo")
    assert "data-put" not in shut
    assert "data-lane-put" not in shut


def test_a_closed_lane_keeps_its_number_and_reads_no_cards(firm: Firm) -> None:
    fleet(firm)
    wim = str(firm.members["wim"].pk)
    text = shown(firm, f"{LANES}&shut={wim}")
    assert "sloop:wim" not in cells(firm, text)
    assert lanes(text)["Wim"] == "3"
    assert 'aria-expanded="false"' in text
    closed = shown(firm, f"{LANES}&closed=sloop")
    assert set(cells(firm, closed)) == {"ketch:wim", "*:bea"}


def test_a_redraw_brings_the_cells_of_what_changed_and_all_heads(firm: Firm) -> None:
    fleet(firm)
    (boat,) = boats(firm, "yawl", "bea", "Fay")
    wim, bea = (str(firm.members[name].pk) for name in ("wim", "bea"))
    path = f"{LANES}&redraw=1&columns=sloop:{wim},nothing,x:y&ids={boat.pk},no"
    text = shown(firm, path, **HTMX)
    assert [one[1] for one in CELL.finditer(text)] == [f"sloop:{wim}", f"yawl:{bea}"]
    assert text.count('hx-swap-oob="outerMorph"') == len(CELL.findall(text)) + text.count(
        'class="lane-head"'
    ) + text.count('class="board-top')


def test_further_cards_of_a_cell_are_a_step_away(firm: Firm) -> None:
    boats(firm, "sloop", "wim", *(f"Boat {n:03}" for n in range(60)))
    boats(firm, "sloop", "bea", "Zed")
    text = shown(firm, LANES)
    found = cells(firm, text)["sloop:wim"]
    rest: list[str] = []
    while more := re.search(r'hx-get="([^"]+after=[^"]+)"', text):
        text = shown(firm, html.unescape(more[1]), **HTMX)
        rest += [re.sub(r"<[^>]+>", "", one).strip() for one in CARD.findall(text)]
    assert found + rest == [f"Boat {n:03}" for n in range(60)]
    assert "data-seen-lane" in shown(firm, LANES)


def test_of_too_many_lanes_the_rest_is_told(firm: Firm, monkeypatch: pytest.MonkeyPatch) -> None:
    fleet(firm)
    monkeypatch.setattr(board_lanes, "MOST_LANES", 2)
    text = shown(firm, LANES)
    assert len(lanes(text)) == 2
    assert "1 more lane has cards" in text


def test_hostile_addresses_are_no_error(firm: Firm) -> None:
    fleet(firm)
    for asked in ("&split=rig", "&split=harbour", "&shut=%00,':", "&after=AAAA", "&split=nothing"):
        assert firm.client().get(LANES + asked).status_code == 200
    text = shown(firm, LANES.replace("split=owner", "split=rig"))
    assert "data-lane=" not in text


def test_it_costs_the_same_however_many_cards_and_lanes(firm: Firm) -> None:
    def queries() -> int:
        browser = firm.client()
        browser.get(LANES)
        with CaptureQueriesContext(connection) as found:
            assert browser.get(LANES).status_code == 200
        return len(found)

    fleet(firm)
    few = queries()
    for number in range(6):
        boats(firm, "yawl", "lena", *(f"Lena {number} {n}" for n in range(9)))
        boats(firm, "ketch", "bea", *(f"Bea {number} {n}" for n in range(9)))
    assert queries() == few
