"""What an account is to the firm is given when it is added; later promote and return change it."""

from __future__ import annotations

from pathlib import Path

import pytest

from klientel.crm.actions.account import promote, return_to_customer
from klientel.crm.models import Account
from klientel.integrations.models import RowProblem
from klientel.integrations.tests.files import imported, write
from klientel.kit.ids import uuid7
from klientel.kit.refused import Forbidden, Invalid, Refused
from klientel.records import actions
from klientel.workspaces.rows import known_as
from tests.cast import Firm

pytestmark = pytest.mark.django_db

HTMX = {"HTTP_HX_REQUEST": "true", "HTTP_HX_REQUEST_TYPE": "partial"}


@pytest.fixture
def account(firm: Firm) -> Account:
    values = {"name": "Weber Bau", "relationship": "customer", "email": "info@weber.example"}
    return known_as(Account, actions.create(firm.olga, "account", values))


def again(account: Account) -> Account:
    return Account.objects.in_workspace(account.workspace_id).get(pk=account.pk)


def test_no_change_sets_it(firm: Firm, account: Account) -> None:
    for values in ({"relationship": "client"}, {"relationship": ""}):
        with pytest.raises(Invalid, match="cannot be set"):
            actions.change(firm.olga, "account", account.pk, values)
        with pytest.raises(Refused, match="cannot be set"):
            actions.change_many(firm.olga, "account", {account.pk: values}, cleaned=True)
    path = f"/werft/accounts/{account.pk}/fields/relationship"
    browser = firm.client()
    assert browser.get(path, **HTMX).status_code == 403
    assert browser.post(path, {"relationship": "client"}, **HTMX).status_code == 422
    assert again(account).relationship == "customer"


def test_an_empty_one_is_refused_when_it_is_added(firm: Firm) -> None:
    with pytest.raises(Invalid, match="must not be empty"):
        actions.create(firm.olga, "account", {"name": "Ott", "relationship": ""})
    given = {"name": "Ott", "relationship": "", "token": str(uuid7())}
    assert firm.client().post("/werft/accounts/new", given).status_code == 303
    found = Account.objects.visible_to(firm.olga).get(name="Ott")
    assert found.relationship == "prospect"


def test_support_makes_no_clients_at_any_door(firm: Firm, account: Account) -> None:
    sam = firm.actor("sam")
    with pytest.raises(Forbidden):
        promote(sam, account.pk)
    with pytest.raises(Forbidden):
        actions.create(sam, "account", {"name": "Ott", "relationship": "client"})
    given = {"name": "Ott", "relationship": "client", "token": str(uuid7())}
    assert firm.client("sam").post("/werft/accounts/new", given).status_code == 403
    assert actions.create(sam, "account", {"name": "Ott"}).relationship == "prospect"
    promote(firm.actor("wim"), account.pk)
    return_to_customer(firm.actor("wim"), account.pk)


def test_a_file_leaves_it_as_it_is_and_says_so(
    firm: Firm, account: Account, tmp_path: Path
) -> None:
    rows = [
        ("Name", "Relationship", "E-mail", "City"),
        ("Weber Bau", "Client", "info@weber.example", "Kiel"),
        ("Ott KG", "Client", "info@ott.example", "Husum"),
    ]
    imported(firm.olga, write(tmp_path, rows), "account")
    found = again(account)
    assert (found.relationship, found.city) == ("customer", "Kiel")
    assert Account.objects.visible_to(firm.olga).get(name="Ott KG").is_client
    (note,) = RowProblem.objects.in_workspace(firm.workspace.pk).filter(is_dry=False)
    assert note.was_imported
    assert "stays as it is" in note.reason


def test_a_choice_with_a_usual_value_is_never_emptied(firm: Firm, account: Account) -> None:
    path = f"/werft/accounts/{account.pk}/fields/stage"
    browser = firm.client()
    assert 'value=""' not in browser.get(path, **HTMX).content.decode().split("<select")[1]
    assert browser.post(path, {"stage": ""}, **HTMX).status_code == 422
    source = browser.get(f"/werft/accounts/{account.pk}/fields/source", **HTMX).content.decode()
    assert 'value=""' in source.split("<select")[1], "where none is usual there may be none"
    assert again(account).stage == "new"
