"""The teams of an item: the first of them in a column of its own, all of them in rows beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from klientel.records.fields import Operator, TeamsField
from klientel.records.fields.base import Reading
from klientel.records.fields.beside import Beside
from klientel.ui.html import NOTHING, Html, escape, pattern
from klientel.work.models import ItemTeam
from klientel.workspaces.bulk import unsaved

_ALSO = pattern('{} <span class="nowrap quiet" title="{}">+{}</span>')


class _Asked(list[UUID]):
    """Teams that a filter names, and whose firm they are of."""

    workspace_id: UUID


@dataclass(kw_only=True)
class ItemTeamsField(TeamsField):
    """All teams that work on it, the first of them before the others; filtered by any of them."""

    filterable: bool = True

    def __post_init__(self) -> None:
        super().__post_init__()
        self.groupable = False

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

    def parse_condition(self, raw: str, operator: Operator, reading: Reading) -> Any:
        if operator.takes == "none":
            return None
        parts = [part for part in raw.split(",") if part][:100]
        found = _Asked(key for part in parts if (key := self._one(part, reading)))
        found.workspace_id = reading.workspace.pk
        return found

    def _one(self, text: str, reading: Reading) -> UUID | None:
        return super(TeamsField, self).parse(text, reading)

    def shown(self, value: Any, reading: Reading) -> str:
        # one of them, as a filter names its teams
        return super().shown([str(value)] if isinstance(value, UUID) else value, reading)

    def operators(self) -> Sequence[Operator]:
        return (
            Operator("any", _("is one of"), "many", lambda f, v: _worked_on_by(v)),
            Operator("not", _("is none of"), "many", lambda f, v: ~_some_of(v)),
            Operator("empty", _("is empty"), "none", lambda f, _v: Q(team__isnull=True)),
            Operator("filled", _("is filled"), "none", lambda f, _v: Q(team__isnull=False)),
        )

    def cell(self, value: Any, reading: Reading) -> Html:
        names = list(self._names(value, reading).values())
        if len(names) < 2:
            return escape(names[0]) if names else NOTHING
        return _ALSO(names[0], ", ".join(names), str(len(names) - 1))


def _beside(teams: _Asked) -> Beside:
    rows = ItemTeam.objects.in_workspace(teams.workspace_id)
    return Beside(rows, "team_id", UUID, "teams_beside")


def _worked_on_by(teams: _Asked) -> Q:
    return _beside(teams).having(Q(team_id__in=list(teams)))


def _some_of(teams: _Asked) -> Q:
    return _beside(teams).some(Q(team_id__in=list(teams)))
