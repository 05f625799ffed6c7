"""A team of the firm."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from klientel.records.fields import TeamField
from klientel.records.own_fields.field import OwnField
from klientel.records.own_fields.offered import OwnKind


@dataclass(kw_only=True)
class OwnTeam(OwnField, TeamField):
    """A team of the firm."""

    of = TeamField
    slot = "key"
    python = UUID


KIND = OwnKind(
    "team",
    _("Team"),
    "users",
    lambda _options: OwnTeam,
    place=122,
)
