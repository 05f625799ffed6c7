"""One key takes back the last thing that somebody did, and the next press the one before."""

from __future__ import annotations

import pytest

from klientel.records import actions
from tests.cast import Firm
from tests.sample_room.models import Boat

pytestmark = pytest.mark.django_db


@pytest.fixture
def boat(firm: Firm) -> Boat:
    return actions.create(firm.actor("lena"), "boat", {"name": "Fritz"})


def name_of(boat: Boat) -> str:
    return str(Boat.objects.in_workspace(boat.workspace_id).get(pk=boat.pk).name)


def rename(firm: Firm, boat: Boat, name: str, who: str = "olga") -> None:
    actions.change(firm.actor(who), "boat", boat.pk, {"name": name})


def test_each_press_goes_one_step_further_back(firm: Firm, boat: Boat) -> None:
    browser = firm.client()
    rename(firm, boat, "Anton")
    rename(firm, boat, "Berta")
    browser.post("/werft/undo")
    assert name_of(boat) == "Anton"
    browser.post("/werft/undo")
    assert name_of(boat) == "Fritz"
    browser.post("/werft/undo")
    assert name_of(boat) == "Fritz"
    assert "There is nothing to undo." in browser.get("/werft/boats").content.decode()


def test_what_was_undone_says_of_what(firm: Firm, boat: Boat) -> None:
    browser = firm.client()
    rename(firm, boat, "Anton")
    browser.post("/werft/undo")
    assert "Undone: Fritz" in browser.get("/werft/boats").content.decode()


def test_what_others_did_and_what_was_done_before_signing_in_stays(firm: Firm, boat: Boat) -> None:
    rename(firm, boat, "Anton")
    browser = firm.client()
    rename(firm, boat, "Berta", "lena")
    browser.post("/werft/undo")
    assert name_of(boat) == "Berta"


def test_a_later_change_of_somebody_else_is_said_once_and_passed_over(
    firm: Firm, boat: Boat
) -> None:
    browser = firm.client()
    other = actions.create(firm.actor("lena"), "boat", {"name": "Ida"})
    rename(firm, other, "Ilse")
    rename(firm, boat, "Anton")
    rename(firm, boat, "Berta", "lena")
    browser.post("/werft/undo")
    assert name_of(boat) == "Berta"
    assert "Berta was changed since." in browser.get("/werft/boats").content.decode()
    browser.post("/werft/undo")
    assert name_of(other) == "Ida"


def test_a_batch_is_one_step(firm: Firm, boat: Boat) -> None:
    browser = firm.client()
    other = actions.create(firm.actor("lena"), "boat", {"name": "Ida"})
    both = {"selected": [str(boat.pk), str(other.pk)]}
    browser.post("/werft/boats/bulk/trash", both)
    browser.post("/werft/undo")
    assert Boat.objects.visible_to(firm.olga).count() == 2


def test_the_key_stands_on_a_control_of_every_page(firm: Firm) -> None:
    page = firm.client().get("/werft/boats").content.decode()
    assert page.count('data-key="Z"') == 1
    assert 'hx-post="/werft/undo"' in page
