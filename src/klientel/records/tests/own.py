"""Own fields of accounts, as tests add and read them."""

from __future__ import annotations

from typing import Any

from klientel.events.models import Event
from klientel.records import actions
from klientel.records.actions.own_field import (
    add_field,
)
from klientel.records.models import FieldDefinition, FieldValue
from klientel.records.reading import reading_for
from klientel.records.types import RecordType, record_types
from tests.cast import Firm

#: what somebody types into a field of each kind, and what it shows then in English
TYPED: dict[str, tuple[str, str]] = {
    "text": ("Zuständig: Süd", "Zuständig: Süd"),
    "long_text": ("One line\nand another", "One line\nand another"),
    "number": ("1,234.5", "1,234.5"),
    "money": ("1234.50", "€1,234.50"),
    "percent": ("12.5 %", "12.5%"),
    "day": ("2026-11-23", "23 Nov 2026"),
    "instant": ("2026-11-23 14:30", "23 Nov 2026, 14:30"),
    "truth": ("yes", "Yes"),
    "choice": ("North", "North"),
    "choices": ("South, North", "North, South"),
    "rating": ("4", "4 of 5"),
    "member": ("Wim", "Wim"),
    "members": ("Wim, Olga", "Wim, Olga"),
    "team": ("Web", "Web"),
    "teams": ("Web, Beratung", "Web, Beratung"),
    "email": ("A@Roth.Example", "a@roth.example"),
    "phone": ("0171 2345678", "+49 171 2345678"),
    "url": ("roth.example/x", "https://roth.example/x"),
    "progress": ("75", "75%"),
    "address": ("Am Kai 1\n20457 Hamburg\nDeutschland", "Am Kai 1, 20457 Hamburg, Germany"),
}


def own(firm: Firm, label: str = "Budget", kind: str = "number", **said: Any) -> FieldDefinition:
    """A field of accounts, as the settings add it."""
    asked = {"places": "1", "choices": "North\nSouth\nEast", "to": "contact"}
    return add_field(firm.olga, type="account", kind=kind, label=label, **{**asked, **said})


def accounts(firm: Firm) -> RecordType:
    """The type of accounts as the firm has it now."""
    firm.workspace.refresh_from_db()
    return record_types.get("account").in_workspace(firm.workspace)


def an_account(firm: Firm, name: str = "Weber Bau", **values: Any) -> Any:
    who = firm.olga if "olga" in firm.members else firm.actor("fremd")
    return actions.create(who, "account", {"name": name, "relationship": "customer", **values})


def again(firm: Firm, record: Any) -> Any:
    return type(record).objects.visible_to(firm.olga).get(pk=record.pk)


def rows_of(firm: Firm, field: FieldDefinition) -> list[Any]:
    rows = FieldValue.objects.visible_to(firm.olga).filter(field_id=field.pk)
    return list(rows.order_by("record_id", "text"))


def shown(firm: Firm, record: Any, name: str) -> str:
    one = accounts(firm).field(name)
    return one.shown(one.value(record), reading_for(firm.workspace))


def last(firm: Firm, verb: str) -> Event:
    event = Event.objects.visible_to(firm.olga).filter(verb=verb).order_by("-id").first()
    assert event is not None
    return event
