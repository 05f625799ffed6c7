"""Fields of the list of accounts that tell at a glance how one stands: next step, rating, care."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from klientel.crm import choices
from klientel.crm.fields import HealthField
from klientel.records.fields import MemberField, NumberField, Reading, TextField
from klientel.ui.html import Html, escape, pattern
from klientel.ui.icons import icon

#: what of an account tells how it is cared for
_OF_CARE = (
    "owner_id", "relationship", "purchases_12m_count", "rfm_word", "next_step", "next_step_on",
)  # fmt: skip
_DUE = pattern('<span class="quiet">{}</span> {}')
_LATE = pattern('<span class="warn">{} {}</span> {}')
_BOTH = pattern('<span class="care-cell">{}<span class="truncate">{}</span></span>')
_CUSTOMER = "customer"
_PEOPLE = MemberField(name="owner", label="")
_HEALTH = HealthField(name="health", label="")
_SEGMENTS = {one.value: one.label for one in choices.SEGMENTS}


class _Step(str):
    """What is to be done next, which knows until when."""

    __slots__ = ("on",)
    on: date | None


class _Points(int):
    """Points out of a hundred, which know whether they are a client's."""

    is_health: bool


class _Care(str):
    """Whoever looks after an account, by their id, beside what a list tells of it."""

    __slots__ = ("owner", "purchases", "segment", "step")
    owner: UUID | None
    purchases: int
    segment: str
    step: _Step


def step_of(row: Any) -> _Step:
    """The next step of an account, or of a mapping of its columns."""
    is_mapping = isinstance(row, Mapping)
    step = _Step(row["next_step"] if is_mapping else row.next_step)
    step.on = row["next_step_on"] if is_mapping else row.next_step_on
    return step


def _is_late(step: _Step, reading: Reading) -> bool:
    return step.on is not None and step.on < reading.today


def _drawn(step: _Step, reading: Reading) -> Html:
    """When first: a narrow column cuts the end off."""
    if not step or step.on is None:
        return TextField(name="next_step", label="").cell(step, reading)
    day = reading.format.relative(step.on, reading.today)
    if _is_late(step, reading):
        return _LATE(icon("triangle-alert", 12, str(_("Overdue"))), day, step)
    return _DUE(day, step)


@dataclass(kw_only=True)
class NextStepField(TextField):
    """What was agreed to be done next with an account; ordered by the day until which it is."""

    editable: bool = False

    def columns(self) -> tuple[str, ...]:
        return ("next_step", "next_step_on")

    def value(self, row: Any) -> Any:
        return step_of(row)

    def order_column(self) -> str:
        return "next_step_on"

    def is_nullable(self) -> bool:
        return True

    def is_late(self, value: Any, reading: Reading) -> bool:
        return isinstance(value, _Step) and _is_late(value, reading)

    def cell(self, value: Any, reading: Reading) -> Html:
        return _drawn(value, reading) if isinstance(value, _Step) else super().cell(value, reading)


@dataclass(kw_only=True)
class RatingField(NumberField):
    """The health of a client, and of a prospect how likely they become one: lists of both have one
    column for them. They are filtered and ordered by their own fields.
    """

    editable: bool = False
    sortable: bool = False
    filterable: bool = False
    totals = ()

    def columns(self) -> tuple[str, ...]:
        return ("health", "lead_score")

    def value(self, row: Any) -> Any:
        is_mapping = isinstance(row, Mapping)
        health = row["health"] if is_mapping else row.health
        score = row["lead_score"] if is_mapping else row.lead_score
        if health is None and score is None:
            return None
        points = _Points(score if health is None else health)
        points.is_health = health is not None
        return points

    def cell(self, value: Any, reading: Reading) -> Html:
        if getattr(value, "is_health", False):
            return _HEALTH.cell(value, reading)
        return super().cell(value, reading)


@dataclass(kw_only=True)
class CareField(TextField):
    """Who looks after an account, with what is next; of a customer what they bought in a year."""

    editable: bool = False
    sortable: bool = False
    filterable: bool = False

    def columns(self) -> tuple[str, ...]:
        return _OF_CARE

    def value(self, row: Any) -> Any:
        told = {
            name: row[name] if isinstance(row, Mapping) else getattr(row, name) for name in _OF_CARE
        }
        is_customer = told["relationship"] == _CUSTOMER
        care = _Care(told["owner_id"] or told["next_step"])
        care.owner = told["owner_id"]
        care.purchases = told["purchases_12m_count"] if is_customer else 0
        care.segment = told["rfm_word"] if is_customer else ""
        care.step = step_of(told)
        return care

    def shown(self, value: Any, reading: Reading) -> str:
        if not isinstance(value, _Care):
            return super().shown(value, reading)
        step = value.step
        due = reading.format.date(step.on) if step.on else ""
        parts = [_PEOPLE.shown(value.owner, reading), *_bought(value, reading), due, step]
        return " · ".join(filter(None, parts))

    def outward(self, value: Any, reading: Reading) -> Any:
        return self.shown(value, reading)

    def cell(self, value: Any, reading: Reading) -> Html:
        if not isinstance(value, _Care):
            return super().cell(value, reading)
        who = _PEOPLE.cell(value.owner, reading)
        told = _bought(value, reading)
        rest = escape(" · ".join(told)) if told else _drawn(value.step, reading)
        if not rest:
            return who
        return _BOTH(who, rest) if who else rest


def _bought(care: _Care, reading: Reading) -> list[str]:
    told = []
    if care.purchases:
        told.append(
            ngettext("{count} purchase", "{count} purchases", care.purchases).format(
                count=care.purchases
            )
        )
    if care.segment in _SEGMENTS:
        told.append(reading.say(_SEGMENTS[care.segment]))
    return told
