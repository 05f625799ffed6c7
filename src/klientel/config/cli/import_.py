"""`klientel import`: bring a table of another program in, with the same engine as the browser."""

from __future__ import annotations

import argparse
import gc
from pathlib import Path
from typing import TYPE_CHECKING, Any

from klientel.config.terminal import Progress, WrongUse

if TYPE_CHECKING:
    from klientel.integrations.mapping import Plan
    from klientel.integrations.models import ImportRun
    from klientel.workspaces.actor import Actor

_OBJECTS_OF_A_CHUNK = 100_000
_SHOWN_PROBLEMS = 10


def register(subparsers: Any) -> None:
    """Add the command's parser."""
    command = subparsers.add_parser("import", help="import a CSV, Excel or vCard file")
    command.add_argument("type", metavar="TYPE", help="what the rows are, e.g. account, purchases")
    command.add_argument(
        "file", metavar="FILE", type=Path, help="the file: CSV, Excel (.xlsx) or vCard"
    )
    command.add_argument("--workspace", metavar="SLUG", required=True, help="where to import it")
    command.add_argument("--member", metavar="EMAIL", required=True, help="who imports it")
    command.add_argument("--mapping", metavar="FILE", type=Path, help="what the columns become")
    for name, which in (("alike", "nearly certainly"), ("likely", "likely")):
        command.add_argument(
            f"--{name}",
            choices=("create", "update", "skip"),
            help=f"what becomes of rows that are {which} there already (else what the mapping says,"
            " or create)",
        )
    command.add_argument("--dry-run", action="store_true", help="only say what would happen")
    command.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Import, or go on with an import that was cut off; 1 when rows were refused."""
    from klientel.config.cli import start_django
    from klientel.config.migrations import require_migrated

    if not args.file.is_file():
        raise WrongUse(f"there is no file {args.file}")
    start_django()
    require_migrated()
    # What a chunk makes lives until its end and holds no circles: looking for some every 700
    # objects takes a tenth of the time.
    gc.set_threshold(_OBJECTS_OF_A_CHUNK)
    actor = _actor(args.workspace, args.member)
    print(f"Reading {args.file}", flush=True)
    run = _run(actor, args)
    _say_how_it_is_read(run, actor)
    if args.dry_run:
        return _check(run, actor)
    return _import(run, actor, args)


def _actor(slug: str, email: str) -> Actor:
    from klientel.workspaces.models import Member

    members = Member.objects.for_system("command line: who imports, named by workspace and e-mail")
    member = (
        members.filter(workspace__slug=slug, user__email__iexact=email, is_active=True)
        .select_related("workspace", "user")
        .first()
    )
    if member is None:
        raise WrongUse(f"{email} is no member of a workspace {slug}")
    from klientel.workspaces.queries import actor_of

    return actor_of(member, via="import")


def _run(actor: Actor, args: argparse.Namespace) -> ImportRun:
    """The run of this file that was cut off, or a new one with its plan settled."""
    from dataclasses import replace

    from klientel.integrations.actions import run as runs
    from klientel.integrations.catalogue import recipe_named
    from klientel.integrations.mapping_file import read_mapping
    from klientel.integrations.reading import columns_of, dialect_from_json
    from klientel.integrations.storage import path_of
    from klientel.kit.refused import Invalid
    from klientel.records.reading import reading_of

    plan, told = read_mapping(args.mapping) if args.mapping else (None, None)
    run = runs.take_in_file(actor, args.type, args.file, told)
    if plan is None or not plan.columns:
        suggested = runs.suggest_plan(run, reading_of(actor))
        plan = _completed(suggested, plan)
    else:
        columns = columns_of(path_of(run.stored_as), dialect_from_json(run.dialect))
        recipe = recipe_named(run.recipe, reading_of(actor).workspace)
        plan = runs.with_marks(plan, recipe, columns)
    ways = {name: way for name in ("alike", "likely") if (way := getattr(args, name))}
    try:
        runs.choose(actor, run, replace(plan, **ways))
    except Invalid as invalid:
        runs.throw_away(actor, run)
        raise WrongUse(" ".join(one.text() for one in invalid.errors.values())) from None
    except BaseException:
        runs.throw_away(actor, run)
        raise
    earlier = None if args.dry_run else runs.cut_off_before(actor, run)
    if earlier is None:
        return run
    runs.throw_away(actor, run)
    print(f"Going on behind row {earlier.next_row:,}")
    return earlier


def _completed(suggested: Plan, told: Plan | None) -> Plan:
    """The suggested columns with what a mapping file without columns says besides."""
    from dataclasses import replace

    if told is None:
        # scripts bring the same file again and again: what it says replaces, unless a mapping says
        # otherwise
        return replace(suggested, careful=False)
    match_on = told.match_on or suggested.match_on
    return replace(told, columns=suggested.columns, match_on=match_on)


def _say_how_it_is_read(run: ImportRun, actor: Actor) -> None:
    from klientel.integrations.mapping import plan_from_json
    from klientel.integrations.reading import dialect_from_json
    from klientel.integrations.sources import source_from_json

    dialect = dialect_from_json(run.dialect)
    plan = plan_from_json(run.mapping)
    names = {"\t": "tab"}
    separator = names.get(dialect.separator, dialect.separator)
    header = "with a header" if dialect.has_header else "without a header"
    source = source_from_json(run.source)
    if source.kind == "workbook":
        print(f"Recognised: a workbook, sheet “{source.sheet}” from row {source.begins}, {header}")
    elif source.kind == "cards":
        print("Recognised: vCards")
    else:
        print(f"Recognised: {dialect.encoding}, columns parted by {separator}, {header}")
    for remark in source.remarks:
        print(f"  {remark.text()}")
    for note in dialect.notes:
        print(f"  {note}")
    for column in dialect.columns:
        one = plan.columns.get(column)
        if one is None:
            print(f"  {column:<28} is left out")
            continue
        marks = [one.date_format and f"dates like {one.date_format}"]
        marks.append(f"decimal mark {one.decimal_mark}" if one.decimal_mark else "")
        told = ", ".join(filter(None, marks))
        print(f"  {column:<28} becomes {one.target}{f' ({told})' if told else ''}")
    for target, text in plan.fixed.items():
        print(f"  every row: {target} = {text}")
    if plan.match_on:
        print(f"Matched on: {', '.join(plan.match_on)}")
    else:
        print("Matched on: the content of the row")


def _check(run: ImportRun, actor: Actor) -> int:
    from klientel.integrations.actions import run as runs
    from klientel.integrations.engine import check
    from klientel.integrations.suspects import foreseen

    try:
        with Progress("Checking", run.rows_total, "rows") as progress:
            counts = check(run, actor, progress.reach)
        _say_numbers(foreseen(run, counts).to_json(), "Would be ")
        _say_suspects(run, actor, counts.suspects)
        _say_problems(run, actor, is_dry=True)
    finally:
        runs.throw_away(actor, run)
    return 1 if counts.errors else 0


def _import(run: ImportRun, actor: Actor, args: argparse.Namespace) -> int:
    from klientel.integrations.engine import carry_out
    from klientel.integrations.states import stop

    try:
        with Progress("Importing", run.rows_total, "rows") as progress:
            carry_out(run, actor, progress.reach)
    except KeyboardInterrupt:
        stop(actor, run)
        print(
            f"\nStopped behind row {run.next_row:,} of {run.rows_total:,}; what is imported stays. "
            "The same command goes on from there."
        )
        raise
    except Exception as error:
        stop(actor, run, str(error) or type(error).__name__, failed=True)
        raise
    _say_numbers(run.counts, "")
    _say_problems(run, actor, is_dry=False)
    _follow_up()
    return 1 if run.counts["errors"] else 0


def _follow_up() -> None:
    """Do what follows from the import here, since there may be no worker: segments, for one."""
    from datetime import timedelta

    from klientel.events.jobs.heartbeat import heartbeat
    from klientel.events.worker import run_until_idle

    print("Doing what follows from it", flush=True)
    # a server beside it would take over what lasts longer than a lease
    heartbeat.start()
    try:
        run_until_idle(ahead=timedelta(minutes=1))
    finally:
        heartbeat.stop()


def _say_numbers(counts: dict[str, Any], before: str) -> None:
    for word, numbers in (("new", counts["created"]), ("completed", counts["updated"])):
        for noun, number in numbers.items():
            print(f"{before}{word}: {number:,} {noun}")
    print(f"{before}left as they were: {counts['skipped']:,} rows")
    print(f"{before}refused: {counts['errors']:,} rows")


def _say_suspects(run: ImportRun, actor: Actor, count: int) -> None:
    """Which rows are perhaps there already, the surest first, and what would become of each."""
    from klientel.integrations.suspects import suspects_of
    from klientel.kit.likeness import NEARLY_SURE
    from klientel.records.duplicates.reasons import said_of
    from klientel.records.types import record_types

    print(f"Perhaps there already: {count:,} rows")
    listed = list(suspects_of(run)[:_SHOWN_PROBLEMS])
    if not listed:
        return
    record_type = record_types.get(listed[0].record_type)
    rows = record_type.model.objects.visible_to(actor)
    there = {row.pk: row for row in rows.filter(pk__in=[one.record_id for one in listed])}
    for one in listed:
        record = there.get(one.record_id)
        named = f"{record.ref or ''} {record_type.named(record)}".strip() if record else "?"
        why = ", ".join(str(said.text) for said in said_of(one.reasons) if said.speaks_for)
        way = run.mapping["alike" if one.certainty >= NEARLY_SURE else "likely"]
        print(f"  line {one.line}: {one.certainty} % {named} ({why}): {way}")


def _say_problems(run: ImportRun, actor: Actor, *, is_dry: bool) -> None:
    from klientel.integrations.problems import problems_of, reason_of
    from klientel.records.reading import reading_of

    reading = reading_of(actor)
    for problem in problems_of(run, is_dry=is_dry)[:_SHOWN_PROBLEMS]:
        print(f"  line {problem.line}: {reason_of(problem, reading)}")
