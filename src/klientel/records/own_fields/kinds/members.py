"""Several persons of the firm."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from klientel.kit.refused import Refused
from klientel.records.fields import MembersField
from klientel.records.fields.base import Reading
from klientel.records.own_fields.field import OwnField
from klientel.records.own_fields.offered import OwnKind


@dataclass(kw_only=True)
class OwnMembers(OwnField, MembersField):
    """Several persons of the firm, each with a row."""

    of = MembersField
    slot = "key"
    python = UUID
    is_in_place: ClassVar[bool] = True
    filterable: bool = True

    def clean(self, raw: Any, reading: Reading) -> Any:
        keys = super().clean(raw, reading)
        if self.required and not keys:
            raise Refused("This must not be empty.", self.name)
        return keys

    def looked_for(self, value: Any) -> Sequence[Any]:
        return [UUID(key) for key in value or ()]


KIND = OwnKind(
    "members",
    _("Several persons of the firm"),
    "users",
    lambda _options: OwnMembers,
    place=121,
)
