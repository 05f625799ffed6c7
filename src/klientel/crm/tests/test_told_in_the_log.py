"""The log tells of logged contact with whom it was, not that its text was added."""

from __future__ import annotations

import pytest

from klientel.crm.actions.interaction import log
from klientel.records import actions
from tests.cast import Firm

pytestmark = pytest.mark.django_db


def test_a_logged_contact_is_told_with_its_account(firm: Firm) -> None:
    account = actions.create(firm.olga, "account", {"name": "Weber Bau", "relationship": "client"})
    log(firm.olga, account, kind="call", body="Nicht erreicht, um Rückruf gebeten")
    page = firm.client().get("/werft/settings/log").content.decode()
    assert "Olga logged a contact with Weber Bau: “Nicht erreicht, um Rückruf gebeten”" in page
    german = firm.client().get("/werft/settings/log", headers={"accept-language": "de"})
    told = "Olga hat Kontakt mit Weber Bau notiert: „Nicht erreicht, um Rückruf gebeten“"
    assert told in german.content.decode()


def test_the_history_of_a_person_names_the_fields_that_changed(firm: Firm) -> None:
    account = actions.create(firm.olga, "account", {"name": "Weber Bau"})
    person = actions.create(firm.olga, "contact", {"last_name": "Falk", "account": str(account.pk)})
    actions.change(firm.olga, "contact", person.pk, {"position": "Einkauf"})
    address = f"/werft/contacts/{person.pk}/history"
    assert "Olga changed Position of Falk" in firm.client().get(address).content.decode()


def test_undo_is_offered_to_whoever_may_do_it(firm: Firm) -> None:
    account = actions.create(firm.olga, "account", {"name": "Weber Bau"})
    person = actions.create(firm.olga, "contact", {"last_name": "Falk", "account": str(account.pk)})
    actions.change(firm.olga, "contact", person.pk, {"position": "Einkauf"})
    pages = {
        name: firm.client(name).get(f"/werft/contacts/{person.pk}/history").content.decode()
        for name in ("olga", "lena", "wim")
    }
    assert {name: "/werft/undo/" in page for name, page in pages.items()} == {
        "olga": True, "lena": True, "wim": False,
    }  # fmt: skip
