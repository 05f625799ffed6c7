"""The fields that the form of a new record asks for, and how they come and go meanwhile."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any

from django.http import HttpResponse
from django.urls import reverse

from klientel.kit.refused import Refused
from klientel.records.actions.create import Draft, build
from klientel.records.fields.base import Field
from klientel.records.own_fields.standing import REQUIRED, SHOWN, Standing
from klientel.records.types import RecordType
from klientel.views import render
from klientel.views.doors import staff
from klientel.views.inputs import Control, controls_of, know_typed, typed_in

#: how a field stands that others decide on
HIDDEN, OPEN, NEEDED = "hidden", "open", "needed"


def offered(record_type: RecordType) -> list[Field]:
    """The fields of the form: what must be given first, then what may be typed in a line."""
    open_ones = [one for one in record_type.fields if one.editable and not one.is_side]
    first = [one for one in open_ones if comes_first(record_type, one)]
    return first + [one for one in open_ones if one not in first and one.is_in_form()]


def comes_first(record_type: RecordType, one: Field) -> bool:
    """Whether a field is one of those in sight: what must, or under conditions must, be given."""
    return one.is_asked or one.name == record_type.title or bool(_conditions(one, REQUIRED))


def typed_in_form(request: Any, record_type: RecordType) -> dict[str, str]:
    """What a form holds for the fields that it offers."""
    return {
        one.name: typed_in(request, one) for one in offered(record_type) if one.name in request.POST
    }


def _conditions(one: Field, purpose: str) -> Any:
    return getattr(one, "conditions", {}).get(purpose)


class AskedFields:
    """Which fields a new record would show and need, by what is typed of it so far."""

    def __init__(self, request: Any, record_type: RecordType, typed: Mapping[str, str]) -> None:
        self._type = record_type
        self._standing = Standing(record_type, render.page_reading(request))
        self._names = {
            one.name
            for one in self._standing.fields
            if _conditions(one, SHOWN) or _conditions(one, REQUIRED)
        }
        self._record = self._draft(request, typed) if self._names else None
        #: where the form asks again while it is filled; empty where nothing comes or goes
        self.address = ""
        if self._names:
            names = {"workspace": request.workspace.slug, "record_type": record_type.slug}
            self.address = reverse("asked_fields", kwargs=names)

    def is_shown(self, name: str) -> bool:
        """Whether the record would show a field."""
        if name not in self._names:
            return True
        return self._standing.is_shown(self._type.field(name), self._record)

    def marked(self, controls: Sequence[Control], *, is_small: bool) -> list[Control]:
        """The controls, each with how it stands; a small form shows of them what is needed."""
        for control in controls:
            if control.name not in self._names:
                continue
            one = self._type.field(control.name)
            control.required = self._standing.is_required(one, self._record)
            is_open = self.is_shown(one.name) and (not is_small or bool(control.error))
            control.asks = NEEDED if control.required else OPEN if is_open else HIDDEN
        return list(controls)

    def missing(self, request: Any) -> dict[str, str]:
        """What must be given by conditions and is not, each with the sentence that says so."""
        if self._record is None:
            return {}
        fields = [self._type.field(name) for name in sorted(self._names)]
        return {
            one.name: render.said(request, self._standing.why_missing(one, request.actor))
            for one in fields
            if self._standing.is_missing(one, self._record)
        }

    def _draft(self, request: Any, typed: Mapping[str, str]) -> Any:
        """The record as it would be; what cannot be understood yet is not there yet."""
        reading = render.page_reading(request)
        values = {}
        for name, text in typed.items():
            with suppress(Refused):
                if text:
                    values[name] = self._type.field(name).parse(text, reading)
        for known in (values, {}):
            with suppress(Refused):
                return build(request.actor, self._type, known, Draft(known))
        return None


@staff("POST")
def asked_fields(request: Any, record_type: RecordType) -> HttpResponse:
    """Those fields of a form that stand otherwise after what was typed; writes nothing."""
    request.actor.must(record_type.permission("create"))
    reading = render.page_reading(request)
    typed = typed_in_form(request, record_type)
    asked = AskedFields(request, record_type, typed)
    there = dict(text.partition(":")[::2] for text in request.POST.getlist("asks")[:200])
    values = [
        (one, one.empty() if one.default is None else one.default)
        for one in offered(record_type)
        if one.name in there
    ]
    know_typed(request.actor, reading, values, typed)
    controls = controls_of(values, reading, typed, {})
    marked = asked.marked(controls, is_small="small" in request.GET)
    changed = [one for one in marked if one.asks and one.asks != there.get(one.name)]
    return render.render(request, "views/asked_fields.html", {"changed": changed}, fragment=True)
