"""What every row that programs read has: its fields as JSON, and where people find it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.conf import settings

from klientel.integrations.api.calls import Call
from klientel.records.fields.base import Field
from klientel.records.reading import address


def field_json(call: Call, one: Field, row: Mapping[str, Any]) -> Any:
    """The value of a field in a row of its columns."""
    return one.outward(one.value(row), call.reading)


def url_of(call: Call, type_name: str, pk: UUID, ref: str | None, title: str) -> str:
    """Where people find a record in their browser."""
    return settings.BASE_URL + address(call.reading.workspace.slug, type_name, pk, ref, title)
