"""A stage of the life cycle, as a firm has made its own."""

from __future__ import annotations

from django.db import models

from klientel.workspaces.scope import ScopedModel


class Stage(ScopedModel):
    """One stage. Accounts hold its `key`, which never changes: a new name rewrites no account.

    Without any row a firm has the stages that the program comes with.
    An empty name is the program's own word, in each reader's language. `meaning` is what the
    program goes by (`choices.MEANINGS`). A retired one stays, so that what was is still told.
    """

    key = models.CharField(max_length=12)
    name = models.CharField(max_length=40, blank=True, default="")
    tone = models.CharField(max_length=10)
    meaning = models.CharField(max_length=10)
    place = models.PositiveSmallIntegerField()
    retired_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint("workspace", "key", name="stage_once")]

    def __str__(self) -> str:
        return self.name or self.key
