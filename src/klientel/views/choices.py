"""The values of a field that a condition on it may name, as boxes to tick."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.utils.translation import gettext as _

from klientel.records.fields.base import Field, Reading
from klientel.views.conditions import ME

#: values of a field that are offered as a list to choose from
MOST_CHOICES = 60


def choices_of(
    one: Field, chosen: Collection[str], reading: Reading, *, knows_me: bool = False
) -> list[dict[str, Any]]:
    """The values of a field that has a few, and which of them are chosen; of people also "me"."""
    texts = [(_text(value), label) for value, label in one.buckets(reading) if value is not None]
    if knows_me and one.is_person and texts:
        texts.insert(0, (ME, _("Me")))
    return [
        {"value": text, "label": label, "chosen": text in chosen}
        for number, (text, label) in enumerate(texts)
        if number < MOST_CHOICES or text in chosen
    ]


def _text(value: Any) -> str:
    return "1" if value is True else "0" if value is False else str(value)
