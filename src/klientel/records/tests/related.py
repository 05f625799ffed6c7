"""Boats and accounts that a relation leads to and from."""

from __future__ import annotations

from typing import Any

from klientel.records import actions
from klientel.records.actions.own_field import (
    add_field,
)
from klientel.records.models import FieldDefinition
from klientel.workspaces.actor import Actor
from tests.cast import Firm

CHARTERER = "own_charterer"


def related(firm: Firm, **said: Any) -> FieldDefinition:
    """Accounts with their ships, ships with whom they are chartered by."""
    asked = {"label": "Ships", "to": "boat", "back_label": "Charterer", **said}
    made: FieldDefinition = add_field(firm.olga, type="account", kind="relation", **asked)
    firm.workspace.refresh_from_db()
    return made


def an_account(firm: Firm, name: str = "Weber Bau", **values: Any) -> Any:
    return actions.create(
        firm.olga, "account", {"name": name, "relationship": "customer", **values}
    )


def a_boat(firm: Firm, name: str = "Adler", **values: Any) -> Any:
    return actions.create(firm.olga, "boat", {"name": name, **values})


def set_to(firm: Firm, record: Any, name: str, *others: Any, who: Actor | None = None) -> None:
    keys = ",".join(str(one.pk) for one in others)
    actions.change(who or firm.olga, record.record_type, record.pk, {name: keys})
