"""A firm's own long text on the page of an account: with its signs, beside its button."""

from __future__ import annotations

import pytest

from klientel.records import actions
from klientel.records.actions.own_field import add_field
from tests.cast import Firm

pytestmark = pytest.mark.django_db


def test_what_holds_blocks_stands_beside_its_button_and_not_in_it(firm: Firm) -> None:
    made = add_field(firm.olga, type="account", kind="long_text", label="Absprachen")
    firm.workspace.refresh_from_db()
    told = {"name": "Ott GmbH", made.name: "- vorher anrufen\n- **nie** montags"}
    account = actions.create(firm.olga, "account", told)
    page = firm.client().get(f"/werft/accounts/{account.ref}", follow=True).content.decode()
    assert '<div class="fact-linked"><div class="rich"><ul><li>vorher anrufen</li>' in page
