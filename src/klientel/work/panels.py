"""The parts of the page of a work item, and what the page of an account shows of its work."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from klientel.ui.html import Html
from klientel.views.panels import Panel, panels
from klientel.views.render import piece
from klientel.views.timeline_chips import Chip, chips
from klientel.work import item_parts, queries, series_parts
from klientel.work.models.status import UNFINISHED_ONES


def register() -> None:
    """Tell the pages of them."""
    panels.register(*_beside_items(), _ON_ACCOUNTS)
    chips.append(Chip("work", _("Work"), frozenset({"work"}), _works_here))


def _beside_items() -> tuple[Panel, ...]:
    return (
        Panel(
            name="doing",
            on="work",
            slot="tab",
            label=_("Work"),
            render=item_parts.work_tab,
            order=10,
            opens_first=True,
        ),
        Panel(
            name="time",
            on="work",
            slot="right",
            label=_("Time spent"),
            render=item_parts.time_panel,
            order=10,
        ),
        Panel(
            name="repeats",
            on="work",
            slot="right",
            label=_("Repeats"),
            render=series_parts.repeats_panel,
            order=15,
        ),
        Panel(
            name="waits",
            on="work",
            slot="right",
            label=_("Depends on"),
            render=item_parts.waits_panel,
            order=20,
        ),
        Panel(
            name="privacy",
            on="work",
            slot="right",
            label=_("Who may see this"),
            render=item_parts.privacy_panel,
            order=90,
            is_shown=lambda _request, item: item.account_id is None,
        ),
    )


def _works_here(request: Any) -> bool:
    return _may_see(request, None)


def _may_see(request: Any, _account: Any) -> bool:
    return bool(request.actor.may("work.view"))


def account_tab(request: Any, account: Any) -> Html:
    """What is unfinished for an account, the most urgent first, and the way to more of it."""
    found = queries.open_work_of(request.actor, account.pk)
    base = f"/{request.workspace.slug}/work"
    return piece(
        request,
        "work/account_panel.html",
        rows=[item_parts.row_of(request, one) for one in found[: queries.BESIDE]],
        is_more=len(found) > queries.BESIDE,
        whole=f"{base}?account={account.pk}&{UNFINISHED_ONES}",
        every=f"{base}?account={account.pk}",
        add=f"{base}/new?account={account.pk}" if request.actor.may("work.create") else "",
    )


_ON_ACCOUNTS = Panel(
    name="work",
    on="account",
    slot="tab",
    label=_("Work"),
    render=account_tab,
    order=15,
    is_shown=_may_see,
)
