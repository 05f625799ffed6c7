"""Work that comes again: the rule of a series, and how far it has come."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from klientel.workspaces.scope import ScopedModel


class Series(ScopedModel):
    """What repeats an item. The items of a series name it, and their number in it.

    `rule` is a `klientel.kit.repeating.Rule`, counted from `begins_on`; `at` the time of day on the
    wall clock of `time_zone`, None where the whole day is meant. `ahead` is how many days before it
    is due an item is added.

    `number` items are there so far; the last one is for the date that the rule names `reached_on`
    and fell on `taken_on`. The next is for `next_on`, falls on `next_day`, and is added on
    `make_on`. These are empty while none comes: it rests, is over, or waits for its last item to be
    finished.
    """

    class State(models.TextChoices):
        """Whether items go on being added."""

        RUNNING = "running", _("runs")
        PAUSED = "paused", _("rests")
        ENDED = "ended", _("is over")

    rule: models.JSONField[Any] = models.JSONField()
    begins_on = models.DateField()
    at = models.TimeField(null=True)
    time_zone = models.CharField(max_length=60)
    ahead = models.PositiveSmallIntegerField(default=0)
    state = models.CharField(max_length=10, choices=State, default=State.RUNNING)
    number = models.PositiveIntegerField(default=1)
    reached_on = models.DateField()
    taken_on = models.DateField()
    next_on = models.DateField(null=True)
    next_day = models.DateField(null=True)
    make_on = models.DateField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["workspace", "make_on"],
                name="series_due",
                condition=Q(make_on__isnull=False),
            )
        ]

    @property
    def is_over(self) -> bool:
        """Whether nothing comes any more, unless somebody sets it up anew."""
        return self.state == self.State.ENDED
