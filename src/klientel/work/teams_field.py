"""The teams of an item: the first of them in a column of its own, all of them in rows beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from klientel.records.fields import Operator, TeamsField
from klientel.records.fields.beside import Beside
from klientel.work.beside_field import Asked, BesideField
from klientel.work.models import ItemTeam
from klientel.workspaces.bulk import unsaved


@dataclass(kw_only=True)
class ItemTeamsField(BesideField, TeamsField):
    """All teams that work on it, the first of them before the others; filtered by any of them."""

    def side_model(self) -> Any:
        return ItemTeam

    def side_rows(self, record: Any) -> Sequence[Any]:
        return [
            unsaved(
                ItemTeam,
                workspace_id=record.workspace_id,
                record_id=record.pk,
                team_id=UUID(key),
            )
            for key in self.value(record)
        ]

    def operators(self) -> Sequence[Operator]:
        return (
            Operator("any", _("is one of"), "many", lambda f, v: _worked_on_by(v)),
            Operator("not", _("is none of"), "many", lambda f, v: ~_some_of(v)),
            Operator("empty", _("is empty"), "none", lambda f, _v: Q(team__isnull=True)),
            Operator("filled", _("is filled"), "none", lambda f, _v: Q(team__isnull=False)),
        )


def _beside(teams: Asked) -> Beside:
    rows = ItemTeam.objects.in_workspace(teams.workspace_id)
    return Beside(rows, "team_id", UUID, "teams_beside")


def _worked_on_by(teams: Asked) -> Q:
    return _beside(teams).having(Q(team_id__in=list(teams)))


def _some_of(teams: Asked) -> Q:
    return _beside(teams).some(Q(team_id__in=list(teams)))
