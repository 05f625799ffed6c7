"""Which teams work on an item, one row for each."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from klientel.records.models import RecordRef
from klientel.workspaces.models import Team
from klientel.workspaces.scope import ScopedModel, WorkspaceForeignKey


class ItemTeam(ScopedModel):
    """One team of one item: what filters find; pages read the item's own `teams`."""

    is_derived: ClassVar[bool] = True

    # Without a constraint of the database: SQLite would look for the rows of each record that is
    # removed by the record alone, and our indexes begin with the workspace.
    record = WorkspaceForeignKey(RecordRef, models.CASCADE, db_index=False, db_constraint=False)
    team = WorkspaceForeignKey(Team, models.PROTECT, db_index=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace", "team", "record"], name="item_team_once")
        ]
        indexes = [models.Index(fields=["workspace", "record"], name="team_of_item")]
