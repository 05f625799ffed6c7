"""What is sent from the positions of an order, and the products offered while somebody types."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect

from klientel.billing.actions import line as lines
from klientel.billing.finding import product_meant, products_like
from klientel.billing.models import Product
from klientel.billing.order_parts import Wrong
from klientel.billing.typed_line import TypedLine, read_line
from klientel.billing.units import UNITS
from klientel.kit.refused import Conflict, NotFound, Refused
from klientel.records.types import record_types
from klientel.ui.answers import back
from klientel.views import render
from klientel.views.doors import find, staff
from klientel.work.models import WorkItem
from klientel.work.pages import item_page
from klientel.workspaces.rows import known_as

_SAID = ("name", "quantity", "unit", "note")


def work_item(request: Any, key: str) -> WorkItem:
    """The work item of an address, as far as the actor sees it."""
    return known_as(WorkItem, find(request.actor, record_types.get("work"), key))


@staff("GET", "POST")
def lines_page(request: Any, key: str) -> HttpResponse:
    """Whatever is done with the positions of an order; `do` names it. What was refused is said on
    the page, with what was typed. GET leads to the order.
    """
    item = work_item(request, key)
    here = render.address_of(request, item)
    if request.method == "GET":
        return HttpResponseRedirect(here)
    request.actor.must("work.edit")
    given = request.POST
    one = {"line": given.get("line", "")}
    verbs: dict[str, Callable[[], Any]] = {
        "add": lambda: _add(request, item),
        "change": lambda: lines.change_line(request.actor, item, **one, **_said(given)),
        "up": lambda: lines.place_line(request.actor, item, **one, up=True),
        "down": lambda: lines.place_line(request.actor, item, **one, up=False),
        "remove": lambda: lines.remove_line(request.actor, item, **one),
    }
    wanted = verbs.get(given.get("do", ""))
    try:
        if wanted is None:
            raise Refused("There is nothing to do.")
        wanted()
    except NotFound:
        raise
    except Refused as refusal:
        if refusal.status == 403:
            raise
        return _refused(request, item, refusal)
    return render.redirect(request, back(request, here))


def _said(given: Mapping[str, str]) -> dict[str, str]:
    """What was changed in the form, with what stood there before: the rest may be newer by now."""
    seen = {name: given.get(f"seen_{name}") for name in _SAID}
    changed = [name for name in _SAID if name in given and given[name] != seen[name]]
    said = {name: given[name] for name in changed}
    return said | {f"seen_{name}": was for name in changed if (was := seen[name]) is not None}


def _refused(request: Any, item: WorkItem, refusal: Refused) -> HttpResponse:
    """The order's page with the sentence beside what was typed."""
    given = request.POST
    errors = render.errors_of(request, refusal)
    text, where = " ".join(errors.values()), next(iter(errors), "")
    typed = {name: given.get(name, "") for name in (*_SAID, "text", "product", "key")}
    if isinstance(refusal, Conflict):
        # what the key names is not this line
        typed["key"] = ""
    request.billing_wrong = Wrong(text, given.get("line", ""), where, typed)
    request.record_tab = ""
    answer = item_page(request, item)
    answer.status_code = refusal.status
    return answer


def _add(request: Any, item: WorkItem) -> None:
    """Add what was typed: a product that was picked, or what the words mean."""
    given, reading = request.POST, render.page_reading(request)
    text = given.get("text", "")
    picked = _picked(request, given.get("product", ""))
    if picked is not None and text.strip() == picked.name:
        typed = TypedLine(picked.name)
    else:
        typed = read_line(text, reading)
    product = picked or product_meant(request.actor, typed.name)
    lines.add_line(
        request.actor,
        item,
        product=product.pk if product else None,
        name="" if product else typed.name,
        quantity=given.get("quantity", "") or typed.quantity,
        unit=given.get("unit", "") or typed.unit,
        note=given.get("note", ""),
        due_on=typed.due_on,
        key=given.get("key", ""),
    )


def _picked(request: Any, key: str) -> Product | None:
    with suppress(ValueError):
        found: Product | None = (
            Product.objects.visible_to(request.actor).filter(pk=UUID(key)).first()
        )
        return found
    return None


@staff("GET")
def product_options(request: Any) -> HttpResponse:
    """Products that a typed position may mean, the quantity in front of it left out."""
    request.actor.must("product.view")
    reading = render.page_reading(request)
    text = read_line(request.GET.get("q", "")[:200], reading).name
    units = {one.code: one.label for one in UNITS}
    rows = [
        {
            "value": one.pk,
            "label": one.name,
            "note": " · ".join(
                filter(None, [one.number, reading.say(units.get(one.unit, one.unit))])
            ),
        }
        for one in products_like(request.actor, text)
    ]
    return render.render(request, "views/options.html", {"rows": rows}, fragment=True)
