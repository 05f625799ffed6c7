"""The import in the browser: the list of runs, the check before, the progress and what came out."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse, StreamingHttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from klientel.events.models import Job
from klientel.integrations import storage
from klientel.integrations.actions import run as runs
from klientel.integrations.catalogue import recipe_named, recipes_for
from klientel.integrations.counting import counts_from_json, noun_of
from klientel.integrations.example_rows import LABELS, fates_of, rows_of_fate
from klientel.integrations.kept import kept_of, taken_back
from klientel.integrations.mistakes import mistakes_of
from klientel.integrations.models import ImportRun
from klientel.integrations.models.import_run import KEPT
from klientel.integrations.problems import error_file, problems_of
from klientel.integrations.reading import dialect_from_json
from klientel.integrations.suspects import foreseen
from klientel.kit.refused import Forbidden, NotFound
from klientel.records.examples import MOST_EXAMPLES
from klientel.records.recipes import Recipe
from klientel.records.types import record_types
from klientel.ui.answers import go_on
from klientel.views.render import is_fragment, page_reading, redirect, render

State = ImportRun.State

_LISTED = 50
_FIRST_PROBLEMS = 20
_TONES = {
    State.DONE: ("ok", "check"),
    State.FAILED: ("bad", "circle-alert"),
    State.STOPPED: ("warn", "pause"),
    State.PARTLY: ("warn", "undo-2"),
    State.UNDONE: ("", "undo-2"),
}


def address(request: Any, run: ImportRun, *more: str) -> str:
    """The address of a run's page."""
    return "/".join([f"/{request.workspace.slug}/import/{run.pk}", *more])


def found(request: Any, key: UUID) -> ImportRun:
    """The run of an address; `NotFound` for one the person may not know of."""
    return runs.found(request.actor, key)


def steps(
    current: str, run: ImportRun | None = None, *, failed: bool = False
) -> list[dict[str, str]]:
    """The steps of the wizard with the current one marked, "" when all are done.

    Duplicates are a step of their own where the check has found some.
    """
    has_some = run is not None and counts_from_json(run.dry_counts).suspects > 0
    labels = {
        "file": _("File"),
        "columns": _("Columns"),
        **({"duplicates": _("Duplicates")} if has_some else {}),
        "check": _("Check"),
        "done": _("Done"),
    }
    names = list(labels)
    here = names.index(current) if current in names else len(names)
    return [
        {
            "label": label,
            "state": "done" if place < here else _mark(failed) if place == here else "",
        }
        for place, label in enumerate(labels.values())
    ]


def _mark(failed: bool) -> str:
    return "error" if failed else "current"


@require_safe
def runs_page(request: Any, workspace: str) -> HttpResponse:
    """The imports of the workspace, and the form for another."""
    return show_runs(request, chosen=request.GET.get("type", ""))


def show_runs(
    request: Any, *, error: str = "", chosen: str = "", pasted: str = "", status: int = 200
) -> HttpResponse:
    """The list with the upload form; `error` says what was wrong with a file."""
    mine = recipes_for(request.actor)
    if not mine:
        raise Forbidden("Your role does not allow this.")
    reading = page_reading(request)
    names = {one.name: reading.say(one.label) for one in mine}
    rows = runs.runs_of(request.actor).filter(recipe__in=names)
    listed = [
        {
            "run": run,
            "href": address(request, run),
            "what": names[run.recipe],
            "state": str(State(run.state).label),
            "tone": _TONES.get(State(run.state), ("accent", "circle-dot")),
            "who": reading.directory.members.get(run.member_id, ""),
            "numbers": numbers(run, recipe_named(run.recipe), reading),
        }
        for run in rows.defer("dry_counts", "dialect").order_by("-created_at")[:_LISTED]
    ]
    context = {
        "runs": listed,
        "recipes": list(names.items()),
        "chosen": chosen,
        "pasted": pasted,
        "error": error,
        "steps": steps("file", failed=bool(error)),
        "most": f"{storage.most_bytes() // 1024**2}\N{NO-BREAK SPACE}MB",
    }
    return render(request, "integrations/runs.html", context, status=status)


