"""Adding a record: the small dialog, the line below a list, what looks the same."""

from __future__ import annotations

import re

import pytest

from klientel.kit.ids import uuid7
from klientel.records import actions
from klientel.records.types import record_types
from tests.cast import Firm

HTMX = {"HTTP_HX_REQUEST": "true", "HTTP_HX_REQUEST_TYPE": "partial"}
LIST = {"HTTP_HX_CURRENT_URL": "http://testserver/werft/accounts?relationship=client"}


def accounts(firm: Firm) -> list:
    rows = record_types.get("account").model.objects.visible_to(firm.olga)
    return list(rows.order_by("created_at"))


def test_a_script_gets_a_small_dialog_and_a_person_a_page(firm: Firm) -> None:
    browser = firm.client()
    small = browser.get("/werft/accounts/new", **HTMX).content.decode()
    assert small.lstrip().startswith("<dialog")
    assert "data-opens-itself" in small
    assert 'data-key="Mod+Enter"' in small
    assert 'data-key="Mod+Shift+Enter"' in small
    assert "<html" not in small
    assert "<html" in browser.get("/werft/accounts/new").content.decode()


def test_the_dialog_asks_for_the_type_and_takes_that_of_the_list_below(firm: Firm) -> None:
    text = firm.client().get("/werft/accounts/new", **HTMX, **LIST).content.decode()
    assert re.search(r'name="relationship" value="client" checked', text)
    assert set(re.findall(r'name="(\w+)"', text)) >= {"name", "relationship", "email", "phone"}
    assert 'name="city"' not in text
    assert 'href="/werft/contacts/new"' in text


def test_saving_stays_on_the_page_or_opens_the_record(firm: Firm) -> None:
    browser = firm.client()
    given = {"name": "Ott", "relationship": "client", "token": str(uuid7())}
    stayed = browser.post("/werft/accounts/new", {**given, "then": "stay"}, **HTMX, **LIST)
    assert stayed.headers["HX-Redirect"] == "/werft/accounts?relationship=client"
    again = browser.post("/werft/accounts/new", {**given, "then": "open"}, **HTMX, **LIST)
    made = accounts(firm)
    assert [one.relationship for one in made] == ["client"], "a form sent twice adds one"
    assert again.headers["HX-Redirect"] == f"/werft/accounts/{made[0].ref}-ott"
    wrong = browser.post("/werft/accounts/new", {"name": "", "then": "stay"}, **HTMX)
    assert wrong.status_code == 422
    assert wrong.content.decode().lstrip().startswith("<form")
    elsewhere = {"HTTP_HX_CURRENT_URL": "https://evil.example/werft/"}
    safe = browser.post("/werft/accounts/new", {"name": "B", "then": "stay"}, **HTMX, **elsewhere)
    assert safe.headers["HX-Redirect"] == "/werft/accounts"


def test_the_line_below_a_list_adds_what_the_list_shows(firm: Firm) -> None:
    actions.create(firm.olga, "account", {"name": "A", "relationship": "client"})
    browser = firm.client()
    text = browser.get("/werft/accounts?relationship=client&sort=-name").content.decode()
    row = text[text.index('class="new-row"') :]
    given = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', row.split("</form>")[0]))
    assert given["relationship"] == "client"
    given |= {"name": "Neu", "list": given["list"].replace("&amp;", "&")}
    answer = browser.post("/werft/accounts/new", given)
    assert answer.status_code == 303
    assert answer.headers["Location"] == "/werft/accounts?relationship=client&sort=-name"
    assert accounts(firm)[-1].relationship == "client"


@pytest.mark.parametrize(("who", "path"), [("olga", "contacts"), ("bodo", "accounts")])
def test_there_is_no_such_line_where_more_is_needed_or_nothing_may_be_added(
    firm: Firm, who: str, path: str
) -> None:
    account = actions.create(firm.olga, "account", {"name": "A", "relationship": "customer"})
    actions.create(firm.olga, "contact", {"last_name": "Falk", "account": account.pk})
    may_add = firm.actor(who).may("account.create") and path == "accounts"
    text = firm.client(who).get(f"/werft/{path}").content.decode()
    assert ('class="new-row"' in text) is may_add


@pytest.mark.parametrize(
    "typed",
    [{"name": "Nord Med"}, {"email": "falk@nord.example"}, {"phone": "+49 431 5551234"}],
)
def test_what_looks_the_same_is_shown_while_typing(firm: Firm, typed: dict[str, str]) -> None:
    actions.create(
        firm.olga,
        "account",
        {"name": "Nord Media", "email": "falk@nord.example", "phone": "0431 5551234"},
    )
    text = firm.client().get("/werft/accounts/similar", typed, **HTMX).content.decode()
    assert "Nord Media" in text
