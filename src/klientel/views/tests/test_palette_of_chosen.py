"""The palette and the rows that are chosen in a list: it offers what the bar below them does."""

from __future__ import annotations

import re

import pytest

from tests.cast import Firm

pytestmark = pytest.mark.django_db

ROW = re.compile(
    r'data-presses="(#bulk [^"]+)"[^>]*>.*?<span class="palette-title">([^<]+)</span>', re.DOTALL
)


def offered(
    firm: Firm, query: str, path: str = "/werft/boats", who: str = "olga", slug: str = "werft"
) -> dict[str, str]:
    here = {"HTTP_HX_CURRENT_URL": f"http://testserver{path}"}
    page = firm.client(who).get(f"/{slug}/palette?{query}", **here)
    assert page.status_code == 200
    found = ROW.findall(page.content.decode().replace("&#39;", "'"))
    return {title: presses for presses, title in found}


def test_it_offers_what_can_be_done_with_the_chosen_rows(firm: Firm) -> None:
    ways = offered(firm, "chosen=3&q=")
    assert ways["3 selected › Change Owner"] == "#bulk [data-bulk-do='field-owner']"
    assert ways["3 selected › Delete"] == "#bulk [data-bulk-do='trash']"
    assert offered(firm, "chosen=all&q=")["All selected › Export"]
    assert list(offered(firm, "chosen=3&q=owner")) == ["3 selected › Change Owner"]
    assert offered(firm, "chosen=3&q=%3E") == ways


def test_each_way_presses_a_button_of_the_bar(firm: Firm) -> None:
    list_page = firm.client().get("/werft/boats").content.decode()
    firm.client().post("/werft/boats/new", {"name": "Ann", "rig": "sloop"})
    list_page = firm.client().get("/werft/boats").content.decode()
    for presses in offered(firm, "chosen=2&q=").values():
        name = re.search(r"data-bulk-do='([^']+)'", presses)
        assert name is not None
        assert f'data-bulk-do="{name[1]}"' in list_page, presses


@pytest.mark.parametrize("chosen", ["", "0", "-1", "many", "9" * 9, "%00"])
def test_nothing_chosen_or_nonsense_offers_nothing(firm: Firm, chosen: str) -> None:
    assert offered(firm, f"chosen={chosen}&q=") == {}


def test_only_on_a_list_of_the_own_workspace_and_only_what_one_may(
    firm: Firm, other_firm: Firm
) -> None:
    assert offered(firm, "chosen=3&q=", path="/werft/boats/columns") == {}
    assert offered(firm, "chosen=3&q=", path="/fremd/boats") == {}
    assert offered(other_firm, "chosen=3&q=", who="fremd", slug="fremd") == {}
    few = offered(firm, "chosen=3&q=", who="bodo")
    assert "3 selected › Delete" not in few


def test_german_words_find_it_and_say_it(firm: Firm) -> None:
    here = {"HTTP_HX_CURRENT_URL": "http://testserver/werft/boats", "HTTP_ACCEPT_LANGUAGE": "de"}
    page = firm.client().get("/werft/palette?chosen=3&q=l%C3%B6schen", **here).content.decode()
    assert "3 ausgewählt › Löschen" in page