@require_safe
def run_entry(request: Any, workspace: str, key: UUID) -> HttpResponse:
    """Go to the step of the wizard that a run has reached."""
    run = found(request, key)
    if run.state in (State.CHECKING, State.CHECKED):
        step = "check"
    elif run.may_be_mapped:
        step = "map"
    else:
        step = "run"
    return redirect(request, address(request, run, step))


def numbers(run: ImportRun, recipe: Recipe, reading: Any, *, dry: bool = False) -> list[str]:
    """What a run did, or would do, as short phrases: “1,201 customers new”."""
    counts = counts_from_json(run.dry_counts if dry else run.counts)
    counts = foreseen(run, counts) if dry else counts
    say = reading.format.integer
    phrases = [
        _("{number} {noun} new").format(
            number=say(number), noun=noun_of(noun, number, recipe, reading)
        )
        for noun, number in counts.created.items()
    ]
    phrases += [
        _("{number} {noun} updated").format(
            number=say(number), noun=noun_of(noun, number, recipe, reading)
        )
        for noun, number in counts.updated.items()
    ]
    if counts.skipped:
        phrases.append(_("{number} known already").format(number=say(counts.skipped)))
    if counts.errors:
        phrases.append(_("{number} with errors").format(number=say(counts.errors)))
    if counts.notes:
        phrases.append(_("{number} with a remark").format(number=say(counts.notes)))
    return phrases


def _context(request: Any, run: ImportRun, *, dry: bool) -> dict[str, Any]:
    reading = page_reading(request)
    recipe = recipe_named(run.recipe, request.workspace)
    problems = problems_of(run, is_dry=dry)[:_FIRST_PROBLEMS]
    is_undone = run.state == State.UNDONE
    return {
        "run": run,
        "what": reading.say(recipe.label),
        "numbers": taken_back(run, recipe, reading)
        if is_undone
        else numbers(run, recipe, reading, dry=dry),
        "counts": counts_from_json(run.dry_counts if dry else run.counts),
        "problems": mistakes_of(problems, run, recipe, reading),
        "most_problems": _FIRST_PROBLEMS,
        "href": address(request, run),
        "progress": _progress(run),
        "list_href": _list_of(request, run),
        "may_undo": run.may_be_undone
        and not counts_from_json(run.counts).took_nothing
        and (run.member_id == request.actor.member_id or request.actor.may("member.manage")),
        "kept": run.counts.get("kept", 0),
        "things": kept_of(request.actor, run, reading, _after(request)) if is_undone else None,
        "undo_until": run.created_at + KEPT,
        "unused": _unused(run),
    }


def _examples(request: Any, run: ImportRun) -> dict[str, Any]:
    """What becomes of the first rows, of one fate at a time."""
    fates = fates_of(run) if run.state == State.CHECKED else []
    if not fates:
        return {"fates": [], "examples": []}
    asked = request.GET.get("rows", "")
    fate = asked if asked in fates else fates[0]
    reading = page_reading(request)
    recipe = recipe_named(run.recipe, request.workspace)
    rows = rows_of_fate(request.actor, run, recipe, fate, reading)
    return {
        "fates": [
            {"label": LABELS[one], "href": f"?rows={one}#rows", "current": one == fate}
            for one in fates
        ],
        "fate": LABELS[fate],
        "examples": rows,
        "several_nouns": len({one.noun for one in rows}) > 1,
        "most": MOST_EXAMPLES,
    }


def _after(request: Any) -> UUID | None:
    """Where a page of what stayed begins."""
    try:
        return UUID(request.GET.get("after", ""))
    except ValueError:
        return None


def _unused(run: ImportRun) -> list[str]:
    """The columns of the file that nothing is made of."""
    mapped = run.mapping.get("columns", {})
    return [name for name in dialect_from_json(run.dialect).columns if name not in mapped]


