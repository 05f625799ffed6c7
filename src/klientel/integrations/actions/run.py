"""What people do with an import, in order."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from klientel.events import jobs
from klientel.integrations import storage
from klientel.integrations.catalogue import recipe_named
from klientel.integrations.cleaning import Cleaner
from klientel.integrations.engine import check as go_through
from klientel.integrations.forgetting import forget, forget_files
from klientel.integrations.mapping import ColumnPlan, Plan, check_plan
from klientel.integrations.memory import remember
from klientel.integrations.models import ImportRun, ImportSuspect
from klientel.integrations.reading import (
    Column,
    columns_of,
    count_rows,
    dialect_from_json,
    dialect_to_json,
)
from klientel.integrations.sources import Opened, open_source, source_from_json
from klientel.integrations.states import move, stop
from klientel.integrations.suggesting import plan_for, suggest
from klientel.integrations.suspects import TIERS, suspects_of
from klientel.integrations.tasks import check_import, run_import, undo_import
from klientel.integrations.verbs import tell
from klientel.kit.refused import Conflict, Forbidden, NotFound, Refused
from klientel.kit.tables import Dialect, Told
from klientel.records.fields.base import Reading
from klientel.records.reading import reading_of
from klientel.records.recipes import ALIKE, Recipe
from klientel.workspaces.actor import Actor

_NAME_LENGTH = 200

State = ImportRun.State


def runs_of(actor: Actor) -> Any:
    """The runs that exist for an actor: their own, and everybody's for who manages the members.

    A run holds lines of its file and names what it wrote; others may not see those records.
    """
    runs = ImportRun.objects.visible_to(actor)
    return runs if actor.may("member.manage") else runs.filter(member_id=actor.member_id)


def found(actor: Actor, key: UUID) -> ImportRun:
    """A run that exists for the actor and that they may import; `NotFound` for any other."""
    run: ImportRun | None = runs_of(actor).filter(pk=key).first()
    if run is None or not actor.may(recipe_named(run.recipe).permission):
        raise NotFound()
    return run


def take_in(actor: Actor, recipe: str, file_name: str, pieces: Iterable[bytes]) -> ImportRun:
    """Take a file in and recognise what it is written in.

    Raises `Refused` with a sentence for a file that is no table, too large or empty; then nothing
    is kept.
    """
    return _taken_in(actor, recipe, file_name, storage.keep(pieces))


def take_in_file(actor: Actor, recipe: str, path: Path, told: Told | None = None) -> ImportRun:
    """Take in a file of this machine; `told` is what its owner says about it."""
    return _taken_in(actor, recipe, path.name, storage.keep_file(path), told)


def take_in_pasted(actor: Actor, recipe: str, text: str) -> ImportRun:
    """Take in cells that were copied out of a spreadsheet; raises `Refused` for none."""
    if not text.strip():
        raise Refused("Please paste the cells first.", "pasted")
    # what spreadsheets put on the clipboard has tabs between the cells
    told = Told("utf-8", "\t" if "\t" in text else None)
    stored = storage.keep([text.encode(errors="replace")])
    return _taken_in(actor, recipe, _("Pasted cells"), stored, told)


def _taken_in(
    actor: Actor, name: str, file_name: str, stored: storage.Stored, told: Told | None = None
) -> ImportRun:
    opened: Opened | None = None
    try:
        recipe = recipe_named(name)
        actor.must(recipe.permission)
        if actor.member_id is None:
            raise Forbidden()
        opened = open_source(stored.name, told, _language(actor))
        name = Path(file_name.replace("\\", "/")).name.replace("\0", "")
        run = ImportRun(
            workspace_id=actor.workspace_id,
            member_id=actor.member_id,
            recipe=recipe.name,
            file_name=name[:_NAME_LENGTH],
            stored_as=opened.stored_as,
            original_as=opened.original_as,
            digest=stored.digest,
            size=stored.size,
            dialect=dialect_to_json(opened.dialect),
            source=opened.source.to_json(),
        )
        run.save()
    except BaseException:
        storage.forget(stored.name)
        storage.forget(opened.stored_as if opened else "")
        raise
    return run


def _language(actor: Actor) -> str:
    return reading_of(actor).workspace.language


def suggest_plan(run: ImportRun, reading: Reading) -> Plan:
    """What the columns of a run's file seem to be."""
    dialect = dialect_from_json(run.dialect)
    columns = columns_of(storage.path_of(run.stored_as), dialect)
    recipe = recipe_named(run.recipe, reading.workspace)
    return suggest(recipe, columns, reading, header=dialect.has_header)


