"""A person of the firm."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from klientel.records.fields import MemberField
from klientel.records.own_fields.field import OwnField
from klientel.records.own_fields.offered import OwnKind


@dataclass(kw_only=True)
class OwnMember(OwnField, MemberField):
    """A person of the firm."""

    of = MemberField
    slot = "key"
    python = UUID


KIND = OwnKind(
    "member",
    _("Person of the firm"),
    "user",
    lambda _options: OwnMember,
    place=120,
)
