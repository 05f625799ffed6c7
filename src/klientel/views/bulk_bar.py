"""What stands in the bar below a list as soon as rows are chosen."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from klientel.kit.ids import uuid7
from klientel.records.fields.base import Field, Reading
from klientel.records.types import RecordType
from klientel.views.actions.bulk import is_for_many
from klientel.views.labels import labels_of


class Given(NamedTuple):
    """A field that is given to many rows, with the icon and the key of its button."""

    name: str
    label: str
    icon: str
    key: str


def bulk_bar(record_type: RecordType, reading: Reading) -> dict[str, Any]:
    """The fields that are given to many rows most often, each with its key, and a form's id."""
    labels = labels_of(record_type, reading)
    return {
        "quick": tuple(
            Given(one.name, labels[one.name], icon, key) for one, icon, key in _quick(record_type)
        ),
        "key": uuid7(),
    }


def _quick(record_type: RecordType) -> Iterator[tuple[Field, str, str]]:
    """Who answers for it, the word that says how far it is, and tags; whatever the type has."""
    open_ones = [one for one in record_type.fields if is_for_many(one)]
    shown = [one for one in open_ones if one.name in record_type.default_columns]
    answers = next((one for one in open_ones if one.is_person and one.column == "owner_id"), None)
    word = next((one for one in (*shown, *open_ones) if one.is_word and one.is_changeable), None)
    side = next((one for one in open_ones if one.is_side), None)
    for one, icon, key in (
        (answers, "user-round", "I"),
        (word, "circle-dot", "S"),
        (side, "tag", "L"),
    ):
        if one is not None:
            yield one, icon, key