def read_anew(actor: Actor, run: ImportRun, told: Told) -> Dialect:
    """Read the file as the person says it is written; raises `Refused` when that cannot be."""
    _must_be_open(actor, run)
    before = dialect_from_json(run.dialect)
    if before.form == "cells" and _says_nothing_new(run, told):
        return before
    opened = open_source(run.original_as or run.stored_as, told, _language(actor))
    read = {"dialect": dialect_to_json(opened.dialect), "source": opened.source.to_json()}
    old = run.stored_as
    try:
        if opened.stored_as != old or read["dialect"] != run.dialect:
            move(run, State.UPLOADED, stored_as=opened.stored_as, **read)
    except Conflict:
        # somebody else reads it anew: this table is nobody's
        storage.forget(opened.stored_as if opened.stored_as != old else "")
        raise
    if opened.stored_as != old:
        storage.forget(old)
    return opened.dialect


def _says_nothing_new(run: ImportRun, told: Told) -> bool:
    """Whether the table was taken out of its file in just this way."""
    source = source_from_json(run.source)
    return source.kind == "cards" or (
        told.sheet in (None, source.sheet)
        and told.begins in (None, source.begins)
        and told.has_header in (None, run.dialect.get("has_header"))
    )


def choose(actor: Actor, run: ImportRun, plan: Plan) -> ImportRun:
    """Settle what the columns become; raises `Invalid` with a reason per column."""
    _must_be_open(actor, run)
    dialect = dialect_from_json(run.dialect)
    reading = reading_of(actor)
    recipe = recipe_named(run.recipe, reading.workspace)
    check_plan(recipe, plan, dialect.columns)
    # refuses values for all rows that are wrong
    Cleaner(recipe, plan, dialect.columns, reading)
    rows = count_rows(storage.path_of(run.stored_as), dialect)
    plain = {"rows_total": rows, "dry_counts": {}, "problem": ""}
    move(run, State.MAPPED, mapping=plan.to_json(), **plain)
    return run


def cut_off_before(actor: Actor, run: ImportRun) -> ImportRun | None:
    """An earlier run of the same file and plan by the same member that did not come to its end.

    One whose job waits or runs is left to its worker; one marked as running without a job was
    killed.
    """
    runs = ImportRun.objects.visible_to(actor).filter(
        digest=run.digest,
        recipe=run.recipe,
        member_id=actor.member_id,
        state__in=(State.RUNNING, State.STOPPED, State.FAILED),
        job_id=None,
    )
    for earlier in runs.exclude(pk=run.pk).exclude(stored_as="").order_by("-created_at")[:20]:
        same = (earlier.mapping, earlier.dialect) == (run.mapping, run.dialect)
        same = same and earlier.source.get("sheet") == run.source.get("sheet")
        if same and earlier.next_row:
            found: ImportRun | None = earlier
            return found
    return None


def with_marks(plan: Plan, recipe: Recipe, columns: Iterable[Column]) -> Plan:
    """The plan with the recognised date format and decimal mark wherever it names none."""
    targets = {target.name: target for target in recipe.targets}
    known = {column.name: column for column in columns}
    filled: dict[str, ColumnPlan] = {}
    for name, one in plan.columns.items():
        if name in known and one.target in targets:
            own = plan_for(targets[one.target], known[name])
            one = ColumnPlan(
                one.target, one.date_format or own.date_format, one.decimal_mark or own.decimal_mark
            )
        filled[name] = one
    return replace(plan, columns=filled)


def check(actor: Actor, run: ImportRun) -> ImportRun:
    """Go through the file at once, without writing; raises `Refused`."""
    _must_be_mapped(actor, run)
    move(run, State.CHECKED, dry_counts=go_through(run, actor).to_json())
    return run


def check_later(actor: Actor, run: ImportRun) -> ImportRun:
    """Have a worker go through the file."""
    _must_be_mapped(actor, run)
    with transaction.atomic():
        _hand_over(actor, run, State.CHECKING, check_import, max_attempts=2)
    return run


