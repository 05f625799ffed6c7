"""Why a row of a file was not imported, or what was changed about it."""

from __future__ import annotations

from typing import Any

from django.db import models

from klientel.integrations.models.import_run import ImportRun
from klientel.workspaces.scope import ScopedModel, WorkspaceForeignKey

#: rows with their reason that are kept of one run; the others are only counted
MOST_KEPT = 10_000
#: characters of a cell that are kept
MOST_OF_CELL = 500


class RowProblem(ScopedModel):
    """One row with its reason.

    `reason` and `values` are those of a refusal, so that it is told in the reader's language.
    `column` is the column of the file it is about, if any. `row` counts rows from 0, `line` is
    where the row begins in the file. `is_dry` marks findings of the check before. `more` are its
    further mistakes: lists of column, reason and values.
    """

    run = WorkspaceForeignKey(ImportRun, models.CASCADE, db_index=False)
    is_dry = models.BooleanField(default=False)
    row = models.PositiveIntegerField()
    line = models.PositiveIntegerField()
    column = models.CharField(max_length=200, blank=True, default="")
    reason = models.CharField(max_length=300)
    values: models.JSONField[Any] = models.JSONField(default=dict)
    more: models.JSONField[Any] = models.JSONField(default=list)
    cells: models.JSONField[Any] = models.JSONField(default=list)
    was_imported = models.BooleanField(default=False)

    class Meta:
        indexes = [
            models.Index(fields=["workspace", "run", "is_dry", "row"], name="row_problem_of_run")
        ]
