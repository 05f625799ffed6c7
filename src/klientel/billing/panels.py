"""What the room shows on the pages of work items and accounts."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from klientel.billing import account_parts, customer_panel, order_parts
from klientel.crm.account_tabs import EITHER
from klientel.views.panels import Panel, panels


def register() -> None:
    """Tell the pages of it."""
    panels.register(
        Panel(
            name="positions",
            on="work",
            slot="lead",
            label=_("Line items"),
            render=order_parts.order_lead,
            order=10,
            is_shown=order_parts.has_positions,
        ),
        Panel(
            name="customer",
            on="work",
            slot="right",
            label=EITHER,
            render=customer_panel.customer_panel,
            order=5,
            is_shown=customer_panel.is_for_somebody,
        ),
        Panel(
            name=account_parts.TAB,
            on="account",
            slot="tab",
            label=_("{order.pl.up}"),
            render=account_parts.orders_tab,
            order=14,
            is_shown=account_parts.may_see,
        ),
        Panel(
            name="new_order",
            on="account",
            slot="right",
            label=_("New {order}"),
            render=account_parts.begin_panel,
            order=2,
            is_shown=account_parts.may_begin_beside,
        ),
        Panel(
            name="first_order",
            on="account",
            slot="primary",
            label=_("New {order}"),
            render=account_parts.begin_button,
            is_shown=account_parts.may_begin_first,
        ),
    )