def _progress(run: ImportRun) -> tuple[int, int]:
    """How many rows are done, and of how many."""
    if run.state == State.RUNNING:
        return run.next_row, max(run.rows_total, run.next_row, 1)
    job = Job.objects.filter(pk=run.job_id).first() if run.job_id else None
    return (job.progress, max(job.total, 1)) if job else (0, 1)


def _list_of(request: Any, run: ImportRun) -> str:
    """The list of what a run made most of, "" when it made no records."""
    counted = counts_from_json(run.counts)
    for noun in (*counted.created, *counted.updated, run.recipe):
        if noun in record_types:
            return f"/{request.workspace.slug}/{record_types.get(noun).slug}"
    return ""


@require_safe
def check_page(request: Any, workspace: str, key: UUID) -> HttpResponse:
    """What an import would do, with the first problems, before anything is written."""
    run = found(request, key)
    if run.state not in (State.CHECKING, State.CHECKED, State.MAPPED):
        return redirect(request, address(request, run))
    fragment = is_fragment(request)
    counts = counts_from_json(run.dry_counts)
    if fragment and run.state == State.CHECKED and counts.suspects:
        # the page that waited for the check goes on to what there is to choose
        return go_on(request, address(request, run, "duplicates"))
    template = "integrations/checked.html" if fragment else "integrations/check.html"
    context = {
        **_context(request, run, dry=True),
        **_examples(request, run),
        "steps": steps("check", run),
    }
    return render(request, template, context, fragment=fragment)


@require_safe
def run_page(request: Any, workspace: str, key: UUID) -> HttpResponse:
    """How far an import is, and when it has ended what it did."""
    run = found(request, key)
    if run.may_be_mapped and run.state != State.FAILED:
        return redirect(request, address(request, run))
    fragment = is_fragment(request)
    template = "integrations/progress.html" if fragment else "integrations/run.html"
    is_done = run.state in (State.DONE, State.UNDONE)
    place = steps("" if is_done else "done", run, failed=run.state == State.FAILED)
    context = {**_context(request, run, dry=False), "steps": place}
    return render(request, template, context, fragment=fragment)


@require_POST
def start(request: Any, workspace: str, key: UUID) -> HttpResponse:
    """Import the file, or go on with what is left of it."""
    run = found(request, key)
    if not run.is_working:
        runs.start(request.actor, run)
    return redirect(request, address(request, run, "run"))


@require_POST
def cancel(request: Any, workspace: str, key: UUID) -> HttpResponse:
    """Stop behind the present chunk."""
    run = runs.cancel(request.actor, found(request, key))
    return redirect(request, address(request, run))


@require_POST
def undo(request: Any, workspace: str, key: UUID) -> HttpResponse:
    """Take back what an import did."""
    run = runs.undo(request.actor, found(request, key))
    return redirect(request, address(request, run, "run"))


@require_POST
def throw_away(request: Any, workspace: str, key: UUID) -> HttpResponse:
    """Forget a file that was not imported."""
    runs.throw_away(request.actor, found(request, key))
    return redirect(request, f"/{request.workspace.slug}/import", said=_("The file was deleted."))


@require_safe
def errors(request: Any, workspace: str, key: UUID) -> StreamingHttpResponse:
    """The rows that were not imported, as a file to be mended and imported again; or those that
    were imported with a remark."""
    run = found(request, key)
    if not (run.counts or run.dry_counts):
        raise NotFound()
    columns = dialect_from_json(run.dialect).columns
    remarks = request.GET.get("which") == "remarks"
    reading, language = page_reading(request), get_language() or "en"
    pieces = error_file(run, columns, reading, language, was_imported=remarks)
    response = StreamingHttpResponse(pieces, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = (
        f'attachment; filename="{_("remarks") if remarks else _("errors")}-{run.pk}.csv"'
    )
    return response
