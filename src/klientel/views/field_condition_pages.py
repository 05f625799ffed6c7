"""The conditions of an own field: put together from questions as filters ask them, then saved.

What is being put together stands in the address, so that a way back is a way back and nothing is
written before somebody saves.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from klientel.kit.formulas import Shape
from klientel.kit.refused import NotFound, Refused
from klientel.records.actions import own_field as fields
from klientel.records.actions.own_field_conditions import set_conditions
from klientel.records.conditions import (
    NOTHING,
    Asking,
    Condition,
    Group,
    from_json,
    names_in,
    sentence,
    settled,
    to_json,
)
from klientel.records.fields.base import Field
from klientel.records.models import FieldDefinition
from klientel.records.own_fields import terms
from klientel.records.own_fields.standing import LOCKED, PURPOSES, REQUIRED, SENTENCES, SHOWN
from klientel.records.reading import learn
from klientel.records.types import RecordType
from klientel.team.pages.frame import done, show
from klientel.views import render
from klientel.views.choices import choices_of
from klientel.views.doors import staff
from klientel.views.inputs import control_of

#: what holds where there are no conditions
_USUAL = {
    SHOWN: gettext_lazy("Always shown"),
    REQUIRED: gettext_lazy("No conditions"),
    LOCKED: gettext_lazy("Never locked"),
}
#: what follows from conditions of a purpose
_MEANING = {
    SHOWN: gettext_lazy("Otherwise the record and its forms leave the field out."),
    REQUIRED: gettext_lazy(
        "Anything that would leave it empty then is refused, wherever it comes from."
    ),
    LOCKED: gettext_lazy(
        "Nobody can change its value then. People who may change fields can remove the lock here."
    ),
}
_LONGEST = 8_000


def terms_of(request: Any, record_type: RecordType, said: FieldDefinition) -> list[dict[str, Any]]:
    """The conditions of a field for each purpose in words, with the way to change them."""
    asking = Asking(record_type, render.page_reading(request))
    told = []
    for purpose in terms.purposes_of(said):
        group = from_json(said.conditions.get(purpose))
        told.append(
            {
                "label": f"{PURPOSES[purpose]} …",
                "told": _in_words(request, asking, group),
                "usual": str(_USUAL[purpose]),
                "is_partly_gone": len(asking.askable(group).parts) < len(group.parts),
                "href": _address(request, record_type, said, purpose),
            }
        )
    return told


def _in_words(request: Any, asking: Asking, group: Group) -> str:
    learn(request.actor, asking.reading, names_in(group))
    return sentence(asking, group)


def _told(request: Any, asking: Asking, purpose: str, group: Group) -> str:
    said = _in_words(request, asking, group)
    return str(SENTENCES[purpose]).format(conditions=said) if said else ""


@dataclass(frozen=True)
class _Place:
    """Which conditions of which field a page is about, and where it stands."""

    record_type: RecordType
    said: FieldDefinition
    purpose: str
    address: str

    def with_draft(self, group: Group, **more: str) -> str:
        """The address of the page with conditions that are not saved yet."""
        return f"{self.address}?{urlencode({'where': _text(group), **more})}"


@staff("GET", "POST")
def field_conditions(
    request: Any, record_type: RecordType, field: UUID, purpose: str
) -> HttpResponse:
    """GET puts conditions together, POST saves those that `where` holds."""
    request.actor.must(fields.MANAGE)
    rows = FieldDefinition.objects.visible_to(request.actor).filter(type=record_type.name)
    said = rows.filter(pk=field, trashed_at__isnull=True).first()
    if said is None or purpose not in terms.purposes_of(said):
        raise NotFound()
    place = _Place(record_type, said, purpose, _address(request, record_type, said, purpose))
    if request.method == "GET":
        return _page(request, place, *_put_together(request, place))
    text = request.POST.get("where", "")[:_LONGEST]
    try:
        set_conditions(request.actor, field=str(said.pk), purpose=purpose, conditions=text)
    except Refused as refusal:
        errors = " ".join(render.errors_of(request, refusal).values())
        return _page(request, place, _read(text), errors, status=refusal.status)
    return done(request, "settings_field", record_type=record_type.slug, field=said.pk)


def _put_together(request: Any, place: _Place) -> tuple[Group, str]:
    """The conditions of the address with the one that was just asked for, or why it cannot be."""
    given = request.GET
    stored = place.said.conditions.get(place.purpose)
    group = _read(given["where"][:_LONGEST]) if "where" in given else from_json(stored)
    if "op" not in given:
        return group, ""
    parts = [text for text in given.getlist("value")[:100] if text]
    asked = Condition(given.get("on", ""), given["op"], ",".join(parts)[:1_000])
    try:
        one = settled(place.record_type, asked, render.page_reading(request))
        asked_field = place.record_type.field(one.field)
        if not terms.may_ask(asked_field, place.said):
            raise Refused("A field cannot have a condition on itself.")
        if len(group.parts) >= terms.MOST_CONDITIONS:
            raise Refused("At most {most} conditions are possible.", most=terms.MOST_CONDITIONS)
    except Refused as refusal:
        return group, " ".join(render.errors_of(request, refusal).values())
    except (ValueError, TypeError, ArithmeticError):
        return group, _("This value cannot be understood.")
    kept = [part for part in group.parts if part != one]
    return Group(group.joined, (*kept, one)), ""


def _read(text: str) -> Group:
    try:
        group = from_json(json.loads(text))
    except (ValueError, RecursionError):
        return NOTHING
    return Group(group.joined, group.simple())


def _text(group: Group) -> str:
    return json.dumps(to_json(group), separators=(",", ":")) if group else ""


def _page(
    request: Any, place: _Place, group: Group, error: str = "", *, status: int = 200
) -> HttpResponse:
    reading = render.page_reading(request)
    asking = Asking(place.record_type, reading)
    name = request.GET.get("on", "")
    one = place.record_type.by_name.get(name)
    is_open = (
        one is not None and terms.may_ask(one, place.said) and (error or "op" not in request.GET)
    )
    context = {
        "heading": f"{place.said.label}: {PURPOSES[place.purpose]} …",
        "meaning": str(_MEANING[place.purpose]),
        "told": _told(request, asking, place.purpose, group) or str(_USUAL[place.purpose]),
        "lines": _lines(asking, place, group),
        "joins": _joins(place, group) if len(group.parts) > 1 else [],
        "where": _text(group),
        "is_unsaved": _text(group) != _text(from_json(place.said.conditions.get(place.purpose))),
        "is_full": len(group.parts) >= terms.MOST_CONDITIONS,
        "offered": [
            (other.name, reading.say(other.label))
            for other in place.record_type.fields
            if terms.may_ask(other, place.said)
        ],
        "on": _asked(request, one) if one is not None and is_open else None,
        "address": place.address,
        "back": _field_address(request, place.record_type, place.said),
        "errors": {"": error},
    }
    return show(request, "views/field_conditions.html", "fields", context, status=status)


def _lines(asking: Asking, place: _Place, group: Group) -> list[dict[str, str]]:
    """Each condition in words, with the address of the page without it."""
    gone = _("A field that was deleted: this condition is not applied.")
    return [
        {
            "told": sentence(asking, Group("and", (part,))) or gone,
            "remove": place.with_draft(group.without(part)),
        }
        for part in group.parts
    ]


def _joins(place: _Place, group: Group) -> list[tuple[str, str, bool]]:
    """All of them or any of them, as links."""
    labels = {"and": _("All of them hold"), "or": _("Any of them holds")}
    return [
        (label, place.with_draft(Group(joined, group.parts)), joined == group.joined)
        for joined, label in labels.items()
    ]


def _asked(request: Any, one: Field) -> dict[str, Any]:
    """The ways to ask one field, and what its value is chosen or typed with."""
    reading = render.page_reading(request)
    usual = one.operators()[0]
    control = control_of(one, None if one.is_link else one.empty(), reading)
    has_choices = usual.takes == "many" or one.reckons_as == Shape.TRUTH
    return {
        "name": one.name,
        "label": reading.say(one.label),
        "operators": [
            (operator.name, reading.say(operator.label)) for operator in one.operators()
        ],
        "chosen": request.GET.get("op", usual.name),
        "needs_value": any(operator.takes != "none" for operator in one.operators()),
        "has_range": any(operator.takes == "range" for operator in one.operators()),
        "choices": choices_of(one, (), reading) if has_choices else [],
        "is_one": usual.takes != "many",
        "source": control.source,
        "typed": " ".join(request.GET.getlist("value"))[:200],
    }  # fmt: skip


def _address(request: Any, record_type: RecordType, said: FieldDefinition, purpose: str) -> str:
    names = {"workspace": request.workspace.slug, "record_type": record_type.slug}
    return reverse(
        "settings_field_conditions", kwargs={**names, "field": said.pk, "purpose": purpose}
    )


def _field_address(request: Any, record_type: RecordType, said: FieldDefinition) -> str:
    names = {"workspace": request.workspace.slug, "record_type": record_type.slug}
    return reverse("settings_field", kwargs={**names, "field": said.pk})
