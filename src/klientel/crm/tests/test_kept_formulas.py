"""Formulas over what the program keeps by itself follow it at once, not only the next night."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from klientel.crm.actions.interaction import log
from klientel.kit import clock
from klientel.records import actions
from klientel.records.actions.own_field import add_field
from klientel.records.models import FieldValue
from klientel.records.types import record_types
from klientel.work.actions import item as verbs
from klientel.work.actions.time import log_time
from klientel.work.tests.items import add
from tests.cast import Firm

pytestmark = pytest.mark.django_db


def formula(firm: Firm, type_name: str, text: str) -> str:
    made = add_field(
        firm.olga, type=type_name, kind="formula", label="Ergebnis", formula=text, places="2"
    )
    firm.workspace.refresh_from_db()
    return str(made.name)


def value(firm: Firm, record: Any, name: str) -> Any:
    row = type(record).objects.visible_to(firm.olga).get(pk=record.pk)
    return record_types.of(row).in_workspace(firm.workspace).field(name).value(row)


def test_a_talk_changes_what_follows_from_the_last_contact(firm: Firm) -> None:
    name = formula(firm, "account", "TODAY() - DATEONLY({last_contact})")
    account = actions.create(
        firm.olga, "account", {"name": "Weber Bau", "relationship": "customer"}
    )
    assert value(firm, account, name) is None
    log(firm.olga, account, kind="call", occurred_at=clock.now() - timedelta(days=5))
    assert value(firm, account, name) == 5
    log(firm.olga, account, kind="call", body="Rückruf")
    assert value(firm, account, name) == 0
    (row,) = FieldValue.objects.visible_to(firm.olga).filter(record_id=account.pk)
    assert row.number == 0


def test_time_and_parts_change_what_follows_from_them(firm: Firm) -> None:
    name = formula(firm, "work", "{tracked_minutes} / 60 + IFEMPTY({progress}; 0)")
    top = add(firm, "Top")
    leaves = [add(firm, f"Leaf {n}", parent=top.pk) for n in range(2)]
    log_time(firm.olga, top, hours=Decimal("1.5"))
    assert value(firm, top, name) == Decimal("1.50")
    verbs.complete(firm.olga, leaves[0])
    assert value(firm, top, name) == Decimal("2.00")
