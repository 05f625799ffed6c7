"""Search: umlauts, parts of words, numbers, and what one may not see."""

from __future__ import annotations

import re

import pytest

from klientel.records import actions
from klientel.records.actions.create import Draft, create_many
from klientel.records.models import RecordRef, search_doc
from klientel.records.types import record_types
from klientel.views.search import search
from tests.cast import Firm


def titles(firm: Firm, text: str, who: str = "olga") -> list[str]:
    return [hit.title for hit in search(firm.actor(who), text)]


def fill(firm: Firm) -> list:
    names = ["Müller & Söhne GmbH", "Anna Weber", "Weberei Mueller", "Straßenbau Ott", "O'Neill"]
    return create_many(
        firm.actor(), "boat", [Draft({"name": name, "harbour": "Flensburg"}) for name in names]
    )


@pytest.mark.parametrize("text", ["müller", "mueller", "MULLER", "Müll", "muel"])
def test_umlauts_may_be_written_in_any_way(firm: Firm, text: str) -> None:
    fill(firm)
    assert set(titles(firm, text)) == {"Müller & Söhne GmbH", "Weberei Mueller"}


def test_the_beginning_of_a_title_counts_most(firm: Firm) -> None:
    fill(firm)
    assert titles(firm, "weber") == ["Weberei Mueller", "Anna Weber"]
    assert titles(firm, "anna weber") == ["Anna Weber"]
    assert len(titles(firm, "flensb")) == 5


def test_parts_of_words_and_numbers_are_found(firm: Firm) -> None:
    boats = fill(firm)
    assert titles(firm, "assenb") == ["Straßenbau Ott"]
    assert titles(firm, "strasse") == ["Straßenbau Ott"]
    assert titles(firm, boats[1].ref)[0] == "Anna Weber"
    assert titles(firm, "#" + boats[1].ref.lower())[0] == "Anna Weber"


@pytest.mark.parametrize(
    "text",
    ['"', "'", "a'b", '"müller"', "mül* OR", "NEAR(", "-", ":", "title:x", "%", "_",
     "\\", "\x00", "&|!",
     "ö" * 500, " ".join(["wort"] * 300), "٣٤٥٦", "🙂", "a" * 5000, "'w':*", ")",
     "{title}", "12 34"],
)  # fmt: skip
def test_nothing_that_can_be_typed_is_an_error(firm: Firm, text: str) -> None:
    fill(firm)
    titles(firm, text)
    assert firm.client().get("/werft/palette", {"q": text}).status_code == 200
    assert firm.client().get("/werft/search", {"q": text}).status_code == 200
    assert firm.client().get("/werft/boats", {"q": text}).status_code == 200


def test_only_what_one_may_see_is_found(firm: Firm, other_firm: Firm) -> None:
    boat = fill(firm)[0]
    assert not titles(other_firm, "müller", "fremd")
    actions.share(firm.actor(), "boat", boat.pk, privacy="named")
    assert titles(firm, "müller", "bea") == ["Weberei Mueller"]
    assert "Müller & Söhne GmbH" in titles(firm, "müller")


def test_what_one_may_not_see_takes_no_place_among_the_hits(firm: Firm) -> None:
    mine = actions.create(firm.olga, "boat", {"name": "Weber Kiel"})
    hidden = create_many(firm.actor(), "boat", [Draft({"name": f"Weber {n}"}) for n in range(520)])
    rows = record_types.get("boat").model.objects.in_workspace(firm.workspace.pk)
    spine = RecordRef.objects.in_workspace(firm.workspace.pk)
    for table in (rows, spine):
        table.filter(pk__in=[one.pk for one in hidden]).update(privacy="named")
    assert titles(firm, "weber", "bea") == ["Weber Kiel"]
    assert titles(firm, "weber k", "bea") == ["Weber Kiel"]
    assert titles(firm, "eber", "bea") == ["Weber Kiel"]
    page = firm.client("bea").get("/werft/boats", {"q": "weber"}).content.decode()
    assert f"/werft/boats/{mine.ref}" in page
    assert "newest" not in page
    assert len(titles(firm, "weber")) == 20
    assert "Only the newest 500" in firm.client().get("/werft/boats?q=weber").content.decode()


