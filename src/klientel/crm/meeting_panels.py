"""Meetings beside an account, and what can be done beside a meeting."""

from __future__ import annotations

from typing import Any

from klientel.crm import meeting_queries
from klientel.crm.models import Account, Meeting
from klientel.crm.on_page import read_once
from klientel.kit import clock
from klientel.kit.format import Format
from klientel.records.fields.base import Reading
from klientel.records.types import record_types
from klientel.ui.html import Html
from klientel.views.record_pages import offered_actions
from klientel.views.render import address_of, page_reading, piece


def meetings_of(request: Any, account: Account) -> list[Meeting]:
    """What lies ahead of an account, read once a page."""
    return read_once(
        request, "meetings", account.pk, lambda: meeting_queries.ahead_of(request.actor, account)
    )


def meetings_panel(request: Any, account: Account) -> Html:
    """Coming meetings, those that nobody has said how they went, and the way to plan one."""
    reading = page_reading(request)
    return piece(
        request,
        "crm/meetings_panel.html",
        rows=[_row(request, one, reading) for one in meetings_of(request, account)],
        plan=address_of(request, account, "meetings/new")
        if request.actor.may("meeting.create")
        else "",
    )


def _row(request: Any, one: Meeting, reading: Reading) -> dict[str, Any]:
    is_over = one.is_planned and one.starts_at <= clock.now()
    address = f"/{request.workspace.slug}/meetings/{one.pk}"
    may_hold = is_over and request.actor.may("meeting.edit")
    return {
        "name": one.name,
        "href": address,
        "when": when_of(one, reading),
        "place": one.place,
        "is_over": is_over,
        "is_cancelled": one.state == Meeting.State.CANCELLED,
        "hold": f"{address}/actions/meeting.hold" if may_hold else "",
    }


def when_of(one: Meeting, reading: Reading) -> str:
    """Day and time by the reader's clock, and by that of the place where it is another."""
    format_ = reading.format
    here = f"{format_.date_long(one.starts_at)}, {format_.span(one.starts_at, one.ends_at)}"
    local = Format(format_.locale, one.time_zone)
    there = local.span(one.starts_at, one.ends_at)
    if there == format_.span(one.starts_at, one.ends_at):
        return here
    return f"{here} ({there} {one.time_zone})"


def acting_panel(request: Any, meeting: Meeting) -> Html:
    """When a meeting is, and everything that can be done with it."""
    reading = page_reading(request)
    return piece(
        request,
        "crm/meeting_panel.html",
        when=when_of(meeting, reading),
        link=meeting.link,
        place=meeting.place,
        state=record_types.get("meeting").field("state").cell(meeting.state, reading),
        invited=reading.format.instant(meeting.invited_at),
        ics=f"/{request.workspace.slug}/meetings/{meeting.pk}/ics",
        actions=offered_actions(request, record_types.get("meeting"), meeting),
    )
