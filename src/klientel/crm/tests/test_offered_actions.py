"""Which verbs are offered for an account: those that make sense for what it is now."""

from __future__ import annotations

import re

import pytest

from klientel.crm.actions.account import promote, return_to_customer
from klientel.crm.models import Account
from klientel.kit.refused import Refused
from klientel.records import actions
from tests.cast import Firm

pytestmark = pytest.mark.django_db

HTMX = {"HTTP_HX_REQUEST": "true", "HTTP_HX_REQUEST_TYPE": "partial"}


def account_of(firm: Firm, relationship: str) -> Account:
    made = actions.create(firm.olga, "account", {"name": "Ott", "relationship": relationship})
    return Account.objects.visible_to(firm.olga).get(pk=made.pk)


@pytest.mark.parametrize(
    ("relationship", "offered", "missing"),
    [
        ("client", "account.return_to_customer", "account.promote"),
        ("customer", "account.promote", "account.return_to_customer"),
        ("prospect", "account.promote", "account.return_to_customer"),
    ],
)
def test_row_menu_page_and_palette_offer_what_makes_sense(
    firm: Firm, relationship: str, offered: str, missing: str
) -> None:
    account = account_of(firm, relationship)
    browser = firm.client()
    page = f"/werft/accounts/{account.ref}-ott"
    here = {"HTTP_HX_CURRENT_URL": f"http://testserver{page}"}
    for path, more in (
        (f"/werft/accounts/{account.pk}/menu", {}),
        (page, {}),
        (f"{page}/timeline", {}),
        ("/werft/palette?q=", here),
    ):
        text = browser.get(path, **more).content.decode()
        assert f"/actions/{offered}" in text, path
        assert f"/actions/{missing}" not in text, path


def test_the_palette_acts_only_on_a_record_of_this_workspace(firm: Firm, other_firm: Firm) -> None:
    account = account_of(firm, "client")
    for path in ("/werft/accounts", f"/fremd/accounts/{account.pk}", "/werft/accounts/999", "x"):
        here = {"HTTP_HX_CURRENT_URL": f"http://testserver{path}"}
        text = firm.client().get("/werft/palette", **here).content.decode()
        assert "/actions/" not in text, path
    here = {"HTTP_HX_CURRENT_URL": f"http://testserver/werft/accounts/{account.pk}"}
    text = other_firm.client("fremd").get("/fremd/palette", **here).content.decode()
    assert "/actions/" not in text


def test_what_makes_no_sense_is_refused_in_a_sentence(firm: Firm) -> None:
    client, customer = account_of(firm, "client"), account_of(firm, "customer")
    with pytest.raises(Refused, match="already"):
        promote(firm.olga, client.pk)
    with pytest.raises(Refused, match="This is not"):
        return_to_customer(firm.olga, customer.pk)
    page = firm.client().get(f"/werft/accounts/{client.pk}/actions/account.promote")
    assert page.status_code == 422
    assert "This is a client already." in page.content.decode()


def test_technical_inputs_are_never_shown(firm: Firm) -> None:
    account = account_of(firm, "client")
    page = firm.client().get(f"/werft/accounts/{account.pk}/actions/interaction.log")
    text = page.content.decode()
    assert 'name="body"' in text
    assert text.count('name="key"') == text.count('type="hidden" name="key"') == 1


def test_a_script_gets_the_action_as_a_dialog_with_what_is_likely_filled_in(firm: Firm) -> None:
    account = account_of(firm, "customer")
    actions.change(firm.olga, "account", account.pk, {"owner": "Wim"})
    path = f"/werft/accounts/{account.pk}/actions/account."
    browser = firm.client()
    text = browser.get(f"{path}promote", **HTMX).content.decode()
    assert text.lstrip().startswith("<dialog")
    assert f'<option value="{firm.members["wim"].pk}" selected>Wim' in text
    stage = browser.get(f"{path}change_stage", **HTMX).content.decode()
    assert '<option value="new" selected>' in stage
    wrong = browser.post(f"{path}change_stage", {"stage": "strange"}, **HTMX)
    assert wrong.status_code == 422
    assert wrong.content.decode().lstrip().startswith("<dialog")
    here = {"HTTP_HX_CURRENT_URL": "http://testserver/werft/accounts?sort=name"}
    done = browser.post(f"{path}promote", {"manager": "", "start": ""}, **HTMX, **here)
    assert done.headers["HX-Redirect"] == "/werft/accounts?sort=name"


@pytest.mark.parametrize(("relationship", "keys"), [("client", "SIL"), ("prospect", "SILP")])
def test_the_keys_of_an_account_sit_on_controls_in_sight(
    firm: Firm, relationship: str, keys: str
) -> None:
    account = account_of(firm, relationship)
    text = firm.client().get(f"/werft/accounts/{account.pk}").content.decode()
    menu = text[text.index('id="menu-record"') :].split("</k-menu>")[0]
    for key in keys:
        assert text.count(f'data-key="{key}"') == 1, key
        assert f'data-key="{key}"' not in menu
    assert ('data-key="P"' in text) is ("P" in keys)
    support = firm.client("bodo").get(f"/werft/accounts/{account.pk}").content.decode()
    assert not any(f'data-key="{key}"' in support for key in keys)


def test_what_was_done_is_said_with_the_way_back(firm: Firm) -> None:
    account = account_of(firm, "customer")
    browser = firm.client()
    browser.post(f"/werft/accounts/{account.pk}/actions/account.promote", {})
    said = browser.get("/werft/accounts").content.decode()
    found = re.search(r'action="(/werft/undo/[0-9a-f-]+)"|hx-post="(/werft/undo/[0-9a-f-]+)"', said)
    assert found is not None
    browser.post(found[1] or found[2])
    account = Account.objects.visible_to(firm.olga).get(pk=account.pk)
    assert account.relationship == "customer"


def test_what_changed_nothing_offers_no_way_back(firm: Firm) -> None:
    account = account_of(firm, "customer")
    browser = firm.client()
    browser.post(f"/werft/accounts/{account.pk}/actions/account.change_stage", {"stage": "new"})
    said = browser.get("/werft/accounts").content.decode()
    assert "Nothing was changed." in said
    assert "/werft/undo/" not in said