def choose_suspect(actor: Actor, run: ImportRun, key: UUID, choice: str) -> ImportSuspect:
    """Settle what becomes of one row that is perhaps there already.

    Raises `NotFound` for a row that no check has found, `Refused` for no such choice.
    """
    _must_be_checked(actor, run, choice)
    suspect: ImportSuspect | None = suspects_of(run).filter(pk=key).first()
    if suspect is None:
        raise NotFound()
    with transaction.atomic():
        # first, so that it does not start meanwhile
        move(run, run.state)
        suspects_of(run).filter(pk=key).update(choice=choice)
    suspect.choice = choice
    return suspect


def choose_suspects(actor: Actor, run: ImportRun, tier: str, choice: str) -> ImportRun:
    """Settle what becomes of all rows that are nearly certainly (`alike`), or likely (`likely`),
    there already; what was chosen for single ones of them is forgotten. Raises `Refused`."""
    _must_be_checked(actor, run, choice)
    if tier not in TIERS:
        raise NotFound()
    with transaction.atomic():
        move(run, run.state, mapping={**run.mapping, tier: choice})
        suspects_of(run).filter(TIERS[tier]).exclude(choice="").update(choice="")
    return run


def _must_be_checked(actor: Actor, run: ImportRun, choice: str) -> None:
    _must_be_open(actor, run)
    if run.state != State.CHECKED:
        raise Conflict("This file must be checked first.")
    if choice not in ALIKE:
        raise Refused("Please choose what becomes of it.", "choice")


def start(actor: Actor, run: ImportRun) -> ImportRun:
    """Have a worker import the file, or the rest of it."""
    if run.may_go_on and run.mapping:
        actor.must(recipe_named(run.recipe).permission)
    else:
        _must_be_mapped(actor, run)
    with transaction.atomic():
        _hand_over(actor, run, State.RUNNING, run_import)
        remember(actor, run)
        tell(actor, run, "started")
    return run


def _hand_over(actor: Actor, run: ImportRun, to: State, task: Any, **job: Any) -> None:
    """Bring the run to a state that a new job works in, inside the caller's transaction.

    No key keeps a second job away: the move does. The job before may be dying still, and would be
    given back for its key.
    """
    asked = jobs.enqueue(task, actor=actor, label=run.file_name, run_id=str(run.pk), **job)
    move(run, to, problem="", job_id=asked.pk)


def cancel(actor: Actor, run: ImportRun) -> ImportRun:
    """Stop a running import behind the present chunk; what is imported stays, and it may go on."""
    actor.must(recipe_named(run.recipe).permission)
    job_id = run.job_id
    if stop(actor, run) and job_id:
        jobs.cancel(job_id)
    return run


def undo(actor: Actor, run: ImportRun) -> ImportRun:
    """Have a worker take back what a run wrote, within 30 days."""
    must_be_undoable(actor, run)
    with transaction.atomic():
        _hand_over(actor, run, State.UNDOING, undo_import)
    return run


def must_be_undoable(actor: Actor, run: ImportRun) -> None:
    """Raise `Forbidden` for who may not undo the run, `Refused` for one that cannot be undone."""
    actor.must(recipe_named(run.recipe).permission)
    if run.member_id != actor.member_id:
        actor.must("member.manage")
    if not run.may_be_undone:
        raise Refused("This import cannot be undone.")


def throw_away(actor: Actor, run: ImportRun) -> None:
    """Forget a run that wrote nothing, with its file."""
    actor.must(recipe_named(run.recipe).permission)
    if not run.may_be_mapped:
        raise Refused("This import has written records. Undo it instead.")
    with transaction.atomic():
        # first, so that nobody starts it meanwhile
        move(run, run.state, problem="")
        tell(actor, run, "thrown_away")
        forget(run)
    forget_files(run)


def _must_be_open(actor: Actor, run: ImportRun) -> None:
    actor.must(recipe_named(run.recipe).permission)
    if not run.may_be_mapped:
        raise Conflict("This import has begun. Its columns can no longer be changed.")


def _must_be_mapped(actor: Actor, run: ImportRun) -> None:
    _must_be_open(actor, run)
    if not run.mapping:
        raise Refused("Please map the columns first.")
