"""Carrying an import out: chunk by chunk, each chunk whole or not at all.

A chunk is one transaction that moves `next_row` of the run and writes the records. Whoever moves it
has the chunk: after a crash the next start goes on exactly there, and of two that run at once one
finds the row moved and stops.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import islice

from django.db import transaction

from klientel.integrations.catalogue import recipe_named
from klientel.integrations.cleaning import Cleaner, WrongRow
from klientel.integrations.counting import Counts, counts_from_json
from klientel.integrations.example_rows import KEPT_AS, to_json
from klientel.integrations.mapping import check_plan, plan_from_json
from klientel.integrations.models import ImportRun
from klientel.integrations.problems import Problem, keep_problems
from klientel.integrations.reading import dialect_from_json, rows_of
from klientel.integrations.row_keys import RowKeys
from klientel.integrations.states import held, move
from klientel.integrations.storage import path_of
from klientel.integrations.suspects import choices_of, forget_suspects, keep_suspects
from klientel.integrations.verbs import tell
from klientel.kit import clock
from klientel.kit.refused import Conflict, Refused
from klientel.kit.tables import Row
from klientel.records.actions.catalogue import reading_as
from klientel.records.examples import Examples
from klientel.records.reading import reading_of
from klientel.records.recipes import CleanRow, Options, Recipe
from klientel.workspaces.actor import Actor
from klientel.workspaces.models import Member
from klientel.workspaces.queries import actor_of

#: rows of one transaction: long enough to be fast, short enough not to keep others waiting
CHUNK = 2_000

Report = Callable[[int, int], None]


def silent(done: int, total: int) -> None:
    """Reports to nobody."""


@dataclass
class Chunk:
    """Some rows of the file in order: the clean ones, and the ones something is wrong with."""

    first: int
    count: int = 0
    rows: list[CleanRow] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    cells: dict[int, tuple[int, list[str]]] = field(default_factory=dict)
    #: the columns of the file by what they become
    columns: Mapping[str, str] = field(default_factory=dict)

    def refuse(self, line: int, refusal: Refused) -> None:
        """Note that the recipe could not import the row that begins on a line."""
        row, cells = self.cells[line]
        self.problems.append(Problem(row, line, cells, refusal, self._column(refusal)))

    def note(self, line: int, remark: Refused) -> None:
        """Note what of a row that was imported was left as it is."""
        row, cells = self.cells[line]
        column = self._column(remark)
        self.problems.append(Problem(row, line, cells, remark, column, was_imported=True))

    def _column(self, refusal: Refused) -> str:
        """The column of the file that a refusal of a field is about."""
        return self.columns.get(refusal.field or "", "")


class Work:
    """One run with everything it needs: file, plan, recipe, cleaner and row keys."""

    def __init__(self, run: ImportRun, actor: Actor) -> None:
        self.run = run
        self.reading = reading_of(actor)
        self.dialect = dialect_from_json(run.dialect)
        self.plan = plan_from_json(run.mapping)
        self.recipe: Recipe = recipe_named(run.recipe, self.reading.workspace)
        check_plan(self.recipe, self.plan, self.dialect.columns)
        self.cleaner = Cleaner(self.recipe, self.plan, self.dialect.columns, self.reading)
        self.options = Options(
            match_on=self.plan.match_on,
            update_existing=self.plan.update_existing,
            source=self.plan.source,
            file=run.file_name,
            fixed=self.cleaner.fixed,
            batch=run.batch,
            add_new=self.plan.add_new,
            fill_only=self.plan.fill_only,
            repeats=self.plan.repeats,
            alike=self.plan.alike,
            likely=self.plan.likely,
            chosen=choices_of(run),
            careful=self.plan.careful,
        )

    def chunks(self, start: int) -> Iterator[Chunk]:
        """The rows from `start` on; those before are read for their keys only."""
        shape = "\x1f".join((self.recipe.name, self.plan.source, *sorted(self.dialect.columns)))
        keys = RowKeys(shape)
        try:
            rows = enumerate(rows_of(path_of(self.run.stored_as), self.dialect))
            for begin in range(0, start, CHUNK):
                before = list(islice(rows, min(CHUNK, start - begin)))
                keys.keys([row.cells for _number, row in before])
            while True:
                chunk = self._chunk(list(islice(rows, CHUNK)), keys)
                if not chunk.count:
                    return
                yield chunk
        finally:
            keys.close()

    def _chunk(self, numbered: list[tuple[int, Row]], keys: RowKeys) -> Chunk:
        columns = {one.target: name for name, one in self.plan.columns.items()}
        chunk = Chunk(numbered[0][0] if numbered else 0, len(numbered), columns=columns)
        row_keys = keys.keys([row.cells for _number, row in numbered])
        for (number, row), key in zip(numbered, row_keys, strict=True):
            is_harmless = row.problem is not None and row.problem.kind == "nul" and row.cells
            if row.problem is not None:
                chunk.problems.append(
                    Problem(number, row.line_number, row.cells, row.problem, "", bool(is_harmless))
                )
                if not is_harmless:
                    continue
            try:
                values = self.cleaner.values(row.cells)
            except WrongRow as wrong:
                (column, reason), *more = wrong.mistakes
                chunk.problems.append(
                    Problem(number, row.line_number, row.cells, reason, column, more=more)
                )
                continue
            chunk.rows.append(CleanRow(row.line_number, values, key))
            chunk.cells[row.line_number] = (number, row.cells)
        return chunk


def check(run: ImportRun, actor: Actor, report: Report = silent) -> Counts:
    """Go through the whole file without writing records; returns what an import would do.

    Raises `Refused` when the import cannot be carried out at all.
    """
    actor.must(recipe_named(run.recipe).permission)
    work = Work(run, actor)
    examples = Examples()
    work.options = replace(work.options, examples=examples)
    counts = Counts()
    done = kept = suspected = 0
    keep_problems(run, [], is_dry=True, is_first=True)
    forget_suspects(run)
    for chunk in work.chunks(0):
        with reading_as(reading_of(actor)):
            if chunk.rows:
                outcome = work.recipe.apply(actor, chunk.rows, work.options, True)
                counts.add(outcome)
                for line, refusal in outcome.errors:
                    chunk.refuse(line, refusal)
                for line, remark in outcome.notes:
                    chunk.note(line, remark)
                suspected += keep_suspects(run, outcome.suspects, kept=suspected)
            _count_problems(counts, chunk)
            kept += keep_problems(run, chunk.problems, is_dry=True, kept=kept)
            done += chunk.count
            report(done, run.rows_total or done)
    counts.examples = to_json(examples, work.recipe, work.reading.workspace)
    return counts


def carry_out(run: ImportRun, actor: Actor, report: Report = silent) -> ImportRun:
    """Import what is left of a run; it is done when this returns.

    Raises whatever stops it (a refusal, a cancelled job); chunks that were written stay, and
    another call goes on behind them.
    """
    _begin(run, actor)
    work = Work(run, actor)
    report(run.next_row, run.rows_total)
    for chunk in work.chunks(run.next_row):
        # read anew each time: the chunk before may have made tags, and somebody may have left
        with reading_as(reading_of(actor)):
            _write(work, fresh(actor, work.recipe), chunk)
        report(run.next_row, max(run.rows_total, run.next_row))
    if work.recipe.finish is not None:
        work.recipe.finish(actor)
    _end(run, actor)
    return run


def _begin(run: ImportRun, actor: Actor) -> None:
    actor.must(recipe_named(run.recipe).permission)
    job_id = run.job_id
    run.refresh_from_db()
    is_mine = run.job_id == job_id
    if not (is_mine and (run.may_be_mapped or run.may_go_on or run.state == run.State.RUNNING)):
        raise Conflict("This import was stopped, or is running elsewhere.")
    was_asked_for = run.state == run.State.RUNNING
    started_at = run.started_at or clock.now()
    with transaction.atomic():
        move(run, run.State.RUNNING, problem="", started_at=started_at, finished_at=None)
        if not was_asked_for:
            tell(actor, run, "started")


def _end(run: ImportRun, actor: Actor) -> None:
    # examples of what was to come hold values of records, and are of no use any more
    foreseen = {name: told for name, told in run.dry_counts.items() if name != KEPT_AS}
    ended = {"finished_at": clock.now(), "rows_total": run.next_row, "dry_counts": foreseen}
    with transaction.atomic():
        move(run, run.State.DONE, **ended)
        forget_suspects(run)
        tell(actor, run, "finished")


def _write(work: Work, actor: Actor, chunk: Chunk) -> None:
    """Write one chunk and move the run behind it, both or neither."""
    run = work.run
    behind = chunk.first + chunk.count
    counts = counts_from_json(run.counts)
    with transaction.atomic():
        # first, so that it locks: nobody else can write this chunk meanwhile
        if not held(run).filter(next_row=chunk.first).update(next_row=behind):
            raise Conflict("This import was stopped, or is running elsewhere.")
        if chunk.rows:
            outcome = work.recipe.apply(actor, chunk.rows, work.options, False)
            counts.add(outcome)
            for line, refusal in outcome.errors:
                chunk.refuse(line, refusal)
            for line, remark in outcome.notes:
                chunk.note(line, remark)
        already = counts.errors + counts.notes
        _count_problems(counts, chunk)
        keep_problems(run, chunk.problems, is_dry=False, kept=already)
        held(run).update(counts=counts.to_json())
    run.next_row = behind
    run.counts = counts.to_json()


def _count_problems(counts: Counts, chunk: Chunk) -> None:
    for problem in chunk.problems:
        if problem.was_imported:
            counts.notes += 1
        else:
            counts.errors += 1


def fresh(actor: Actor, recipe: Recipe) -> Actor:
    """The actor with the rights of this moment; raises `Forbidden` when they may no longer import.

    A long import must notice that somebody left the firm meanwhile.
    """
    if actor.is_system or actor.member_id is None:
        return actor
    members = Member.objects.in_workspace(actor.workspace_id)
    member = members.filter(pk=actor.member_id, is_active=True).first()
    if member is None:
        raise Refused("Who started this import no longer belongs to the workspace.")
    if member.auth_version != actor.auth_version:
        actor = actor_of(member, via=actor.via)
    actor.must(recipe.permission)
    return actor