def test_a_filtered_list_is_searched_within_its_filter(firm: Firm) -> None:
    actions.create(firm.olga, "boat", {"name": "Weber Kiel", "rig": "yawl"})
    create_many(firm.actor(), "boat", [Draft({"name": f"Weber {n}"}) for n in range(520)])
    page = firm.client().get("/werft/boats?q=weber&rig=yawl").content.decode()
    assert "Weber Kiel" in page
    assert "newest" not in page


def test_search_follows_a_change_and_the_trash(firm: Firm) -> None:
    boat = fill(firm)[1]
    actions.change(firm.actor(), "boat", boat.pk, {"name": "Berta Weber"})
    assert "Berta Weber" in titles(firm, "berta")
    assert not titles(firm, "anna")
    actions.trash(firm.actor(), "boat", boat.pk)
    assert not titles(firm, "berta")
    actions.restore(firm.actor(), "boat", boat.pk)
    assert titles(firm, "berta") == ["Berta Weber"]


def test_the_palette_has_its_three_groups_and_prefixes(firm: Firm) -> None:
    fill(firm)
    browser = firm.client()
    whole = browser.get("/werft/palette", {"q": "weber"}).content.decode()
    assert "<mark>Weber</mark>" in whole
    assert "New: Boat" in browser.get("/werft/palette", {"q": "> boat"}).content.decode()
    assert (
        "Weber"
        not in browser.get("/werft/palette", {"q": "> weber"}).content.decode().split("empty")[0]
    )
    options = browser.get("/werft/options", {"q": "weber", "types": "boat"}).content.decode()
    assert "Anna Weber" in options


def test_options_of_one_name_differ_also_when_they_are_chosen(firm: Firm) -> None:
    both = [actions.create(firm.actor(), "boat", {"name": "Zwilling"}) for _ in range(2)]
    actions.create(firm.actor(), "boat", {"name": "Zwilling Eins"})
    text = firm.client().get("/werft/options", {"q": "zwilling", "types": "boat"}).content.decode()
    assert [one.ref for one in both if f'data-label="Zwilling ({one.ref})"' not in text] == []
    assert 'data-label="Zwilling Eins"' in text


def test_two_types_that_share_a_mark_are_still_told_apart(
    firm: Firm, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search_doc, "crc32", lambda _name: 7)
    search_doc.mark_of.cache_clear()
    try:
        actions.create(firm.actor(), "boat", {"name": "Zwillingsschwester"})
        found = [search(firm.actor(), "zwillingsschw", [name]) for name in ("boat", "account")]
    finally:
        search_doc.mark_of.cache_clear()
    assert [len(hits) for hits in found] == [1, 0]


def test_functions_are_found_in_both_languages_and_hits_say_what_they_are(firm: Firm) -> None:
    actions.create(firm.actor(), "account", {"name": "Weber", "relationship": "client"})
    other = {"name": "Weber", "relationship": "customer", "city": "Kiel", "phone": "0171 2345678"}
    actions.create(firm.actor(), "account", other)
    browser = firm.client()

    def asked(text: str) -> str:
        return browser.get("/werft/palette", {"q": text}).content.decode()

    assert 'href="/werft/settings/team"' in asked("rollen")
    assert 'href="/werft/settings/team"' in asked("> roles")
    assert 'data-presses="[data-set-theme=&#39;dark&#39;]"' in asked("dunkel")
    assert "Sign out" in asked("abmelden")
    assert 'href="/werft/trash"' in asked("papierkorb")
    assert 'href="/werft/accounts/new?relationship=customer"' in asked("neu kunde")
    assert "data-presses" not in asked("")
    found = re.findall(r'palette-note">(?!Settings)([^<]+)', asked("weber"))
    assert len(found) == 2
    assert found[0] != found[1]
    assert any(note.startswith("Customer · ") and "Kiel" in note for note in found)
    assert "Kiel" in asked("+49 (0)171 2345678")


def test_only_named_records_are_found_behind_an_at_sign(firm: Firm) -> None:
    firm_made = actions.create(firm.actor(), "account", {"name": "Weber"})
    values = {"account": str(firm_made.pk), "body": "Weber hat angerufen", "kind": "call"}
    actions.create(firm.actor(), "interaction", values)
    browser = firm.client()
    assert "angerufen" in browser.get("/werft/palette", {"q": "weber"}).content.decode()
    assert "angerufen" not in browser.get("/werft/palette", {"q": "@weber"}).content.decode()
