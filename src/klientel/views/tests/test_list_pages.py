"""The list of a type: rows, pages, filters, counts, and nobody else's."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from klientel.records import actions
from klientel.records.actions.create import Draft, create_many
from klientel.ui import once
from tests.cast import Firm

HTMX = {"HTTP_HX_REQUEST": "true", "HTTP_HX_REQUEST_TYPE": "partial"}
TITLES = re.compile(r'name="selected"[^>]* aria-label="Select ([^"]+)"')


def boats(firm: Firm, count: int, **more: str) -> list:
    drafts = [
        Draft({"name": f"Boat {n:03d}", "harbour": f"Kiel {n % 3}", "rig": "sloop", **more})
        for n in range(count)
    ]
    return create_many(firm.actor(), "boat", drafts)


def test_the_list_shows_rows_count_and_sidebar(firm: Firm) -> None:
    boats(firm, 3)
    page = firm.client().get("/werft/boats")
    text = page.content.decode()
    assert page.status_code == 200
    assert TITLES.findall(text) == ["Boat 002", "Boat 001", "Boat 000"]
    assert (
        '<h1 class="page-title" tabindex="-1">Boats <span class="page-count">3</span></h1>' in text
    )
    assert 'data-edit="/werft/boats/' in text


def test_a_stranger_a_visitor_and_a_wrong_address_learn_nothing(
    firm: Firm, other_firm: Firm
) -> None:
    boat = boats(firm, 1)[0]
    stranger = other_firm.client("fremd")
    for path in (
        "/werft/boats",
        f"/werft/boats/{boat.pk}",
        f"/fremd/boats/{boat.pk}",
        f"/fremd/boats/{boat.pk}/peek",
        f"/fremd/boats/{boat.pk}/fields/name",
        f"/fremd/boats/{boat.ref}",
        "/fremd/nothings",
    ):
        assert stranger.get(path).status_code == 404, path
    assert stranger.post(f"/fremd/boats/{boat.pk}/trash").status_code == 404
    assert stranger.post(f"/fremd/boats/{boat.pk}/fields/name", {"name": "x"}).status_code == 404
    from django.test import Client

    assert Client().get("/werft/boats").status_code == 302


def test_what_surrounds_the_rows_is_drawn_once(firm: Firm, monkeypatch: pytest.MonkeyPatch) -> None:
    # a store of its own: the one of the process starts anew when it is full, maybe just now
    monkeypatch.setattr(once, "_drawn", {})
    boats(firm, 3)
    browser = firm.client()
    kept = []
    for _round in range(2):
        for path in ("/werft/boats", "/werft/boats?q=002"):
            assert browser.get(path).status_code == 200
        kept.append(set(once._drawn))
    assert kept[0]
    assert kept[0] == kept[1]


@pytest.mark.parametrize("count", [10, 100])
def test_the_list_needs_six_queries_however_long_it_is(firm: Firm, count: int) -> None:
    boats(firm, count, owner="Wim", tags="a,b")
    browser = firm.client()
    browser.get("/werft/boats")
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert browser.get("/werft/boats").status_code == 200
    assert len(queries) <= 6, [one["sql"][:120] for one in queries]


def test_all_pages_together_are_the_whole_list(firm: Firm) -> None:
    boats(firm, 120)
    browser = firm.client()
    seen, path = [], "/werft/boats?sort=name"
    while path:
        text = browser.get(path, **(HTMX if seen else {})).content.decode()
        seen += TITLES.findall(text)
        found = re.search(r'hx-get="([^"]*after=[^"]*)"', text)
        path = found[1].replace("&amp;", "&") if found else ""
    assert seen == [f"Boat {n:03d}" for n in range(120)]


def test_an_unknown_filter_is_said_and_not_applied(firm: Firm) -> None:
    boats(firm, 2)
    for query in (
        "xyz=1",
        "length=abc",
        "length.weird=3",
        "length=1e999999",
        "rig=battleship",
        "sort=nothing",
        "group=nothing",
        "cols=name,nothing",
        "where=%5B%22or%22",
        "where=" + "%5B" * 300,
        "after=abc",
        "launched_on=0001-01-01",
        "launched_on=99999-01-01",
        "owner=Nobody",
    ):
        page = firm.client().get(f"/werft/boats?{query}")
        assert page.status_code == 200, query
        assert "banner" in page.content.decode() or query.startswith("launched_on=0001"), query
        assert len(TITLES.findall(page.content.decode())) == 2 or "launched" in query, query


def test_filters_narrow_the_list_and_stand_in_chips(firm: Firm) -> None:
    boats(firm, 6)
    create_many(firm.actor(), "boat", [Draft({"name": "Olgas", "owner": "Olga", "rig": "ketch"})])
    browser = firm.client()
    text = browser.get("/werft/boats?owner=me").content.decode()
    assert TITLES.findall(text) == ["Olgas"]
    assert "Olga" in text
    text = browser.get('/werft/boats?where=["or",["rig","any","ketch"],["name","is","Boat 001"]]')
    assert len(TITLES.findall(text.content.decode())) == 2
    text = browser.get("/werft/boats?harbour=Nowhere").content.decode()
    assert "Nothing matches" in text


def test_the_boxes_of_a_form_are_one_filter(firm: Firm) -> None:
    boats(firm, 2)
    create_many(firm.actor(), "boat", [Draft({"name": "K", "rig": "ketch"}), Draft({"name": "N"})])
    text = firm.client().get("/werft/boats?rig=sloop&rig=ketch").content.decode()
    assert len(TITLES.findall(text)) == 3
    assert 'id="chip-rig"' in text
    panel = firm.client().get("/werft/boats/filters?on=rig&rig=sloop,ketch", **HTMX)
    boxes = re.findall(
        r'type="checkbox" name="rig" value="(\w+)"( checked)?', panel.content.decode()
    )
    assert [value for value, checked in boxes if checked] == ["sloop", "ketch"]
    assert "menuitem" not in panel.content.decode()


def test_links_in_cells_are_no_stops_and_each_row_names_its_menu(firm: Firm) -> None:
    boats(firm, 51)
    text = firm.client().get("/werft/boats?cols=name,owner,harbour").content.decode()
    rows = text[text.index("<tbody>") : text.index("</tbody>")]
    assert 'aria-label="Actions for Boat 050"' in rows
    links = re.findall(r"<a [^>]*>", rows)
    assert [one for one in links if 'tabindex="-1"' not in one] == [links[-1]]
    assert "data-next-page>50 more</a>" in rows


def test_groups_have_headings_and_counts(firm: Firm) -> None:
    boats(firm, 60)
    create_many(firm.actor(), "boat", [Draft({"name": "K", "rig": "ketch"}), Draft({"name": "N"})])
    text = firm.client().get("/werft/boats?group=rig").content.decode()
    assert 'Sloop <span class="tab-count">60</span>' in text
    following = re.search(r'hx-get="([^"]*after=[^"]*)"', text)[1].replace("&amp;", "&")
    rest = firm.client().get(following, **HTMX).content.decode()
    assert 'id="group-0"' not in rest
    assert 'Ketch <span class="tab-count">1</span>' in rest
    assert rest.index('id="group-1"') < rest.index('id="group-3"')
    assert len(TITLES.findall(text + rest)) == 62


def test_the_search_in_a_list_finds_parts_and_umlauts(firm: Firm) -> None:
    create_many(firm.actor(), "boat", [Draft({"name": "Müllers Traum"}), Draft({"name": "Anna"})])
    browser = firm.client()
    for text in ("mueller", "Müller", "MULLER", "traum", "llers"):
        page = browser.get("/werft/boats", {"q": text}).content.decode()
        assert TITLES.findall(page) == ["Müllers Traum"], text


def test_a_role_without_the_right_sees_no_way_to_write(firm: Firm) -> None:
    boat = boats(firm, 1)[0]
    reader = firm.client("bodo")
    text = reader.get("/werft/boats").content.decode()
    assert "data-edit" not in text
    assert "/boats/new" not in text
    assert reader.post(f"/werft/boats/{boat.pk}/trash").status_code == 403
    assert reader.get("/werft/boats/new").status_code == 403


def test_deleting_and_undoing(firm: Firm) -> None:
    first, second = boats(firm, 2)
    browser = firm.client()
    answer = browser.post(
        "/werft/boats/bulk/trash", {"selected": [first.pk, second.pk]}, follow=True
    )
    text = answer.content.decode()
    assert "2 records were deleted" in text
    undo = re.search(r'hx-post="(/werft/undo/[^"]+)"', text)[1]
    assert "Boat 000" in browser.get("/werft/trash").content.decode()
    gone = browser.get(f"/werft/boats/{first.ref}")
    assert gone.status_code == 410
    assert "restore" in gone.content.decode()
    assert browser.post(undo).status_code == 303
    assert len(TITLES.findall(browser.get("/werft/boats").content.decode())) == 2
    actions.trash(firm.actor(), "boat", first.pk)
    assert browser.post(f"/werft/boats/{first.pk}/restore").status_code == 303
    assert browser.get(f"/werft/boats/{first.ref}-boat-000").status_code == 200


def test_sending_a_form_twice_adds_one(firm: Firm) -> None:
    browser = firm.client()
    text = browser.get("/werft/boats/new").content.decode()
    token = re.search(r'name="token" value="([^"]+)"', text)[1]
    for _time in range(2):
        answer = browser.post("/werft/boats/new", {"name": "Nur eins", "token": token})
        assert answer.status_code == 303, answer.content
    assert len(TITLES.findall(browser.get("/werft/boats").content.decode())) == 1


def test_a_refused_form_keeps_what_was_typed(firm: Firm) -> None:
    answer = firm.client().post(
        "/werft/boats/new", {"name": "", "length": "zwölf", "harbour": "Kiel"}
    )
    text = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="zwölf"' in text
    assert 'value="Kiel"' in text


def test_similar_records_are_offered(firm: Firm) -> None:
    create_many(firm.actor(), "boat", [Draft({"name": "Müllers Traum"})])
    text = firm.client().get("/werft/boats/similar", {"name": "Muell"}, **HTMX).content.decode()
    assert "Müllers Traum" in text


def test_the_front_page_leads_into_a_room(firm: Firm) -> None:
    assert firm.client().get("/werft/").status_code == 302


def test_one_row_can_be_fetched_again(firm: Firm) -> None:
    boat = boats(firm, 2)[0]
    text = firm.client().get(f"/werft/boats/{boat.pk}/row", **HTMX).content.decode()
    assert text.startswith(f'<tr role="row" id="row-{boat.pk}"')
    assert text.count("<tr") == 1


def test_an_address_that_is_not_quite_right_leads_to_the_list(firm: Firm) -> None:
    boat = boats(firm, 1)[0]
    browser = firm.client()
    answer = browser.get("/werft/boats/?rig=ketch")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/werft/boats?rig=ketch")
    assert "This view does not exist" in browser.get("/werft/boats?view=9").content.decode()
    assert "does not exist any more" in browser.get("/werft/boats?peek=B-999").content.decode()
    known = browser.get(f"/werft/boats?peek={boat.ref}").content.decode()
    assert "does not exist any more" not in known


def test_a_record_says_its_number_in_the_list_and_leads_on_by_numbers(firm: Firm) -> None:
    made = boats(firm, 3)
    mark = "list=sort%3Dname%26rig%3Dsloop"
    text = firm.client().get(f"/werft/boats/{made[1].pk}?{mark}").content.decode()
    assert "<span>2 of 3</span>" in text
    assert f'href="/werft/boats/{made[0].ref}?list=' in text
    assert f'href="/werft/boats/{made[2].ref}?list=' in text
    assert 'data-key="Escape"' in text
    gone = firm.client().get(f"/werft/boats/{made[1].pk}?list=rig%3Dketch").content.decode()
    assert not re.search(r"<span>\d of \d</span>", gone)


def test_a_list_that_is_come_back_to_gets_all_its_rows_at_once(firm: Firm) -> None:
    boats(firm, 220)
    browser = firm.client()
    first = browser.get("/werft/boats").content.decode()
    further = re.search(r'hx-get="([^"]*after=[^"]*)"', first)[1].replace("&amp;", "&")
    assert len(TITLES.findall(browser.get(f"{further}&rows=150", **HTMX).content.decode())) == 150
    for odd in ("x", "-3", "999999", "7"):
        answer = browser.get(f"{further}&rows={odd}", **HTMX)
        assert len(TITLES.findall(answer.content.decode())) == 50, odd


def test_a_search_without_a_result_offers_to_add_what_was_looked_for(firm: Firm) -> None:
    boats(firm, 1)
    text = firm.client().get("/werft/boats?q=Seeadler+%26+Co").content.decode()
    assert 'href="/werft/boats/new?name=Seeadler+%26+Co"' in text
    assert "Create “Seeadler &amp; Co”" in text
    form = firm.client().get("/werft/boats/new?name=Seeadler+%26+Co").content.decode()
    assert 'value="Seeadler &amp; Co"' in form
    assert "/boats/new?name=" not in firm.client("bodo").get("/werft/boats?q=Nix").content.decode()
    assert "/boats/new?name=" not in firm.client().get("/werft/boats?q=Boat").content.decode()


def test_a_field_is_found_by_its_help_as_well_and_no_match_is_said(firm: Firm) -> None:
    shown = firm.client().get("/werft/contacts/filters", **HTMX).content.decode()
    consent = re.search(r'<button[^>]*data-also="([^"]*)"[^>]*><span>Consent: newsletter', shown)
    assert consent is not None
    assert "Advertising" in consent[1]
    assert "data-narrowed-out" in shown
