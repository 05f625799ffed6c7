"""Colouring a list by the groups of a field; the field's word always stands beside the colour."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from klientel.records.fields.base import Field, Reading
from klientel.records.fields.stretches import MONTHS, WEEKS, Dated
from klientel.records.types import RecordType
from klientel.ui.badge import HUES
from klientel.views.groups import STEP
from klientel.views.offers import Setting
from klientel.views.query import ViewQuery


def bucketed(record_type: RecordType) -> list[Field]:
    """The fields of a type that have groups, by which a list is divided or coloured."""
    return [one for one in record_type.fields if one.groupable and not one.is_side]


def columned(record_type: RecordType) -> list[Field]:
    """The fields whose groups can be columns of a board, or divide groups once more."""
    return [
        one
        for one in record_type.fields
        if (one.groupable or one.is_gathered or isinstance(one, Dated)) and not one.is_side
    ]


def a_columned_field(record_type: RecordType, text: str) -> str:
    """The name of a field whose groups divide others; empty for any other."""
    return text if text in {one.name for one in columned(record_type)} else ""


def a_bucketed_field(record_type: RecordType, text: str) -> str:
    """The name of a field that has groups; empty for any other."""
    return text if text in {one.name for one in bucketed(record_type)} else ""


def _a_step(_record_type: RecordType, text: str) -> str:
    return text if text in (WEEKS, MONTHS) else ""


def steps_of(one: Field | None, query: ViewQuery) -> list[dict[str, Any]]:
    """The lengths that the groups of a field's days can have, for a menu; none for another field"""
    if not isinstance(one, Dated):
        return []
    base, current = query.address_with_setting(STEP), query.setting(STEP)
    named = (("", _("Around today")), (WEEKS, _("Weeks")), (MONTHS, _("Months")))
    return [
        {"label": label, "current": current == name, "href": f"{base}{name}"}
        for name, label in named
    ]


STEPS = Setting(STEP, _a_step)
COLOUR = Setting("colour", a_bucketed_field, says=True)


def colour_field(record_type: RecordType, query: ViewQuery) -> Field | None:
    """The field that a list is coloured by."""
    name = query.setting("colour")
    return record_type.field(name) if name else None


def hues_of(one: Field | None, reading: Reading) -> Mapping[Any, int]:
    """The hue of each value, from 1 up; six of them, then they come again."""
    if one is None:
        return {}
    values = [value for value, _label in one.buckets(reading) if value is not None]
    return {value: number % HUES + 1 for number, value in enumerate(values)}
