"""The third step of the wizard: rows that are perhaps there already, beside those records."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from klientel.integrations.actions import run as runs
from klientel.integrations.counting import counts_from_json
from klientel.integrations.models import ImportRun, ImportSuspect
from klientel.integrations.pages import State, address, found, steps
from klientel.integrations.suspects import TIERS, suspects_of
from klientel.kit import cursors
from klientel.kit.likeness import NEARLY_SURE
from klientel.records.duplicates.reasons import said_of, word_for
from klientel.records.fields.base import Field, Reading
from klientel.records.reading import learn, links_of
from klientel.records.types import RecordType, record_types
from klientel.views.render import address_of, is_fragment, page_reading, redirect, render

SHOWN = 20
#: fields of a pair: what the row says, then what else is compared
_MOST_LINES = 14

Choice = ImportSuspect.Choice
#: the likeliest wish first
_ORDER = (Choice.UPDATE, Choice.CREATE, Choice.SKIP)


@dataclass(frozen=True, slots=True)
class Line:
    """A field of a pair: what the row says and what the record says, as text."""

    label: str
    told: str
    there: str
    differs: bool


@require_safe
def suspects_page(request: Any, workspace: str, key: UUID) -> HttpResponse:
    """The pairs of one certainty, side by side, the surest first, with a choice for each."""
    run = found(request, key)
    if run.state == State.CHECKING:
        return redirect(request, address(request, run, "check"))
    if run.state != State.CHECKED:
        return redirect(request, address(request, run))
    counts = counts_from_json(run.dry_counts)
    numbers = {"alike": counts.alike, "likely": counts.likely}
    tier = request.GET.get("tier", "")
    if tier not in TIERS or not numbers[tier]:
        tier = next((name for name, number in numbers.items() if number), "alike")
    rows = suspects_of(run).filter(TIERS[tier])
    if after := request.GET.get("after", ""):
        rows = rows.filter(_behind(after))
    listed = list(rows[: SHOWN + 1])
    more = (
        cursors.encode((listed[SHOWN - 1].certainty, listed[SHOWN - 1].pk))
        if len(listed) > SHOWN
        else ""
    )
    href = address(request, run, "duplicates")
    context = {
        "run": run,
        "steps": steps("duplicates", run),
        "href": href,
        "run_href": address(request, run),
        "tier": tier,
        "number": numbers[tier],
        "tiers": _tiers(numbers, tier),
        "pairs": _drawn(request, run, listed[:SHOWN]),
        "choices": [(one.value, one.label) for one in _ORDER],
        "for_all": run.mapping.get(tier, Choice.CREATE),
        "more": f"{href}?tier={tier}&after={more}" if more else "",
    }
    return render(request, "integrations/suspects.html", context)


@require_POST
def choose_suspect(request: Any, workspace: str, key: UUID, suspect: UUID) -> HttpResponse:
    """Keep what becomes of one row."""
    run = found(request, key)
    one = runs.choose_suspect(request.actor, run, suspect, request.POST.get("choice", ""))
    if not is_fragment(request):
        tier = "alike" if one.certainty >= NEARLY_SURE else "likely"
        return redirect(request, address(request, run, f"duplicates?tier={tier}"))
    context = {
        "pair": _drawn(request, run, [one])[0],
        "href": address(request, run, "duplicates"),
        "choices": [(one.value, one.label) for one in _ORDER],
    }
    return render(request, "integrations/suspect.html", context, fragment=True)


@require_POST
def choose_suspects(request: Any, workspace: str, key: UUID) -> HttpResponse:
    """Keep what becomes of all rows of one certainty, whatever was chosen for single ones."""
    run = found(request, key)
    tier = request.POST.get("tier", "")
    runs.choose_suspects(request.actor, run, tier, request.POST.get("choice", ""))
    to = address(request, run, f"duplicates?tier={tier}")
    return redirect(request, to, said=_("Chosen for all of them."))


def _behind(after: str) -> Q:
    match cursors.decode(after):
        case (int() as certainty, UUID() as pk):
            return Q(certainty__lt=certainty) | Q(certainty=certainty, pk__gt=pk)
    raise cursors.BadCursor


def _tiers(numbers: Mapping[str, int], tier: str) -> list[dict[str, Any]]:
    labels = {"alike": word_for(NEARLY_SURE), "likely": word_for(NEARLY_SURE - 1)}
    return [
        {
            "label": labels[name],
            "count": number,
            "href": f"?tier={name}",
            "current": name == tier,
        }
        for name, number in numbers.items()
        if number
    ]


def _drawn(request: Any, run: ImportRun, rows: Sequence[ImportSuspect]) -> list[dict[str, Any]]:
    """What the page shows of each pair; a record that is gone is said to be."""
    if not rows:
        return []
    reading = page_reading(request)
    record_type = record_types.get(rows[0].record_type).in_workspace(request.workspace)
    ids = [one.record_id for one in rows]
    visible = record_type.model.objects.visible_to(request.actor).filter(pk__in=ids)
    records = {record.pk: record for record in visible}
    learn(request.actor, reading, links_of(record_type.fields, list(records.values())))
    return [
        _pair(request, run, record_type, one, records.get(one.record_id), reading) for one in rows
    ]


def _pair(
    request: Any,
    run: ImportRun,
    record_type: RecordType,
    one: ImportSuspect,
    record: Any,
    reading: Reading,
) -> dict[str, Any]:
    told = _values(record_type, one)
    tier = "alike" if one.certainty >= NEARLY_SURE else "likely"
    return {
        "id": one.pk,
        "line": one.line,
        "word": word_for(one.certainty),
        "certainty": one.certainty,
        "is_nearly_sure": one.certainty >= NEARLY_SURE,
        "reasons": said_of(one.reasons),
        "title": record_type.named(record) if record is not None else "",
        "ref": (record.ref or "") if record is not None else "",
        "record_href": address_of(request, record) if record is not None else "",
        "icon": record_type.icon,
        "lines": [
            _line(field, told, record, reading) for field in _fields(record_type, told, record)
        ],
        "choice": one.choice or run.mapping.get(tier, Choice.CREATE),
    }


def _values(record_type: RecordType, one: ImportSuspect) -> dict[str, Any]:
    """What the row says, by field; fields that are gone since are left out."""
    return {
        name: record_type.field(name).from_api(value)
        for name, value in one.values.items()
        if name in record_type.by_name
    }


def _fields(record_type: RecordType, told: Mapping[str, Any], record: Any) -> list[Field]:
    """What the row says, in the order of the type, and what else is compared of the record."""
    compared = record_type.compared.columns if record_type.compared is not None else ()
    return [
        field
        for field in record_type.fields
        if field.name in told
        or (
            record is not None
            and field.column in compared
            and not field.is_empty(field.value(record))
        )
    ][:_MOST_LINES]


def _line(field: Field, told: Mapping[str, Any], record: Any, reading: Reading) -> Line:
    mine = told.get(field.name)
    theirs = field.value(record) if record is not None else None
    return Line(
        label=reading.say(field.label),
        told="" if field.is_empty(mine) else reading.say(field.shown(mine, reading)),
        there="" if field.is_empty(theirs) else reading.say(field.shown(theirs, reading)),
        differs=field.name in told and mine != theirs,
    )
