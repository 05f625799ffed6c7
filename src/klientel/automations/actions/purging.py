"""Removes for good what was deleted a month ago: rules, with their versions and their runs."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from django.db import transaction

from klientel.automations.actions.keeping import tell
from klientel.automations.models import Awaited, Rule, RuleVersion, Run, Watch
from klientel.workspaces.actor import Actor

#: when a rule was deleted that is being removed: so long ago that nobody restores it
GONE = datetime(1970, 1, 1, tzinfo=UTC)
#: rows in one transaction, so that on SQLite nobody waits long for the writer
CHUNK = 1_000


def purge_rules(actor: Actor, limit: datetime) -> Iterator[int]:
    """Remove the rules that were deleted before an instant; idempotent. Gives how many rows went.

    One write decides for each, before anything goes: who restores it comes before that write, or
    is refused. What was cut off goes on the next time. What a rule did stays in the log.
    """
    rules = Rule.objects.in_workspace(actor.workspace_id)
    for rule in list(rules.filter(deleted_at__lt=limit).order_by("deleted_at", "pk")):
        if not rules.filter(pk=rule.pk, deleted_at__lt=limit).update(deleted_at=GONE):
            continue
        yield from _forget(rule)
        with transaction.atomic():
            mine = rules.filter(pk=rule.pk, deleted_at=GONE)
            if mine._raw_delete(mine.db):
                tell(actor, "rule.purged", rule)
                yield 1


def _forget(rule: Rule) -> Iterator[int]:
    """Remove what hangs on a rule, what hangs on that first."""
    rows: list[Any] = [
        Awaited.objects.in_workspace(rule.workspace_id).filter(run__rule_id=rule.pk),
        *(
            model.objects.in_workspace(rule.workspace_id).filter(rule_id=rule.pk)
            for model in (Run, RuleVersion, Watch)
        ),
    ]
    for some in rows:
        while ids := list(some.order_by("pk").values_list("pk", flat=True)[:CHUNK]):
            with transaction.atomic():
                mine = some.model.objects.in_workspace(rule.workspace_id).filter(pk__in=ids)
                mine._raw_delete(mine.db)
            yield len(ids)
