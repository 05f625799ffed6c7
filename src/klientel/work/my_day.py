"""What the room tells the day of whoever leads: what was promised and is late, and what is
nobody's.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from klientel.desk.today import attention
from klientel.desk.today.attention import Attention
from klientel.kit import clock
from klientel.records.due import due_day
from klientel.records.reading import learn
from klientel.views.render import address_of, page_reading
from klientel.work import queries
from klientel.work.kinds import USUAL, kinds_of
from klientel.work.models import WorkItem
from klientel.workspaces.policy import MANAGERS

#: late and nobody's, late, nobody's: beside what clients are owed
_NOBODYS_LATE, _LATE, _NOBODYS = 12, 22, 28


def introduce() -> None:
    """Tell the desk of work that needs whoever leads."""
    attention.sources.append(work_in_need)


def work_in_need(request: Any, members: frozenset[UUID]) -> Iterator[Attention]:
    """For who leads the firm: what others promised and is late, and what nobody works on.

    A plain task that somebody has is theirs alone: it stands in their own day.
    """
    if request.actor.role not in MANAGERS or request.actor.member_id not in members:
        return
    reading = page_reading(request)
    promised = [one.code for one in kinds_of(request.workspace).all if one.code != USUAL]
    # a whole day is kept as its beginning where the firm is, wherever the reader is
    zone = request.workspace.time_zone
    today = clock.start_of_day(clock.today(zone), zone)
    found = queries.in_need(request.actor, promised, members, today)
    learn(request.actor, reading, {one.account_id for one in found if one.account_id})
    for item in found:
        yield _needed(request, item)


def _needed(request: Any, item: WorkItem) -> Attention:
    here = address_of(request, item)
    is_nobodys, late = item.owner_id is None, _days_late(request, item)
    urgency = _LATE if late is not None else _NOBODYS
    assign = {
        "action": f"{here}/actions/work.assign",
        "action_label": _("Assign"),
        "action_icon": "user-plus",
        "in_panel": True,
    }
    look = {"action": here, "action_label": _("Open"), "action_icon": "arrow-right"}
    return Attention(
        key=f"work:{item.pk}",
        title=item.title,
        text=_said(request, item, late),
        why=_(
            "Who leads the firm is told what nobody is in charge of, and what others promised and "
            "is late."
        ),
        href=here,
        urgency=_NOBODYS_LATE if is_nobodys and late is not None else urgency,
        icon=kinds_of(request.workspace).kind(item.kind).icon,
        peek=f"/{request.workspace.slug}/work/{item.pk}/peek",
        **(assign if is_nobodys else look),
    )


def _said(request: Any, item: WorkItem, late: int | None) -> str:
    """The reason as the end of a sentence that begins with the title."""
    reading = page_reading(request)
    account = reading.linked.get(item.account_id) if item.account_id else None
    whom = "" if account is None or account.title in item.title else account.title
    when = ""
    if late is not None:
        when = ngettext("{count} day overdue", "{count} days overdue", late).format(count=late)
        when = when if late else _("overdue since earlier today")
    who = reading.directory.members.get(item.owner_id, "") if item.owner_id else ""
    parts = [
        _("for {name}").format(name=whom) if whom else "",
        when,
        _("in charge: {name}").format(name=who) if item.owner_id else _("nobody is in charge"),
    ]
    return ", ".join(filter(None, parts)) + "."


def _days_late(request: Any, item: WorkItem) -> int | None:
    """How many days ago it was due; None where it is not late."""
    if item.due_at is None:
        return None
    reading = page_reading(request)
    day = due_day(item.due_at, reading, is_whole_day=item.due_is_day)
    is_over = day < reading.today or (not item.due_is_day and item.due_at < clock.now())
    return (reading.today - day).days if is_over else None
