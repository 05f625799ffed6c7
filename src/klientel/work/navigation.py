"""What of the room stands in the sidebar."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from klientel.records.fields.base import Text
from klientel.views.navigation import Entry, entries
from klientel.work.kinds import kinds_of
from klientel.work.models.status import UNFINISHED_ONES
from klientel.workspaces.models import Workspace

_BOTH = _("{order.pl.up} & tasks")


def register() -> None:
    """Add the list of all work, opened with what is unfinished; a shop's with its orders."""
    entries.add(
        Entry(
            name="work",
            label=_label,
            icon="package",
            path="work",
            query=_query,
            key="G A",
            type="work",
            permission="work.view",
            order=21,
            titled=_titled,
        )
    )


def _is_shop(workspace: Workspace) -> bool:
    return workspace.serves == Workspace.Serves.CUSTOMERS


def _label(workspace: Workspace) -> Text:
    """A shop speaks of its orders; whoever works for clients has tasks besides."""
    return _("{order.pl.up}") if _is_shop(workspace) else _BOTH


def _titled(workspace: Workspace, asked: Mapping[str, str]) -> Text:
    """Over all work, or another kind of it, a shop's list is not one of its orders alone."""
    kinds = asked.get("kind", "").split(",")
    is_of_orders = set(kinds) <= set(kinds_of(workspace).with_positions)
    return _label(workspace) if is_of_orders else _BOTH


def _query(workspace: Workspace) -> str:
    """What the list opens with: what is unfinished, in a shop of the first kind with positions."""
    first = next(iter(kinds_of(workspace).with_positions), None)
    return f"kind={first}&{UNFINISHED_ONES}" if first and _is_shop(workspace) else UNFINISHED_ONES
