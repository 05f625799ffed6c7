"""Keeping what a check suspects to be there already, and what somebody chose for it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from django.db.models import Count, Q

from klientel.integrations.counting import Counts
from klientel.integrations.models import ImportRun, ImportSuspect
from klientel.integrations.models.import_suspect import MOST_SUSPECTS
from klientel.kit.likeness import NEARLY_SURE
from klientel.records.recipes import ALIKE, Chosen, Suspected
from klientel.records.types import RecordType, record_types

_PAGE = 500
CREATE, UPDATE, SKIP = ALIKE

#: how certain suspects are that the choice for all of the plan is about, by its name there
TIERS = {"alike": Q(certainty__gte=NEARLY_SURE), "likely": Q(certainty__lt=NEARLY_SURE)}


def suspects_of(run: ImportRun) -> Any:
    """The kept suspects of a run, the surest first, as a queryset."""
    rows = ImportSuspect.objects.in_workspace(run.workspace_id).filter(run=run)
    return rows.order_by("-certainty", "pk")


def keep_suspects(run: ImportRun, found: Sequence[Suspected], *, kept: int = 0) -> int:
    """Store suspects of a check until there are enough; returns how many were stored."""
    rows = [
        ImportSuspect(
            workspace_id=run.workspace_id,
            run=run,
            line=one.line,
            key=one.key,
            record_type=one.type,
            record_id=one.record_id,
            certainty=one.likeness.certainty,
            reasons=[[reason.why.value, reason.points] for reason in one.likeness.reasons],
            values=_plain(record_types.get(one.type).in_workspace(run.workspace), one),
        )
        for one in found[: max(0, MOST_SUSPECTS - kept)]
    ]
    ImportSuspect.objects.bulk_create(rows, batch_size=_PAGE)
    return len(rows)


def forget_suspects(run: ImportRun) -> None:
    """Delete what an earlier check found; what is imported is suspected no longer."""
    suspects = ImportSuspect.objects.in_workspace(run.workspace_id).filter(run=run)
    suspects._raw_delete(suspects.db)


def choices_of(run: ImportRun) -> dict[str, Chosen]:
    """What was chosen one by one, by key."""
    rows = suspects_of(run).exclude(choice="").order_by()
    return {
        key: Chosen(way, record_id)
        for key, way, record_id in rows.values_list("key", "choice", "record_id")
    }


def foreseen(run: ImportRun, counts: Counts) -> Counts:
    """The numbers of a check, in which suspects are new, as they are with what was chosen."""
    if not counts.suspects:
        return counts
    rows = suspects_of(run).exclude(choice="").order_by()
    chosen: dict[tuple[bool, str], int] = {}
    for is_sure, way, number in (
        rows.annotate(is_sure=TIERS["alike"]).values_list("is_sure", "choice").annotate(Count("pk"))
    ):
        chosen[bool(is_sure), way] = number
    ways = dict.fromkeys(ALIKE, 0)
    for is_sure, total, name in ((True, counts.alike, "alike"), (False, counts.likely, "likely")):
        mine = {way: chosen.get((is_sure, way), 0) for way in ALIKE}
        for way, number in mine.items():
            ways[way] += number
        ways[run.mapping.get(name, CREATE)] += max(0, total - sum(mine.values()))
    noun = suspects_of(run).values_list("record_type", flat=True).first() or run.recipe
    created = {**counts.created, noun: counts.created.get(noun, 0) - ways[UPDATE] - ways[SKIP]}
    updated = {**counts.updated, noun: counts.updated.get(noun, 0) + ways[UPDATE]}
    return Counts(
        created={name: number for name, number in created.items() if number > 0},
        updated={name: number for name, number in updated.items() if number > 0},
        skipped=counts.skipped + ways[SKIP],
        errors=counts.errors,
        notes=counts.notes,
        alike=counts.alike,
        likely=counts.likely,
    )


def _plain(record_type: RecordType, one: Suspected) -> dict[str, Any]:
    """What a row says in a form that can be kept; names of records to be made are left out."""
    plain = {}
    for name, value in one.values.items():
        field = record_type.field(name)
        if field.is_side or field.is_several or field.is_empty(value):
            continue
        try:
            kept = json.loads(json.dumps(field.api(value)))
            if field.from_api(kept) == value:
                plain[name] = kept
        except (TypeError, AttributeError, ValueError):
            continue
    return plain
