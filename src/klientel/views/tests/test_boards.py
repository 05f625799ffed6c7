"""Boards: their columns, what is in them, and moving a card as one change that can be undone."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from klientel.events.models import Event
from klientel.records import actions
from klientel.records.actions.create import Draft, create_many
from klientel.records.actions.share import share
from klientel.records.types import record_types
from klientel.views.query import words_of_addresses
from klientel.views.tests.drawn import COLUMN, NAME, columns, shown
from tests.cast import Firm

BOARD = "/werft/boats?layout=board"
HTMX = {"HTTP_HX_REQUEST": "true", "HTTP_HX_REQUEST_TYPE": "partial"}


def boats(firm: Firm, rig: str, *names: str, **more: Any) -> list[Any]:
    return create_many(firm.olga, "boat", [Draft({"name": n, "rig": rig, **more}) for n in names])


def head_of(text: str, key: str) -> str:
    column = next(found[0] for found in COLUMN.finditer(text) if found[1] == key)
    head = column.partition("</header>")[0].partition("<k-menu")
    rest = head[2].partition("</k-menu>")[2]
    return " ".join(re.sub(r"<[^>]+>", " ", head[0] + rest).split())


def move(firm: Firm, boat: Any, who: str = "olga", seen: str = '"sloop"', **given: str) -> Any:
    path = f"/werft/boats/{boat.pk}/change"
    return firm.client(who).post(path, {"seen-rig": seen, **given}, **HTMX)


def rig_of(firm: Firm, boat: Any) -> str:
    found: str = type(boat).objects.visible_to(firm.olga).get(pk=boat.pk).rig
    return found


def test_the_groups_of_a_field_are_its_columns_and_the_empty_one_is_the_last(firm: Firm) -> None:
    boats(firm, "sloop", "Bob", "Ann")
    boats(firm, "", "Cid")
    text = shown(firm, f"{BOARD}&sort=name")
    assert columns(text) == {"sloop": ["Ann", "Bob"], "ketch": [], "yawl": [], "*": ["Cid"]}
    assert head_of(text, "sloop") == "Sloop 2 Boats"


def test_people_are_columns_and_nobody_is_one(firm: Firm) -> None:
    wim = str(firm.members["wim"].pk)
    boats(firm, "sloop", "Ann", owner=wim)
    boats(firm, "sloop", "Bob", owner=None)
    found = columns(shown(firm, f"{BOARD}&group=owner"))
    assert (found[wim], found["-"]) == (["Ann"], ["Bob"])
    assert "*" not in found


def test_each_column_has_its_further_cards(firm: Firm) -> None:
    names = [f"Boat {n:03}" for n in range(60)]
    boats(firm, "sloop", *names)
    boats(firm, "ketch", "Ann")
    text = shown(firm, f"{BOARD}&sort=name")
    assert columns(text)["sloop"] == names[:50]
    more = re.search(r'hx-get="([^"]+after=[^"]+)"', text)
    assert more is not None
    rest = shown(firm, more[1].replace("&amp;", "&"), **HTMX)
    assert NAME.findall(rest) == names[50:]
    assert "<section" not in rest


def test_cards_without_a_value_to_sort_by_come_last_on_each_page(firm: Firm) -> None:
    boats(firm, "sloop", *(f"Long {n:02}" for n in range(45)), length="9")
    boats(firm, "sloop", *(f"None {n:02}" for n in range(15)))
    text = shown(firm, f"{BOARD}&sort=length")
    first = columns(text)["sloop"]
    assert [name[:4] for name in first] == ["Long"] * 45 + ["None"] * 5
    more = re.search(r'hx-get="([^"]+after=[^"]+)"', text)
    assert more is not None
    rest = NAME.findall(shown(firm, more[1].replace("&amp;", "&"), **HTMX))
    assert len(rest) == 10
    assert not set(rest) & set(first)


def test_the_head_adds_up_and_says_when_a_limit_is_exceeded(firm: Firm) -> None:
    boats(firm, "sloop", "Ann", "Bob", length="4.5")
    boats(firm, "ketch", "Cid", length="1")
    text = shown(firm, f"{BOARD}&sum=length&limits=sloop.1,ketch.5")
    assert head_of(text, "sloop") == "Sloop 2 / 1 Boats more than 1 Length: 9"
    assert head_of(text, "ketch") == "Ketch 1 / 5 Boats Length: 1"


def test_a_closed_column_shows_its_head_alone(firm: Firm) -> None:
    boats(firm, "sloop", "Ann")
    text = shown(firm, f"{BOARD}&closed=sloop")
    assert columns(text)["sloop"] == []
    assert "Open the column “Sloop”" in text
    assert 'href="?layout=board&amp;closed="' in text


def test_filters_a_search_and_only_mine_narrow_a_board_as_any_list(firm: Firm) -> None:
    boats(firm, "sloop", "Ann", harbour="Kiel")
    boats(firm, "sloop", "Bob", harbour="Bremen", owner=str(firm.members["wim"].pk))
    assert columns(shown(firm, f"{BOARD}&harbour=Kiel"))["sloop"] == ["Ann"]
    assert columns(shown(firm, f"{BOARD}&q=bob"))["sloop"] == ["Bob"]
    assert columns(shown(firm, f"{BOARD}&owner=me", "wim"))["sloop"] == ["Bob"]


def test_a_search_counts_adds_up_and_pages_what_it_found(firm: Firm) -> None:
    boats(firm, "sloop", *(f"Gull {n:02}" for n in range(60)), length="2")
    boats(firm, "ketch", "Gull", "Tern", length="3")
    text = shown(firm, f"{BOARD}&q=gull&sum=length&sort=name&closed=ketch")
    assert head_of(text, "sloop") == "Sloop 60 Boats Length: 120"
    assert head_of(text, "ketch") == "Ketch 1 Boats"
    assert columns(text)["ketch"] == []
    more = re.search(r'hx-get="([^"]+after=[^"]+)"', text)
    assert more is not None
    assert len(NAME.findall(shown(firm, more[1].replace("&amp;", "&"), **HTMX))) == 10


def test_a_row_asked_for_in_a_layout_without_rows_is_one_of_the_table(firm: Firm) -> None:
    (boat,) = boats(firm, "sloop", "Ann")
    for layout in ("board", "calendar", "nothing"):
        text = shown(firm, f"/werft/boats/{boat.pk}/row?layout={layout}", **HTMX)
        assert text.startswith('<tr role="row"')


def test_what_somebody_may_not_see_is_on_no_board_and_in_no_count(firm: Firm) -> None:
    hidden, _open = boats(firm, "sloop", "Ann", "Bob")
    share(firm.olga, "boat", hidden.pk, privacy="named")
    text = shown(firm, BOARD, "wim")
    assert columns(text)["sloop"] == ["Bob"]
    assert head_of(text, "sloop") == "Sloop 1 Boats"


def test_moving_a_card_is_one_change_with_one_event_and_the_way_back(firm: Firm) -> None:
    (boat,) = boats(firm, "sloop", "Ann")
    before = Event.objects.in_workspace(firm.workspace.pk).count()
    answer = move(firm, boat, rig="ketch")
    assert answer.status_code == 200
    assert "Ann: Rig is now “Ketch”" in answer.content.decode()
    events = Event.objects.in_workspace(firm.workspace.pk)
    assert events.count() == before + 1
    event = events.latest("id")
    assert event.facts["changes"] == {"rig": ["sloop", "ketch"]}
    assert f"/werft/undo/{event.batch}" in answer.content.decode()
    actions.undo(firm.olga, event.batch)
    assert rig_of(firm, boat) == "sloop"


def test_moving_to_where_it_is_already_writes_nothing(firm: Firm) -> None:
    (boat,) = boats(firm, "ketch", "Ann")
    before = Event.objects.in_workspace(firm.workspace.pk).count()
    answer = move(firm, boat, rig="ketch")
    assert answer.status_code == 200
    assert "undo" not in answer.content.decode()
    assert Event.objects.in_workspace(firm.workspace.pk).count() == before


def test_who_comes_second_is_told_what_the_first_one_did(firm: Firm) -> None:
    (boat,) = boats(firm, "sloop", "Ann")
    actions.change(firm.actor("wim"), "boat", boat.pk, {"rig": "yawl"})
    answer = move(firm, boat, rig="ketch")
    assert answer.status_code == 409
    assert "Wim set “Yawl”." in answer.content.decode()
    assert rig_of(firm, boat) == "yawl"


@pytest.mark.parametrize(
    ("given", "status"),
    [({"rig": "raft"}, 422), ({"rig": ""}, 200), ({"id": "7"}, 404), ({}, 404)],
)
def test_what_is_no_move_is_refused_in_words(firm: Firm, given: Any, status: int) -> None:
    (boat,) = boats(firm, "sloop", "Ann")
    answer = move(firm, boat, **given)
    assert answer.status_code == status
    assert rig_of(firm, boat) == ("" if status == 200 else "sloop")


def test_whoever_may_not_change_the_type_moves_nothing(firm: Firm) -> None:
    (boat,) = boats(firm, "sloop", "Ann")
    assert move(firm, boat, "bodo", rig="ketch").status_code == 403
    text = shown(firm, BOARD, "bodo")
    assert "data-put" not in text
    assert columns(text) == {"sloop": ["Ann"], "ketch": [], "yawl": []}
    assert "Move to" not in shown(firm, f"/werft/boats/{boat.pk}/menu?by=rig", "bodo", **HTMX)
    assert "Move to" in shown(firm, f"/werft/boats/{boat.pk}/menu?by=rig", **HTMX)


def test_a_form_without_a_script_moves_the_card_and_comes_back(firm: Firm) -> None:
    (boat,) = boats(firm, "sloop", "Ann")
    browser = firm.client()
    given = {"rig": "ketch", "seen-rig": '"sloop"'}
    answer = browser.post(
        f"/werft/boats/{boat.pk}/change", given, HTTP_REFERER=f"http://testserver{BOARD}"
    )
    assert answer["Location"] == BOARD
    assert rig_of(firm, boat) == "ketch"


def test_only_the_columns_that_changed_are_drawn_anew(firm: Firm) -> None:
    (ann,) = boats(firm, "yawl", "Ann")
    boats(firm, "sloop", "Bob")
    boats(firm, "ketch", "Cid")
    text = shown(firm, f"{BOARD}&redraw=1&columns=sloop&ids={ann.pk},junk&shown=sloop.x", **HTMX)
    assert columns(text) == {"sloop": ["Bob"], "yawl": ["Ann"]}
    assert text.count('hx-swap-oob="outerMorph"') == 2


def test_a_redrawn_column_keeps_as_many_cards_as_were_shown(firm: Firm) -> None:
    boats(firm, "sloop", *(f"Boat {n:03}" for n in range(130)))
    text = shown(firm, f"{BOARD}&redraw=1&columns=sloop&shown=sloop.100", **HTMX)
    assert len(columns(text)["sloop"]) == 100


def test_a_board_is_kept_in_a_saved_view_with_its_own_settings(firm: Firm) -> None:
    query = "group=owner&layout=board&cards=harbour&closed=-&colour=rig&limits=-.3&sum=length"
    boats(firm, "sloop", "Ann")
    browser = firm.client()
    given = {"name": "Who sails", "audience": "me", "query": f"{query}&cards=harbour"}
    to = browser.post("/werft/boats/views/new", given)["Location"]
    text = browser.get(to).content.decode()
    assert "<k-board" in text
    assert 'class="dirty"' not in text
    assert 'data-by="owner"' in text


def test_settings_that_make_no_sense_are_said_and_nothing_fails(firm: Firm) -> None:
    boats(firm, "sloop", "Ann")
    text = shown(firm, f"{BOARD}&sum=name&colour=harbour&limits=x&closed=%00'&cards=nope,harbour")
    assert columns(text)["sloop"] == ["Ann"]
    for wrong in ("sum=name", "colour=harbour", "limits=x"):
        assert f"“{wrong}” cannot be applied" in text
    assert columns(shown(firm, f"{BOARD}&after=junk")) == {}


def test_a_card_says_the_field_that_colours_it(firm: Firm) -> None:
    boats(firm, "ketch", "Ann", harbour="Kiel")
    text = shown(firm, f"{BOARD}&group=is_afloat&colour=rig&cards=harbour")
    card = text.partition('<li class="card hue-2"')[2].partition("</li>")[0]
    assert "Kiel" in card
    assert "Ketch" in card


def test_a_board_costs_the_same_for_ten_and_for_hundreds_of_cards(firm: Firm) -> None:
    browser = firm.client()
    for rig in ("sloop", "ketch", "yawl"):
        boats(firm, rig, f"A {rig}")
    browser.get(f"{BOARD}&sum=length")
    with CaptureQueriesContext(connection) as few:
        browser.get(f"{BOARD}&sum=length")
    for rig in ("sloop", "ketch", "yawl", ""):
        boats(firm, rig, *(f"B {rig} {n}" for n in range(70)))
    browser.get(f"{BOARD}&sum=length")
    with CaptureQueriesContext(connection) as many:
        browser.get(f"{BOARD}&sum=length")
    assert len(many) == len(few) <= 6, [one["sql"][:90] for one in many.captured_queries]


def test_no_field_is_called_like_a_word_of_addresses() -> None:
    clashing = {one.name: words_of_addresses() & one.by_name.keys() for one in record_types}
    assert {name: words for name, words in clashing.items() if words} == {}
