"""Sums are of one currency: the firm's, which stays once an amount is recorded."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from klientel.crm.actions.purchase import PurchaseDraft, record_purchases
from klientel.records import actions
from klientel.workspaces.models import Workspace
from tests.cast import Firm

pytestmark = pytest.mark.django_db


def test_the_currency_stays_once_something_was_bought(firm: Firm) -> None:
    page = firm.client("olga")
    given = {"setting": "currency", "value": "CHF"}
    assert "until the first amount" in page.get("/werft/settings/firm").content.decode()
    assert page.post("/werft/settings/firm", given).status_code == 303
    buyer = actions.create(firm.olga, "account", {"name": "Lena", "relationship": "customer"})
    record_purchases(firm.olga, [PurchaseDraft(buyer.pk, date(2026, 11, 1), Decimal(12))])
    assert "since amounts are recorded in it" in page.get("/werft/settings/firm").content.decode()
    refused = page.post("/werft/settings/firm", {**given, "value": "EUR"})
    assert refused.status_code == 422
    assert "recorded in CHF" in refused.content.decode()
    assert Workspace.objects.get(slug="werft").currency == "CHF"
