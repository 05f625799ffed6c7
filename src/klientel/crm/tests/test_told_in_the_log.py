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
