"""Editing in place: saving, refusing, and two people at once."""

from __future__ import annotations

import html
import re

from klientel.records import actions
from tests.cast import Firm

HTMX = {"HTTP_HX_REQUEST": "true", "HTTP_HX_REQUEST_TYPE": "partial"}


def expected(text: str) -> str:
    return html.unescape(re.search(r'name="expected" value="([^"]*)"', text)[1])


def test_a_cell_becomes_an_input_and_a_saved_value(firm: Firm) -> None:
    boat = actions.create(firm.actor(), "boat", {"name": "Anna", "length": "12,5"})
    browser, path = firm.client(), f"/werft/boats/{boat.pk}/fields/length"
    editor = browser.get(path, **HTMX).content.decode()
    assert "data-cell-input" in editor
    assert f'id="c-{boat.pk}-length"' in editor
    saved = browser.post(path, {"length": "13", "expected": expected(editor)}, **HTMX)
    assert saved.status_code == 200
    assert "cell-saved" in saved.content.decode()
    boat.refresh_from_db()
    assert boat.length == 13


def test_a_wrong_value_stays_in_the_input_with_the_reason(firm: Firm) -> None:
    boat = actions.create(firm.actor(), "boat", {"name": "Anna"})
    answer = firm.client().post(
        f"/werft/boats/{boat.pk}/fields/length", {"length": "zwölf {x}"}, **HTMX
    )
    text = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="zwölf {x}"' in text
    assert "cell-error" in text
    assert f'aria-invalid="true" aria-describedby="c-{boat.pk}-length-error"' in text
    assert f'id="c-{boat.pk}-length-error" role="alert"' in text


def test_a_stale_save_shows_both_texts_and_writes_nothing(firm: Firm) -> None:
    boat = actions.create(firm.actor(), "boat", {"name": "Anna", "length": "10"})
    browser, path = firm.client("wim"), f"/werft/boats/{boat.pk}/fields/length"
    seen = expected(browser.get(path, **HTMX).content.decode())
    actions.change(firm.actor("lena"), "boat", boat.pk, {"length": "4500"})
    answer = browser.post(path, {"length": "20", "expected": seen}, **HTMX)
    text = answer.content.decode()
    assert answer.status_code == 409
    assert text.index("Lena set “4,500") < text.index("Use what I typed")
    assert 'value="20"' in text
    boat.refresh_from_db()
    assert boat.length == 4500
    again = browser.post(path, {"length": "20", "expected": expected(text)}, **HTMX)
    assert again.status_code == 200
    boat.refresh_from_db()
    assert boat.length == 20


def test_a_tag_typed_for_the_first_time_is_shown_at_once(firm: Firm) -> None:
    boat = actions.create(firm.actor(), "boat", {"name": "Anna", "tags": "old"})
    path = f"/werft/boats/{boat.pk}/fields/tags"
    saved = firm.client().post(path, {"tags": "old, brand-new"}, **HTMX).content.decode()
    assert '<span class="tag">old</span><span class="tag">brand-new</span>' in saved


def test_facts_and_titles_are_edited_in_their_own_shape(firm: Firm) -> None:
    boat = actions.create(firm.actor(), "boat", {"name": "Anna"})
    browser, path = firm.client(), f"/werft/boats/{boat.pk}/fields/name"
    assert (
        browser.get(f"{path}?as=fact", **HTMX)
        .content.decode()
        .strip()
        .startswith('<div id="fact-name"')
    )
    saved = browser.post(f"{path}?as=title", {"name": "Berta"}, **HTMX).content.decode()
    assert 'id="record-title"' in saved
    assert "Berta" in saved
    plain = browser.get(path)
    assert plain.status_code == 200
    assert "<form" in plain.content.decode()
    assert browser.post(path, {"name": "Carla"}).status_code == 303


def test_every_field_of_a_boat_can_be_opened_and_shown(firm: Firm) -> None:
    boat = actions.create(firm.actor(), "boat", {"name": "Anna"})
    for name in ("name", "harbour", "rig", "length", "launched_on", "is_afloat", "owner", "tags"):
        for shape in ("cell", "fact"):
            for more in ("", "&show"):
                path = f"/werft/boats/{boat.pk}/fields/{name}?as={shape}{more}"
                assert firm.client().get(path, **HTMX).status_code == 200, path
    assert firm.client().get(f"/werft/boats/{boat.pk}/fields/nothing", **HTMX).status_code == 404


def test_without_the_right_a_cell_stays_closed(firm: Firm) -> None:
    boat = actions.create(firm.actor(), "boat", {"name": "Anna"})
    path = f"/werft/boats/{boat.pk}/fields/name"
    assert firm.client("bodo").get(path, **HTMX).status_code == 403
    assert firm.client("bodo").post(path, {"name": "x"}, **HTMX).status_code == 403
