"""A form sent twice adds one record, and a key opens nothing that the form did not add."""

from __future__ import annotations

import pytest

from klientel.kit.ids import uuid7
from klientel.kit.refused import Conflict
from klientel.records import actions
from klientel.records.actions.once import create_once, form_key
from tests.cast import Firm


def test_the_second_sending_finds_what_the_first_added(firm: Firm) -> None:
    key = uuid7()
    first = create_once(firm.olga, "boat", key, {"name": "Gudrun"})
    again = create_once(firm.olga, "boat", key, {"name": "Gudrun"})
    assert (first.is_new, again.is_new) == (True, False)
    assert first.record.pk == again.record.pk == key


def test_the_id_of_something_else_is_no_key(firm: Firm, other_firm: Firm) -> None:
    boat = actions.create(firm.olga, "boat", {"name": "Gudrun"})
    foreign = actions.create(other_firm.actor("fremd"), "boat", {"name": "Fremde"})
    account = actions.create(firm.olga, "account", {"name": "Ott"})
    for who, noun, key in (
        ("wim", "boat", boat.pk),
        ("olga", "boat", account.pk),
        ("olga", "account", boat.pk),
        ("olga", "boat", foreign.pk),
    ):
        with pytest.raises(Conflict):
            create_once(firm.actor(who), noun, key, {"name": "Neu"})
    assert form_key("nothing").version == 7
    assert form_key("00000000-0000-4000-8000-000000000000").version == 7


def test_the_page_says_that_it_was_there_and_offers_no_undo_of_nothing(firm: Firm) -> None:
    browser, given = firm.client(), {"name": "Gudrun", "token": str(uuid7())}
    for told, has_undo in (("was added", True), ("was added already", False)):
        page = browser.post("/werft/boats/new", given, follow=True).content.decode()
        assert f"Gudrun {told}<" in page
        assert ("/werft/undo/" in page) is has_undo
    strange = {"name": "Neu", "token": str(firm.workspace.pk)}
    assert browser.post("/werft/boats/new", strange).status_code == 303
    boat = actions.create(firm.actor("wim"), "boat", {"name": "Wims"})
    refused = browser.post("/werft/boats/new", {"name": "Neu 2", "token": str(boat.pk)})
    assert refused.status_code == 409
    assert str(boat.pk) not in refused.content.decode(), "the next sending has a key of its own"
