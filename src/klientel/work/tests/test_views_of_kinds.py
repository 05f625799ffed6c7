"""What the quick filter of a kind opens with, by role: orders as a board, for those who want it."""

from __future__ import annotations

import re
from html import unescape

import pytest

from klientel.events.models import Event
from klientel.kit.refused import Refused
from klientel.records import actions
from klientel.views.actions.view import save_view
from klientel.views.actions.view_default import make_default
from klientel.views.models import SavedView
from klientel.work.tests.items import add
from tests.cast import Firm

pytestmark = pytest.mark.django_db

ORDERS = "kind=order&category=open,active"


BOARD = f"{ORDERS}&layout=board"


def save(firm: Firm, query: str = BOARD, audience: str = "everyone") -> SavedView:
    given = {"team": "", "icon": "", "key": "", "batch": ""}
    return save_view(
        firm.olga, type="work", name="Orders as a board", query=query, audience=audience, **given
    )


def tabs(firm: Firm, who: str, path: str = "/werft/work") -> dict[str, tuple[str, bool]]:
    """The quick filters and views above the list: where each leads, and whether one is there."""
    text = firm.client(who).get(path).content.decode()
    nav = text.split('aria-label="Quick filters"')[1].split("</nav>")[0]
    found = re.findall(r'<a class="segment" href="([^"]*)"([^>]*)>(?:<svg.*?</svg>)?([^<]*)', nav)
    return {label.strip(): (unescape(href), "aria-current" in more) for href, more, label in found}


def test_a_quick_filter_opens_with_the_view_of_the_role(firm: Firm) -> None:
    add(firm, "Relaunch", kind="order")
    view = save(firm)
    make_default(firm.olga, view=view.number, roles="member,lead", place="order", batch="")
    assert tabs(firm, "olga")["Orders"] == (f"?{ORDERS}", False)
    assert tabs(firm, "wim")["Orders"] == (f"?view={view.number}", False)
    there = tabs(firm, "wim", f"/werft/work?view={view.number}")
    assert there["Orders"] == (f"?view={view.number}", True)
    assert "Orders as a board" not in there, "it stands there once"
    assert "<k-board" in firm.client("wim").get(f"/werft/work?view={view.number}").content.decode()
    # the list itself opens as before
    assert "<k-board" not in firm.client("wim").get("/werft/work").content.decode()


def test_choosing_again_takes_the_place_and_an_undo_brings_it_back(firm: Firm) -> None:
    first, second = save(firm), save(firm, f"{ORDERS}&layout=calendar")
    make_default(firm.olga, view=first.number, roles="member", place="order", batch="")
    make_default(firm.olga, view=second.number, roles="member", place="order", batch="")
    assert tabs(firm, "wim")["Orders"][0] == f"?view={second.number}"
    events = Event.objects.in_workspace(firm.workspace.pk).filter(verb="view.defaults_changed")
    actions.undo(firm.olga, events.latest("id").pk)
    assert tabs(firm, "wim")["Orders"][0] == f"?view={first.number}"


def test_a_quick_filter_that_is_none_and_a_view_of_ones_own_are_refused(firm: Firm) -> None:
    view, own = save(firm), save(firm, audience="me")
    with pytest.raises(Refused):
        make_default(firm.olga, view=view.number, roles="member", place="nonsense", batch="")
    with pytest.raises(Refused):
        make_default(firm.olga, view=own.number, roles="member", place="order", batch="")


def test_the_form_of_a_view_offers_the_quick_filter_that_it_stands_in(firm: Firm) -> None:
    view = save(firm)
    path = f"/werft/work/views/{view.number}"
    text = firm.client().get(path).content.decode()
    assert "The quick filter “Orders”" in text
    given = {"name": view.name, "audience": "everyone", "icon": "", "roles": ["lead"]}
    answer = firm.client().post(path, {**given, "place": "order"})
    assert answer.status_code in (302, 303)
    assert tabs(firm, "lena")["Orders"][0] == f"?view={view.number}"
    again = firm.client().get(path).content.decode()
    assert re.search(r'<option value="order" selected', again)


def test_a_board_of_open_work_folds_the_columns_that_no_card_of_it_can_stand_in(
    firm: Firm,
) -> None:
    """They stay to be dropped on: whoever finishes something there sees it leave the list."""
    actions.create(firm.olga, "work", {"title": "Relaunch"})
    page = firm.client().get("/werft/work?layout=board&group=status&category=open,active")
    text = page.content.decode()
    classes = {
        key: name
        for name, key in re.findall(
            r'<section class="(board-column[^"]*)"[^>]*data-column="([^"]+)"', text
        )
    }
    assert "is-closed" not in classes["open"]
    assert "is-closed" in classes["done"]
    assert "is-closed" in classes["cancelled"]
    done = re.search(r'<section[^>]*data-column="done".*?</section>', text, re.DOTALL)
    assert done is not None
    assert 'data-put="done"' in done[0], "a card is still dropped there"
    assert "Open the column" not in done[0]
    whole = firm.client().get("/werft/work?layout=board&group=status&category=")
    assert 'board-column is-closed"' not in whole.content.decode()
