"""The pages around an order: beginning one, fulfilling it, taking that back, ordering again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _

from klientel.billing.actions import again, fulfil, take_back
from klientel.billing.order_parts import positions_on
from klientel.billing.pages import work_item
from klientel.billing.units import in_words
from klientel.kit.ids import uuid7
from klientel.kit.refused import Conflict, Forbidden, NotFound, Refused
from klientel.records.actions.once import create_once, form_key
from klientel.records.fields import ChoiceField, Field, Option
from klientel.records.fields.base import Reading
from klientel.records.types import record_types
from klientel.views import render
from klientel.views.action_pages import done, newest
from klientel.views.doors import staff
from klientel.views.inputs import controls_of, know_typed, linked_errors
from klientel.work.kinds import KindShown, kinds_of
from klientel.work.models import WorkItem


@staff("GET", "POST")
def new_order_page(request: Any) -> HttpResponse:
    """A new order: for whom and until when. Its page opens where the positions are typed."""
    request.actor.must("work.create")
    request.actor.must("work.edit")
    kinds = _kinds(request)
    key = form_key(request.POST.get("token", ""))
    given: dict[str, str] = request.GET.dict()
    errors: dict[str, str] = {}
    status = 200
    if request.method == "POST":
        given = request.POST.dict()
        try:
            made, is_new = create_once(request.actor, "work", key, _values(request, kinds, given))
        except Refused as refusal:
            errors, status = render.errors_of(request, refusal), refusal.status
            key = uuid7() if isinstance(refusal, Conflict) else key
        else:
            return _opened(request, made, is_new)
    return _begin_form(request, kinds, given, errors, key, status)


def _kinds(request: Any) -> list[KindShown]:
    """The kinds on offer that have positions; `NotFound` for a firm that has none."""
    offered = [one for one in kinds_of(request.workspace).offered if one.has_positions]
    if not offered:
        raise NotFound()
    return offered


def _kind_field(kinds: Sequence[KindShown]) -> ChoiceField:
    options = [Option(one.code, one.label, "plain", one.icon) for one in kinds]
    label = record_types.get("work").field("kind").label
    return ChoiceField(name="kind", label=label, options=options, default=kinds[0].code)


def _asked() -> list[Field]:
    return [record_types.get("work").field(name) for name in ("account", "due", "title")]


def _values(request: Any, kinds: Sequence[KindShown], given: Mapping[str, str]) -> dict[str, Any]:
    reading = render.page_reading(request)
    code = _kind_field(kinds).clean(given.get("kind") or kinds[0].code, reading)
    kind = next(one for one in kinds if one.code == code)
    values: dict[str, Any] = {"kind": kind.code}
    values |= {one.name: given[one.name] for one in _asked() if given.get(one.name, "").strip()}
    if "title" not in values:
        day = reading.format.date(reading.today)
        values["title"] = _("{kind} of {day}").format(kind=reading.say(kind.label), day=day)
    return values


def _opened(request: Any, made: WorkItem, is_new: bool) -> HttpResponse:
    to = render.address_of(request, made) + "#line-entry"
    told = _("{title} was added") if is_new else _("{title} was added already")
    told = told.format(title=made.title)
    if not render.is_fragment(request):
        return render.redirect(request, to, said=told)
    response = HttpResponse(status=200, headers={"HX-Redirect": to})
    render.flash(response, told)
    return response


def _begin_form(
    request: Any,
    kinds: Sequence[KindShown],
    given: Mapping[str, str],
    errors: Mapping[str, str],
    key: UUID,
    status: int,
) -> HttpResponse:
    reading = render.page_reading(request)
    kind = next((one for one in kinds if one.code == given.get("kind")), kinds[0])
    values: list[tuple[Field, Any]] = [(one, one.empty()) for one in _asked()]
    if len(kinds) > 1:
        values.insert(0, (_kind_field(kinds), kind.code))
    typed = {one.name: given[one.name] for one in _asked() if one.name in given}
    know_typed(request.actor, reading, values, typed)
    controls = controls_of(values, reading, typed, errors)
    for one in controls:
        one.required = one.name == "kind"
    context = {
        "title": _("New: {type}").format(type=reading.say(kind.label)),
        "subject": "",
        "controls_list": controls,
        "errors": linked_errors(controls, errors),
        "action": f"/{request.workspace.slug}/orders/new",
        "hidden": [("token", str(key))],
        "submit": _("Next: line items"),
        "icon_name": "arrow-right",
        "back": f"/{request.workspace.slug}/work?kind={kind.code}",
    }
    return _panel(request, context, status)


@staff("POST")
def again_page(request: Any, key: str) -> HttpResponse:
    """Begin an order like another one, and open it."""
    item = work_item(request, key)
    copy = form_key(request.POST.get("key", ""))
    was_there = WorkItem.objects.visible_to(request.actor, trashed=None).filter(pk=copy).exists()
    made = again.again(request.actor, item, key=str(copy))
    return _opened(request, made, not was_there)


@staff("GET", "POST")
def fulfil_page(request: Any, key: str) -> HttpResponse:
    """What of an order is delivered now: all that is open, unless somebody says less."""
    item = work_item(request, key)
    request.actor.must("work.edit")
    request.actor.must("purchase.create")
    given: dict[str, str] = {}
    errors: dict[str, str] = {}
    status = 200
    if request.method == "POST":
        given, before = request.POST.dict(), newest(request, item)
        quantities = {
            name.removeprefix("quantity-"): text
            for name, text in given.items()
            if name.startswith("quantity-")
        }
        values = {one.name: given.get(one.name, "") for one in fulfil.ASKED}
        try:
            fulfil.fulfil(
                request.actor, item, quantities=quantities or None, key=given.get("key", ""),
                **values,
            )  # fmt: skip
        except (NotFound, Forbidden):
            raise
        except Refused as refusal:
            errors, status = render.errors_of(request, refusal), refusal.status
        else:
            to = render.address_of(request, item)
            return done(request, record_types.get("work"), item, before, to)
    return _fulfil_form(request, item, given, errors, status)


def _fulfil_form(
    request: Any,
    item: WorkItem,
    given: Mapping[str, str],
    errors: Mapping[str, str],
    status: int,
) -> HttpResponse:
    reading = render.page_reading(request)
    controls = controls_of([(one, one.empty()) for one in fulfil.ASKED], reading, given, errors)
    rows = [
        _deliverable(one.line, one.open, reading, given, errors)
        for one in positions_on(request, item)
        if one.open
    ]
    known = {f"quantity-{row['id']}" for row in rows}
    listed = [(name if name in known else "", text) for name, text in errors.items()
              if name in known or name not in {one.name for one in controls}]  # fmt: skip
    listed += [pair for pair in linked_errors(controls, errors) if pair[0]]
    own = f"/{request.workspace.slug}/work/{item.pk}"
    context = {
        "title": _("Fulfil"),
        "subject": item.title,
        "controls_list": controls,
        "rows": rows,
        "errors": listed,
        "action": f"{own}/fulfil",
        "form_key": given.get("key") or str(uuid7()),
        "icon_name": "circle-check",
        "back": render.address_of(request, item),
        "for_nobody": item.account_id is None,
    }
    return _panel(request, context, status, "billing/fulfil")


def _deliverable(
    line: Any, left: Any, reading: Reading, given: Mapping[str, str], errors: Mapping[str, str]
) -> dict[str, str]:
    name = f"quantity-{line.pk}"
    return {
        "id": str(line.pk),
        "name": line.name,
        "open": in_words(left, line.unit, reading),
        "value": given.get(name, reading.format.number(left)),
        "error": errors.get(name, ""),
    }


@staff("GET", "POST")
def take_back_page(request: Any, key: str) -> HttpResponse:
    """Taking back what an order delivered, with the reason."""
    item = work_item(request, key)
    request.actor.must("work.trash")
    given: dict[str, str] = {}
    errors: dict[str, str] = {}
    status = 200
    if request.method == "POST":
        given, before = request.POST.dict(), newest(request, item)
        values = {one.name: given[one.name] for one in take_back.ASKED if one.name in given}
        try:
            take_back.take_back(request.actor, item, **values)
        except (NotFound, Forbidden):
            raise
        except Refused as refusal:
            errors, status = render.errors_of(request, refusal), refusal.status
        else:
            to = render.address_of(request, item)
            return done(request, record_types.get("work"), item, before, to)
    reading = render.page_reading(request)
    asked = [(one, one.default or one.empty()) for one in take_back.ASKED]
    controls = controls_of(asked, reading, given, errors)
    context = {
        "title": _("Take the fulfilment back"),
        "subject": item.title,
        "notes": [(_("What follows"), [
            _("What it delivered no longer counts as a purchase; all figures are updated."),
        ])],
        "controls_list": controls,
        "errors": linked_errors(controls, errors),
        "action": f"/{request.workspace.slug}/work/{item.pk}/take-back",
        "icon_name": "undo-2",
        "back": render.address_of(request, item),
    }  # fmt: skip
    return _panel(request, context, status)


def _panel(
    request: Any, context: Mapping[str, Any], status: int, template: str = "views/action"
) -> HttpResponse:
    """A form over the page for a script, else as a page of its own."""
    fragment = render.is_fragment(request)
    name = f"{template}_panel.html" if fragment else f"{template}.html"
    return render.render(request, name, context, status=status, fragment=fragment)
