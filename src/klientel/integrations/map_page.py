"""The second step of the wizard: what the file is written in, and what its columns become."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from klientel.integrations.actions import run as runs
from klientel.integrations.catalogue import recipe_named
from klientel.integrations.counting import counts_from_json
from klientel.integrations.mapping import ColumnPlan, Plan, plan_from_json
from klientel.integrations.mapping_file import told_of
from klientel.integrations.memory import forget_mapping, remembered, remembered_plan
from klientel.integrations.models import ImportRun, RememberedMapping
from klientel.integrations.new_fields import new_fields, with_new_fields
from klientel.integrations.pages import address, found, steps
from klientel.integrations.problems import sentence
from klientel.integrations.reading import (
    ENCODINGS,
    SEPARATORS,
    Column,
    columns_of,
    dialect_from_json,
)
from klientel.integrations.sources import Source, source_from_json
from klientel.integrations.storage import path_of
from klientel.kit.refused import Refused
from klientel.kit.tables import BLANKS, Dialect
from klientel.records.fields.base import Reading
from klientel.records.own_fields.defined import added_together
from klientel.records.recipes import REPEATS, Recipe, Target
from klientel.views.render import errors_of, page_reading, redirect, render

#: files up to this size are checked while the person waits
CHECKED_AT_ONCE = 300_000
_SEPARATOR_LABELS = {
    ";": gettext_lazy("Semicolon ;"),
    ",": gettext_lazy("Comma ,"),
    "\t": gettext_lazy("Tab"),
    "|": gettext_lazy("Bar |"),
    BLANKS: gettext_lazy("Blanks"),
}
_DATE_FORMATS = (
    "%d.%m.%Y", "%d.%m.%y", "%Y-%m-%d", "%d/%m/%Y", "%m/%d/%Y", "%d/%m/%y", "%m/%d/%y", "%Y%m%d",
    "%d-%m-%Y", "%d.%m.%Y %H:%M", "%Y-%m-%d %H:%M:%S",
)  # fmt: skip
_PIECES = (("%d", gettext_lazy("DD")), ("%m", gettext_lazy("MM")), ("%Y", gettext_lazy("YYYY")),
           ("%y", gettext_lazy("YY")), ("%H", "hh"), ("%M", "mm"), ("%S", "ss"),
           ("%b", gettext_lazy("Month")), ("%B", gettext_lazy("Month")))  # fmt: skip


@dataclass
class Line:
    """One row of the table: a column, what it becomes, and what to say of it."""

    number: int
    column: Column
    plan: ColumnPlan | None
    target: Target | None
    becomes: str = ""
    error: str = ""
    dates: Sequence[tuple[str, str]] = ()
    is_number: bool = False
    is_ambiguous: bool = False


@require_http_methods(["GET", "POST"])
def map_page(request: Any, workspace: str, key: UUID) -> HttpResponse:
    """Show the columns; on POST read the file anew as told, or settle the plan and check it."""
    run = found(request, key)
    if not run.may_be_mapped:
        return redirect(request, address(request, run))
    reading = page_reading(request)
    recipe = recipe_named(run.recipe, request.workspace)
    if request.method == "GET" and run.mapping:
        return _show(request, run, recipe, plan_from_json(run.mapping))
    if request.method == "GET":
        return _show_proposal(request, run, recipe, reading)
    return _posted(request, run, recipe, reading)


def _show_proposal(request: Any, run: ImportRun, recipe: Recipe, reading: Reading) -> HttpResponse:
    """Show what such a file became the last time, else what its columns seem to be."""
    memory = remembered(request.actor, run)
    if memory is None:
        return _show(request, run, recipe, runs.suggest_plan(run, reading))
    return _show(request, run, recipe, remembered_plan(memory, run), memory=memory)


def _posted(request: Any, run: ImportRun, recipe: Recipe, reading: Reading) -> HttpResponse:
    form = request.POST
    if form.get("do") == "forget":
        forget_mapping(request.actor, run)
        return _show(request, run, recipe, runs.suggest_plan(run, reading))
    before = dialect_from_json(run.dialect)
    try:
        dialect = runs.read_anew(request.actor, run, told_of(_told(form)))
    except Refused as refusal:
        plan = plan_of(form, before.columns)
        return _show(request, run, recipe, plan, errors_of(request, refusal), status=422)
    if dialect.columns != before.columns:
        return _show_proposal(request, run, recipe, reading)
    plan = plan_of(form, dialect.columns)
    if form.get("do") == "reread":
        return _show(request, run, recipe, plan)
    try:
        with added_together(request.workspace):
            fitted = with_new_fields(request.actor, recipe, plan, _columns_of(run))
            runs.choose(request.actor, run, fitted)
            # the check refuses a fixed value that is wrong; then nothing was counted
            if path_of(run.stored_as).stat().st_size <= CHECKED_AT_ONCE:
                runs.check(request.actor, run)
            else:
                runs.check_later(request.actor, run)
    except Refused as refusal:
        request.workspace.refresh_from_db(fields=["directory_version"])
        recipe = recipe_named(run.recipe, request.workspace)
        return _show(request, run, recipe, plan, errors_of(request, refusal), status=422)
    step = "duplicates" if counts_from_json(run.dry_counts).suspects else "check"
    return redirect(request, address(request, run, step))


def _columns_of(run: ImportRun) -> Sequence[Column]:
    return columns_of(path_of(run.stored_as), dialect_from_json(run.dialect))


def _told(form: Mapping[str, str]) -> dict[str, Any]:
    header = form.get("header", "")
    return {
        "encoding": form.get("encoding", ""),
        "separator": form.get("separator", ""),
        "header": None if header not in ("yes", "no") else header == "yes",
        "sheet": form.get("sheet", ""),
        "begins": form.get("begins", ""),
    }


def plan_of(form: Any, columns: Sequence[str]) -> Plan:
    """The plan as the form tells it."""
    chosen: dict[str, ColumnPlan] = {}
    for number, name in enumerate(columns):
        target = form.get(f"target-{number}", "")
        if target:
            mark = form.get(f"decimal-{number}", "")
            chosen[name] = ColumnPlan(
                target,
                form.get(f"date-{number}", ""),
                "," if mark == "," else "." if mark == "." else None,
            )
    prefix = "fixed-"
    fixed = {name.removeprefix(prefix): form[name] for name in form if name.startswith(prefix)}
    return Plan(
        columns=chosen,
        fixed={name: text for name, text in fixed.items() if text.strip()},
        match_on=tuple(form.getlist("match")),
        add_new=form.get("mode") != "update",
        update_existing=form.get("mode") != "add",
        fill_only=form.get("fill") == "empty",
        careful=form.get("fill") not in ("replace", "empty"),
        repeats=form["repeats"] if form.get("repeats") in REPEATS else REPEATS[0],
        source=form.get("source", "").strip()[:200],
    )


def _show(
    request: Any,
    run: ImportRun,
    recipe: Recipe,
    plan: Plan,
    errors: Mapping[str, str] | None = None,
    *,
    status: int = 200,
    memory: RememberedMapping | None = None,
) -> HttpResponse:
    reading = page_reading(request)
    dialect = dialect_from_json(run.dialect)
    columns = _columns_of(run)
    plan = runs.with_marks(plan, recipe, columns)
    left = dict(errors or {})
    targets = {target.name: target for target in recipe.targets}
    lines = [
        _line(number, column, plan, targets, reading, left.pop(column.name, ""))
        for number, column in enumerate(columns)
    ]
    mapped = [line for line in lines if line.target is not None]
    chosen = {line.target.name for line in mapped if line.target}
    fixed = _fixed(recipe, plan, chosen, reading)
    can_be_fixed = {name for name, *_rest in fixed}
    context = {
        "run": run,
        "steps": steps("columns", run),
        "lines": lines,
        "mapped": len(mapped),
        "targets": [*_choices(recipe, reading), *new_fields(request.actor, recipe, reading)],
        "fixed": fixed,
        "matchable": [
            (one.name, reading.say(one.field.label), one.name in plan.match_on)
            for one in recipe.targets
            if one.matchable and one.name in chosen
        ],
        "ways": _ways(plan, recipe),
        "matching": reading.say(recipe.matching),
        "knows_by_name": recipe.knows_by_name,
        "plan": plan,
        "memory": memory,
        "errors": [
            (f"fixed-{name}" if name in can_be_fixed else "", text) for name, text in left.items()
        ],
        **_form_of_file(dialect, source_from_json(run.source), reading),
    }
    return render(request, "integrations/map.html", context, status=status)


def _line(
    number: int,
    column: Column,
    plan: Plan,
    targets: Mapping[str, Target],
    reading: Reading,
    error: str,
) -> Line:
    one = plan.columns.get(column.name)
    target = targets.get(one.target) if one else None
    line = Line(number, column, one, target, error=error)
    if one is None or target is None:
        return line
    field = target.field
    line.is_number = field.written == "decimal"
    if field.written == "date":
        known = (column.date_format, *column.other_dates, one.date_format, *_DATE_FORMATS)
        line.dates = [(pattern, in_words(pattern)) for pattern in dict.fromkeys(known) if pattern]
        line.is_ambiguous = bool(column.other_dates)
    if column.samples and not field.is_link:
        try:
            value = field.cell_reader(one, reading)(column.samples[0])
            line.becomes = field.shown(value, reading) if not field.is_side else ""
        except Refused as refusal:
            line.error = line.error or sentence(refusal, reading)
    return line


def in_words(pattern: str) -> str:
    """A date format as people write it: TT.MM.JJJJ."""
    for piece, word in _PIECES:
        pattern = pattern.replace(piece, str(word))
    return pattern


def _choices(recipe: Recipe, reading: Reading) -> list[tuple[str, list[tuple[str, str]]]]:
    """Targets by group, for the select of every column."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for target in recipe.targets:
        label = reading.say(target.field.label) + ("" if not target.required else " *")
        groups.setdefault(reading.say(target.group), []).append((target.name, label))
    return list(groups.items())


