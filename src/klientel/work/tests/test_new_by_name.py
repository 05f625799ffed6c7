"""New work is offered by what it is: a task, an order, a ticket, in the firm's own words."""

from __future__ import annotations

import re
from html import unescape

import pytest

from tests.cast import Firm

pytestmark = pytest.mark.django_db


def offered(firm: Firm, who: str = "olga") -> dict[str, tuple[str, str]]:
    """What the menu "New" offers: the address and the keys by the name."""
    text = firm.client(who).get("/werft/work").content.decode()
    menu = text.split('id="menu-creates"')[1].split("</k-menu>")[0]
    found = re.findall(r'href="([^"]*)"(.*?)>.*?<span>([^<]*)</span>', menu)
    keys = {name: re.search(r'data-key="([^"]*)"', more) for _href, more, name in found}
    return {
        name: (unescape(href), key.group(1) if (key := keys[name]) else "")
        for href, _more, name in found
    }


def test_every_kind_is_offered_by_its_name_and_letter(firm: Firm) -> None:
    found = offered(firm)
    assert found["Task"] == ("/werft/work/new?kind=task", "C T")
    assert found["Ticket"] == ("/werft/work/new?kind=ticket", "C N")
    assert found["Order"] == ("/werft/orders/new", "C O"), "it has a form of its own"
    assert "{order.up} or task" not in found


def test_the_form_says_what_it_makes(firm: Firm) -> None:
    fragment = {"HTTP_HX_REQUEST": "true"}
    text = firm.client().get("/werft/work/new?kind=ticket", **fragment).content.decode()
    assert "New: Ticket" in text
    assert '<input type="hidden" name="kind" value="ticket">' in text
    assert "New: Task" in firm.client().get("/werft/work/new").content.decode()
    assert "New: Order or task" in firm.client().get("/werft/work/new?kind=none").content.decode()


def test_a_shop_s_list_is_called_by_what_it_shows(firm: Firm) -> None:
    def title(query: str) -> str:
        text = firm.client().get(f"/werft/work{query}").content.decode()
        return re.split(r"[<\s]*<span", text.split('class="page-title"')[1].split(">", 1)[1])[0]

    firm.workspace.serves = "customers"
    firm.workspace.save(update_fields=["serves"])
    assert title("?kind=order&category=open,active").strip() == "Orders"
    assert title("?kind=task").strip() == "Orders &amp; tasks"
    assert title("").strip() == "Orders &amp; tasks"


def test_a_firm_of_customers_is_offered_nothing_of_clients(firm: Firm) -> None:
    def offers() -> tuple[bool, bool]:
        page = firm.client().get("/werft/automations").content.decode()
        return 'href="/werft/radar"' in page, "Welcome of a new client" in page

    assert offers() == (True, True)
    firm.workspace.serves = "customers"
    firm.workspace.save(update_fields=["serves"])
    assert offers() == (False, False)
