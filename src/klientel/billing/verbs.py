"""What can happen in the room, beside the verbs that the record type brings."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_noop

from klientel.events.verbs import Audience, Verb, verbs

LINE_BACK = "line_back"
FULFILMENT_BACK = "fulfilment_back"
RETURN_BACK = "return_back"


def declare() -> None:
    """Tell the log of them."""
    verbs.declare(*_of_lines(), *_of_orders())


def _of_lines() -> list[Verb]:
    line: dict[str, Any] = {
        "on": "work",
        "facts": ("entry", "line", "was", "now"),
        "erase": ("line", "was", "now"),
        "undo": LINE_BACK,
    }
    return [
        Verb("order.line_added", gettext_noop("{actor} added “{line}” to {record}"), icon="plus",
             is_step=True, **line, once=gettext_noop("once {record} gets a line item")),
        Verb("order.line_changed", gettext_noop("{actor} changed “{line}” of {record}"),
             icon="pencil", **line, once=gettext_noop("once a line item of {record} changes")),
        Verb("order.line_removed", gettext_noop("{actor} removed “{line}” from {record}"),
             icon="x", **line, once=gettext_noop("once a line item of {record} is removed")),
        Verb("order.line_moved", gettext_noop("{actor} put “{line}” of {record} in another place"),
             facts=("entry", "line", "was", "now"), erase=("line",), undo=LINE_BACK, on="work",
             icon="arrow-up"),
    ]  # fmt: skip


def _of_orders() -> list[Verb]:
    told: dict[str, Any] = {
        "on": "work",
        "facts": ("changes", "what"),
        "erase": ("what",),
        "undo": FULFILMENT_BACK,
        "is_step": True,
        "icon": "circle-check",
    }
    back: dict[str, Any] = {
        "on": "work",
        "facts": ("changes", "reason", "purchases"),
        "erase": ("reason",),
        "audience": Audience.MILESTONE,
        "undo": RETURN_BACK,
        "is_step": True,
        "icon": "undo-2",
    }
    return [
        Verb("order.fulfilled", gettext_noop("{actor} fulfilled {record}: {what}"),
             once=gettext_noop("once {order.a} is fulfilled"),
             audience=Audience.MILESTONE, **told),
        Verb("order.partly_fulfilled", gettext_noop("{actor} fulfilled a part of {record}: {what}"),
             once=gettext_noop("once a part of {order.a} is fulfilled"),
             **told),
        Verb("order.taken_back",
             gettext_noop("{actor} took back what was fulfilled of {record}"),
             once=gettext_noop("once the fulfilment of {order.a} is taken back"),
             **back),
        Verb("order.returned",
             gettext_noop("{actor} took back what was fulfilled of {record}: {reason}"),
             once=gettext_noop("once what was ordered is returned"),
             **back),
    ]  # fmt: skip
