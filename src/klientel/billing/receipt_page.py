"""An order on a sheet of paper: what was ordered, for whom and until when; prices come later."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse

from klientel.billing.order_parts import has_positions, pickup_label, positions_on
from klientel.billing.pages import work_item
from klientel.billing.units import in_words
from klientel.crm.country_field import country_abroad
from klientel.crm.models import Account
from klientel.kit import clock
from klientel.kit.postal import lines_of
from klientel.kit.refused import NotFound
from klientel.records.fields.base import Reading
from klientel.records.types import record_types
from klientel.views import render
from klientel.views.doors import staff
from klientel.work.kinds import kinds_of
from klientel.work.models import WorkItem


@staff("GET")
def receipt_page(request: Any, key: str) -> HttpResponse:
    """The positions of an order to be printed; `NotFound` for what lists none."""
    item = work_item(request, key)
    if not has_positions(request, item):
        raise NotFound()
    reading = render.page_reading(request)
    context = {
        "item": item,
        "kind": reading.say(kinds_of(request.workspace).kind(item.kind).label),
        "firm": request.workspace.name,
        "back": render.address_of(request, item),
        "account": _account(request, item),
        "due_label": pickup_label(request, item),
        "due": record_types.get("work").field("due").shown(item.due_at, reading),
        "printed": reading.format.instant(clock.now()),
        "rows": _rows(request, item, reading),
    }
    return render.render(request, "billing/receipt.html", context)


def _account(request: Any, item: WorkItem) -> list[str]:
    """Whom it is for, line by line as on an envelope; nothing of one that the reader cannot see."""
    rows = Account.objects.visible_to(request.actor).filter(pk=item.account_id)
    account: Account | None = rows.first() if item.account_id else None
    if account is None:
        return []
    named = country_abroad(account.country, render.page_reading(request))
    lines = lines_of(account.street, account.postcode, account.city, account.country, named=named)
    return [account.name, *lines]


def _rows(request: Any, item: WorkItem, reading: Reading) -> list[dict[str, str]]:
    return [
        {
            "name": one.line.name,
            "note": one.line.note,
            "amount": in_words(one.line.quantity, one.line.unit, reading),
            "done": in_words(one.done, one.line.unit, reading) if one.done else "",
        }
        for one in positions_on(request, item)
    ]
