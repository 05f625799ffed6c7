"""Several teams of the firm."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from klientel.records.fields import TeamsField
from klientel.records.own_fields.kinds.members import OwnMembers
from klientel.records.own_fields.offered import OwnKind


@dataclass(kw_only=True)
class OwnTeams(OwnMembers, TeamsField):
    """Several teams of the firm, each with a row."""

    of = TeamsField


KIND = OwnKind(
    "teams",
    _("Several teams"),
    "users",
    lambda _options: OwnTeams,
    place=123,
)
