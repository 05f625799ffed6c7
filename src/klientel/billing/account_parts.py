"""The orders of an account on its page: what is open first, then what was delivered."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from klientel.billing import queries
from klientel.billing.models import OrderLine
from klientel.billing.order_parts import own_of
from klientel.billing.units import in_words
from klientel.crm.models import Account
from klientel.kit.ids import uuid7
from klientel.records.fields.base import Reading
from klientel.ui.html import Html
from klientel.views.render import address_of, is_fragment, page_reading, piece
from klientel.work.item_parts import row_of
from klientel.work.kinds import kinds_of
from klientel.work.models import WorkItem

TAB = "orders"


def may_see(request: Any, _account: Account) -> bool:
    """Whether somebody sees orders at all: their role does, and the firm has such a kind."""
    return request.actor.may("work.view") and bool(kinds_of(request.workspace).with_positions)


def orders_tab(request: Any, account: Account) -> Html:
    """The orders of an account; a script that asks for what is `before` one gets these alone."""
    kinds = kinds_of(request.workspace).with_positions
    before = _before(request)
    opened = [] if before else queries.open_orders(request.actor, account.pk, kinds)
    done = queries.finished_orders(request.actor, account.pk, kinds, before)
    shown, past = opened[: queries.OPEN], done[: queries.DONE]
    lines = queries.first_lines(request.actor, [*shown, *past])
    here = address_of(request, account, TAB)
    asked = f"kind={','.join(kinds)}&account={account.pk}"
    is_stretch = before is not None and is_fragment(request)
    return piece(
        request,
        "billing/order_rows.html" if is_stretch else "billing/orders_tab.html",
        account=account,
        opened=[_row(request, one, lines.get(one.pk, ())) for one in shown],
        rows=[_row(request, one, lines.get(one.pk, ())) for one in past],
        older=f"{here}?before={past[-1].pk}" if len(done) > queries.DONE else "",
        whole=f"/{request.workspace.slug}/work?{asked}" if len(opened) > queries.OPEN else "",
        add=adding(request, account),
        may_repeat=request.actor.may("work.create"),
    )


def _before(request: Any) -> UUID | None:
    try:
        return UUID(request.GET.get("before", ""))
    except ValueError:
        return None


def adding(request: Any, account: Account) -> str:
    """Where an order for the account begins; empty for a role that adds none."""
    may = request.actor.may("work.create") and request.actor.may("work.edit")
    return f"/{request.workspace.slug}/orders/new?account={account.pk}" if may else ""


def _row(request: Any, item: WorkItem, lines: Sequence[OrderLine]) -> dict[str, Any]:
    reading = page_reading(request)
    return {
        **row_of(request, item),
        "what": _what(lines, reading),
        "day": reading.format.date(item.done_at or item.created_at),
        "again": f"{own_of(request, item)}/again" if lines else "",
        "key": str(uuid7()),
    }


def _what(lines: Sequence[OrderLine], reading: Reading) -> str:
    """The first positions in words."""
    told = [
        f"{in_words(one.quantity, one.unit, reading)} {one.name}" for one in lines[: queries.TOLD]
    ]
    if len(lines) > queries.TOLD:
        told.append(_("and more"))
    return ", ".join(told)


def begin_panel(request: Any, account: Account) -> Html:
    """The way to a new order, wherever on the page of an account somebody is."""
    return piece(request, "billing/begin_panel.html", add=adding(request, account))


def begin_button(request: Any, account: Account) -> Html:
    """The same as what the page of a customer is most for."""
    return piece(request, "billing/begin_button.html", add=adding(request, account))


def may_begin_first(request: Any, account: Account) -> bool:
    """Whether it is: customers order, with clients one speaks first."""
    return account.relationship == "customer" and may_begin(request, account)


def may_begin_beside(request: Any, account: Account) -> bool:
    """Whether it stands beside the page instead."""
    return account.relationship != "customer" and may_begin(request, account)


def may_begin(request: Any, account: Account) -> bool:
    """Whether a new order may begin here."""
    return may_see(request, account) and bool(adding(request, account))
