"""Fields that name facts of an account: one of them, and those that are always shown."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from klientel.records.fields import ChoiceField, Field, Option, Reading
from klientel.records.fields.choices import ChoicesField
from klientel.records.types import RecordType, record_types

#: facts of the product that may be marked; all that the firm added may be
_FACTS = (
    "decision_maker", "billing_contact", "parent", "stage", "email", "phone", "street", "postcode",
    "city", "country", "acquired_on", "owner", "industry", "source", "website", "external_number",
    "source_note", "tags",
)  # fmt: skip


def may_be_marked(one: Field, record_type: RecordType) -> bool:
    """Whether a fact of an account can be marked to be shown always."""
    return one.name in _FACTS or one in record_type.added


def facts_to_mark(reading: Reading) -> Sequence[Option]:
    """The facts that can be marked, by what the firm calls them."""
    record_type = record_types.get("account").in_workspace(reading.workspace)
    return [
        Option(one.name, reading.say(one.label))
        for one in record_type.fields
        if may_be_marked(one, record_type)
    ]


@dataclass(kw_only=True)
class FactField(ChoiceField):
    """One fact of an account, by the name of its field."""

    options: Sequence[Option] | Callable[[Reading], Sequence[Option]] = facts_to_mark


@dataclass(kw_only=True)
class FactsField(ChoicesField):
    """The facts of an account that are always shown; an action of their own marks them."""

    options: Sequence[Option] | Callable[[Reading], Sequence[Option]] = facts_to_mark
    editable: bool = False
    filterable: bool = False
