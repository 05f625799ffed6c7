"""The operators that many kinds of field have in common."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from klientel.records.fields.base import Field, Operator


def is_empty_operators() -> list[Operator]:
    """Filled or empty: every field that may be NULL can be asked so."""
    return [
        Operator("empty", _("is empty"), "none", lambda f, _v: Q(**{f"{f.column}__isnull": True})),
        Operator(
            "filled", _("is filled"), "none", lambda f, _v: Q(**{f"{f.column}__isnull": False})
        ),
    ]


def comparison_operators() -> list[Operator]:
    """Equal, at least, at most, between: for numbers, money and dates."""
    return [
        Operator("is", _("is"), "one", lambda f, v: Q(**{f.column: v})),
        Operator("min", _("is at least"), "one", lambda f, v: Q(**{f"{f.column}__gte": v})),
        Operator("max", _("is at most"), "one", lambda f, v: Q(**{f"{f.column}__lte": v})),
        Operator("between", _("is between"), "range", _between),
        *is_empty_operators(),
    ]


def _between(asked: Field, bounds: tuple[Any, Any]) -> Q:
    low, high = bounds
    condition = Q()
    if low is not None:
        condition &= Q(**{f"{asked.column}__gte": low})
    if high is not None:
        condition &= Q(**{f"{asked.column}__lte": high})
    return condition
