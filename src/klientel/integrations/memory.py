"""Remembering what the columns of a file became, for the next file with the same headings."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import translation

from klientel.integrations.catalogue import recipe_named
from klientel.integrations.mapping import Plan, plan_from_json
from klientel.integrations.models import ImportRun, RememberedMapping
from klientel.integrations.problems import headings
from klientel.integrations.reading import dialect_from_json
from klientel.integrations.verbs import tell
from klientel.kit import clock
from klientel.workspaces.actor import Actor


def headings_key(columns: Iterable[str]) -> str:
    """The digest of a set of headings, whatever their order and capitals.

    A file of mistakes that was mended is as the file it came from.
    """
    listed = list(columns)
    if tuple(listed[:2]) in _before_mistakes():
        listed = listed[2:]
    names = sorted({" ".join(name.casefold().split()) for name in listed})
    return hashlib.sha256("\x1f".join(names).encode(errors="replace")).hexdigest()


def _before_mistakes() -> set[tuple[str, str]]:
    """What stands before the columns of a file of mistakes, in every language we have."""
    found = set()
    for code, _language in settings.LANGUAGES:
        with translation.override(code):
            found.add(headings())
    return found


def remembered(actor: Actor, run: ImportRun) -> RememberedMapping | None:
    """What is remembered for files like that of the run; nothing for one without headings."""
    mine = _of_run(actor, run)
    return None if mine is None else mine.first()


def remembered_plan(memory: RememberedMapping, run: ImportRun) -> Plan:
    """The remembered plan for this file: without what its recipe no longer knows."""
    plan = plan_from_json(memory.mapping)
    spelled = {name.casefold(): name for name in dialect_from_json(run.dialect).columns}
    known = {target.name for target in recipe_named(run.recipe, run.workspace).targets}
    columns = {
        spelled[name.casefold()]: one
        for name, one in plan.columns.items()
        if name.casefold() in spelled and one.target in known
    }
    fixed = {name: text for name, text in plan.fixed.items() if name in known}
    matched = tuple(name for name in plan.match_on if name in known)
    return replace(plan, columns=columns, fixed=fixed, match_on=matched)


def remember(actor: Actor, run: ImportRun) -> None:
    """Keep the run's plan for the next file with its headings, in the caller's transaction."""
    dialect = dialect_from_json(run.dialect)
    if not dialect.has_header or actor.member_id is None:
        return
    RememberedMapping.objects.in_workspace(actor.workspace_id).update_or_create(
        recipe=run.recipe,
        headings=headings_key(dialect.columns),
        defaults={
            "file_name": run.file_name,
            "mapping": run.mapping,
            "member_id": actor.member_id,
            "used_at": clock.now(),
        },
        create_defaults={
            "workspace_id": actor.workspace_id,
            "file_name": run.file_name,
            "mapping": run.mapping,
            "member_id": actor.member_id,
            "used_at": clock.now(),
        },
    )


def forget_mapping(actor: Actor, run: ImportRun) -> bool:
    """Forget what is remembered for files like that of the run; whether there was anything."""
    actor.must(recipe_named(run.recipe).permission)
    with transaction.atomic():
        mine = _of_run(actor, run)
        count = mine.delete()[0] if mine is not None else 0
        if count:
            tell(actor, run, "mapping_forgotten")
    return bool(count)


def _of_run(actor: Actor, run: ImportRun) -> Any:
    dialect = dialect_from_json(run.dialect)
    if not dialect.has_header:
        return None
    return RememberedMapping.objects.in_workspace(actor.workspace_id).filter(
        recipe=run.recipe, headings=headings_key(dialect.columns)
    )