def _fixed(
    recipe: Recipe, plan: Plan, chosen: set[str], reading: Reading
) -> list[tuple[str, str, list[tuple[str, str]], str]]:
    """What may be set for all rows: choices and people that no column becomes."""
    offered = []
    for target in recipe.targets:
        buckets = target.field.buckets(reading)
        if target.name in chosen or not buckets:
            continue
        options = [
            (str(value), reading.say(label)) for value, label in buckets if value is not None
        ]
        label = reading.say(target.field.label)
        offered.append((target.name, label, options, plan.fixed.get(target.name, "")))
    return offered


def _ways(plan: Plan, recipe: Recipe) -> list[tuple[str, str, list[tuple[str, str]], str]]:
    """What may be chosen of how rows and records come together: name, label, options, choice."""
    mode = "both" if plan.add_new and plan.update_existing else "add" if plan.add_new else "update"
    repeats = [
        ("join", _("Join them")),
        ("skip", _("Only the first counts")),
        ("both", _("Add each")),
    ]
    return [
        (
            "mode",
            _("Records"),
            [
                ("both", _("Add new, update existing")),
                ("add", _("Only add new")),
                ("update", _("Only update existing")),
            ],
            mode,
        ),
        (
            "fill",
            _("Filled cells"),
            _fillings(recipe),
            "empty" if plan.fill_only else "careful" if plan.careful else "replace",
        ),
        (
            "repeats",
            _("Several rows for one record"),
            repeats if recipe.keeps_repeats else repeats[:2],
            plan.repeats,
        ),
    ]


def _fillings(recipe: Recipe) -> list[tuple[str, str]]:
    """What filled cells may do to values that are there."""
    empty = ("empty", _("Fill empty fields only"))
    if not recipe.knows_by_name:
        return [("careful", _("Replace existing values")), empty]
    return [("careful", _("Replace carefully")), ("replace", _("Always replace")), empty]


def _form_of_file(dialect: Dialect, source: Source, reading: Reading) -> dict[str, Any]:
    encodings = list(dict.fromkeys((dialect.encoding, *ENCODINGS)))
    separators = list(dict.fromkeys((dialect.separator, *SEPARATORS)))
    return {
        "dialect": dialect,
        "notes": [_(note) for note in dialect.notes],
        "remarks": [sentence(one, reading) for one in source.remarks],
        "source": source,
        "sheets": [
            (name, _("%(sheet)s (hidden)") % {"sheet": name} if is_hidden else name)
            for name, is_hidden in source.sheets
        ],
        "encodings": [(name, name.upper()) for name in encodings],
        "separators": [(one, str(_SEPARATOR_LABELS.get(one, one))) for one in separators],
        "header": "yes" if dialect.has_header else "no",
    }
