"""What helps to write a formula: the fields and functions to pick, and the result for a record."""

from __future__ import annotations

from contextlib import suppress
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from klientel.kit.formulas import FUNCTIONS, Mistake
from klientel.kit.ids import id_in
from klientel.kit.refused import Refused
from klientel.records.actions import own_field as fields
from klientel.records.models import FieldDefinition
from klientel.records.own_fields import asked
from klientel.records.own_fields.inputs import shape_of, spellings
from klientel.records.own_fields.offered import OwnKind
from klientel.records.own_fields.trying import tried
from klientel.records.types import RecordType
from klientel.views import render
from klientel.views.doors import staff
from klientel.workspaces.bulk import unsaved


def editor_of(
    request: Any, record_type: RecordType, kind: OwnKind, said: FieldDefinition | None = None
) -> dict[str, Any]:
    """What stands below the input of a formula; nothing for a kind that has none."""
    if asked.FORMULA not in kind.inputs:
        return {}
    reading = render.page_reading(request)
    language = reading.format.locale
    names = {"workspace": request.workspace.slug, "record_type": record_type.slug}
    sample = _newest(request, record_type)
    named = spellings(record_type, reading)
    mine = said.name if said is not None else ""
    groups: dict[str, list[dict[str, str]]] = {}
    for one in FUNCTIONS:
        line = {
            "name": one.named(language),
            "inserts": f"{one.named(language)}(" if one.takes else f"{one.named(language)}()",
            "signature": one.signature(language, _),
            "help": _(one.help),
        }
        groups.setdefault(_(one.group), []).append(line)
    return {
        "preview": reverse("settings_formula_preview", kwargs=names),
        "field": str(said.pk) if said is not None else "",
        "fields": [
            {"label": reading.say(one.label), "inserts": "{" + named[one.name] + "}"}
            for one in record_type.fields
            if shape_of(one) is not None and one.name != mine
        ],
        "groups": list(groups.items()),
        "sample": sample,
        "sample_title": record_type.named(sample) if sample is not None else "",
        "source": f"/{request.workspace.slug}/options?types={record_type.name}",
    }


@staff("POST")
def formula_preview(request: Any, record_type: RecordType) -> HttpResponse:
    """What a formula gives for one record, or what is wrong with it and where; writes nothing."""
    request.actor.must(fields.MANAGE)
    fields.taking_fields(record_type.name)
    text = request.POST.get(asked.FORMULA.name, "")[:8_000]
    if not text.strip():
        return _answer(request, {"is_empty": True})
    typed = {name: request.POST.get(name, "")[:100] for name in ("places", "as_percent", "label")}
    try:
        field, value = tried(
            request.actor, record_type, _said(request, record_type), text, typed,
            _sample(request, record_type), render.page_reading(request),
        )  # fmt: skip
    except Refused as refusal:
        return _answer(request, _pointed_at(request, text, refusal))
    reading = render.page_reading(request)
    return _answer(
        request,
        {
            "kind": _CALLED[field.reckons_as],
            "value": field.cell(value, reading) if not field.is_empty(value) else "",
        },
    )


#: what a formula gives, as its preview says it
_CALLED = {
    "number": gettext_lazy("Number"),
    "money": gettext_lazy("Amount of money"),
    "text": gettext_lazy("Text"),
    "day": gettext_lazy("Date"),
    "moment": gettext_lazy("Date and time"),
    "truth": gettext_lazy("Yes or no"),
}


def _answer(request: Any, context: dict[str, Any]) -> HttpResponse:
    return render.render(request, "views/formula_preview.html", context, fragment=True)


def _pointed_at(request: Any, text: str, refusal: Refused) -> dict[str, Any]:
    """The sentence, and the text in three pieces, of which the middle one is to blame."""
    told: dict[str, Any] = {"error": render.said(request, refusal)}
    if isinstance(refusal, Mistake):
        start, end = refusal.start, max(refusal.end, refusal.start)
        # what is missing is missing behind something
        told["pieces"] = (text[:start], text[start:end] or "…", text[end:])
    return told


def _said(request: Any, record_type: RecordType) -> FieldDefinition | None:
    """The field that is changed; None for a new one."""
    rows = FieldDefinition.objects.visible_to(request.actor).filter(type=record_type.name)
    key = id_in(request.POST.get("field", ""))
    found: FieldDefinition | None = rows.filter(pk=key).first() if key else None
    return found


def _sample(request: Any, record_type: RecordType) -> Any:
    with suppress(ValueError):
        key = UUID(request.POST.get("sample", ""))
        found = record_type.model.objects.visible_to(request.actor).filter(pk=key).first()
        if found is not None:
            return found
    found = _newest(request, record_type)
    return unsaved(record_type.model, workspace_id=request.workspace.pk) if found is None else found


def _newest(request: Any, record_type: RecordType) -> Any:
    """The record that was changed last, among those that this person sees."""
    rows = record_type.model.objects.visible_to(request.actor)
    return rows.order_by("-updated_at", "-pk").first()
