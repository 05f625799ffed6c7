"""An action that another room brings stands in the menu of an account at the place it asks for."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from klientel.records import actions as records
from klientel.records.actions.catalogue import action, actions
from klientel.records.types import RecordType, record_types
from tests.cast import Firm

OFFERED = re.compile(r'href="[^"]*/actions/([a-z_.]+)"')


@pytest.fixture
def declare(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Any]:
    monkeypatch.setattr(actions, "_by_name", dict(actions._by_name))
    return action


def test_the_menus_follow_the_order_of_the_actions(firm: Firm, declare: Callable[..., Any]) -> None:
    @declare("account.bless", label="Bless", icon="star", order=25)
    def bless(actor: Any, account: Any) -> None:
        """Made up."""

    account = records.create(firm.olga, "account", {"name": "Ott", "relationship": "client"})
    wanted = ["account.change_stage", "account.bless", "account.name_decider"]
    for path in (f"{account.ref}-ott", f"{account.pk}/menu"):
        text = firm.client().get(f"/werft/accounts/{path}").content.decode()
        assert [name for name in OFFERED.findall(text) if name in wanted] == wanted, path


def test_an_icon_that_nobody_knows_is_refused_at_once(declare: Callable[..., Any]) -> None:
    with pytest.raises(ValueError, match="no icon named unicorn"):
        declare("account.bless", icon="unicorn")(lambda actor, account: None)
    assert "account.bless" not in [one.name for one in actions]
    strange = RecordType(
        name="ghost",
        model_label="sample_room.Boat",
        slug="ghosts",
        label="Ghost",
        label_plural="Ghosts",
        icon="unicorn",
        fields=[],
    )
    with pytest.raises(ValueError, match="no icon named unicorn"):
        record_types.register(strange)
    assert "ghost" not in record_types
