"""What somebody wants to hear of, and how: one switch each, and what they heard lately."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from klientel.events.notices import Notice, notices
from klientel.kit.refused import Refused
from klientel.notifications import queries
from klientel.notifications.actions import choose, set_quiet
from klientel.notifications.actions.quiet import DAYS
from klientel.notifications.actions.rights import USE
from klientel.notifications.devices import devices_of
from klientel.notifications.models import Choice, Inbox
from klientel.team.pages.frame import errors_of, show
from klientel.ui.answers import go_on
from klientel.views.render import page_reading

#: the columns of the quiet hours by the names of their inputs
_QUIET = {"begins": "quiet_from", "ends": "quiet_until"}
#: of so many notices the self check speaks
_CHECKED = 6
_WHOLE = (
    (
        "mails_for_me",
        gettext_lazy("Mail what is for me"),
        gettext_lazy("Mentions at once, everything else together after four hours. What was read "
                     "meanwhile is left out."),
    ),
    (
        "mails_watched",
        gettext_lazy("Mail what I follow"),
        gettext_lazy("Once a day at 8:00."),
    ),
    (
        "night",
        gettext_lazy("Quiet hours"),
        gettext_lazy(
            "In these hours, in my time zone, no mail and no push is sent, not even for a "
            "mention: it waits until they end. The inbox shows it immediately."
        ),
    ),
    (
        "weekends",
        gettext_lazy("Quiet days"),
        gettext_lazy(
            "On these days no mail and no push is sent, not even for a mention: it waits until "
            "they are over. The inbox shows it immediately."
        ),
    ),
)  # fmt: skip


def address(request: Any) -> str:
    """Where the page is."""
    return f"/{request.workspace.slug}/settings/notifications"


@require_http_methods(["GET", "HEAD", "POST"])
def notifications_page(request: Any, workspace: str) -> HttpResponse:
    """The reader's own switches; a POST turns one, `what`, on or off."""
    request.actor.must(USE)
    errors: dict[str, str] = {}
    if request.method == "POST":
        try:
            event = _chosen(request)
        except Refused as refusal:
            errors = errors_of(refusal)
            if not errors.keys() <= {*_QUIET, "days"}:
                errors = {"": next(iter(errors.values()))}
        else:
            told = _("Saved.") if event else ""
            undo = f"/{request.workspace.slug}/undo/{event}" if event else ""
            return go_on(request, address(request), told, undo=undo)
    return show(
        request,
        "notifications/settings.html",
        "notifications",
        _context(request) | {"errors": errors},
        status=422 if errors else 200,
    )


def _chosen(request: Any) -> UUID | None:
    """What the form asks for is done: one switch, or the quiet hours and days."""
    given = request.POST
    if given.get("do") == "quiet":
        said = {name: given.get(name, "") for name in _QUIET}
        return set_quiet(request.actor, **said, days=given.getlist("days"))
    return choose(request.actor, what=given.get("what", ""), is_on=given.get("is_on") == "1")


def _quiet(request: Any, inbox: Inbox) -> dict[str, Any]:
    """The quiet hours and days as the form holds them, as they were typed where that was wrong."""
    given = request.POST if request.POST.get("do") == "quiet" else {}
    days = request.POST.getlist("days") if given else [str(day) for day in inbox.quiet_days]
    shown = {
        name: given.get(name, f"{getattr(inbox, column):%H:%M}") for name, column in _QUIET.items()
    }
    names = [(one.value, page_reading(request).say(one.label)) for one in DAYS]
    return {**shown, "days": [(value, name, value in days) for value, name in names]}


def _context(request: Any) -> dict[str, Any]:
    inbox = _inbox_of(request)
    off = set(
        Choice.objects.in_workspace(request.actor.workspace_id)
        .filter(member_id=request.actor.member_id, is_on=False)
        .values_list("channel", "notice")
    )
    rows = [_row(request, one, off) for one in notices]
    return {
        "here": address(request),
        "whole": [
            {"what": what, "label": label, "hint": hint, "is_on": _is_on(inbox, what)}
            for what, label, hint in _WHOLE
        ],
        "quiet": _quiet(request, inbox),
        "for_me": [row for row in rows if row["for_me"]],
        "watched": [row for row in rows if not row["for_me"]],
        "mails": {True: inbox.mails_for_me, False: inbox.mails_watched},
        "lately": _lately(request, off),
        **_push(request),
    }


def _inbox_of(request: Any) -> Inbox:
    rows = Inbox.objects.in_workspace(request.actor.workspace_id)
    return rows.filter(member_id=request.actor.member_id).first() or Inbox()


def _is_on(inbox: Inbox, what: str) -> bool:
    columns = {"night": "is_quiet_at_night", "weekends": "is_quiet_at_weekends"}
    return bool(getattr(inbox, columns.get(what, what)))


def _row(request: Any, one: Notice, off: set[tuple[str, str]]) -> dict[str, Any]:
    return {
        "name": one.name,
        "label": page_reading(request).say(one.label),
        "for_me": one.for_me,
        "app": ("app", one.name) not in off,
        "mail": ("mail", one.name) not in off,
        "push": ("push", one.name) not in off,
    }


def _push(request: Any) -> dict[str, Any]:
    """The reader's browsers that ring, this one among them or not, and where a new one asks."""
    found = devices_of(request.actor.workspace_id, request.actor.member_id)
    here = request.session.session_key
    when = page_reading(request).format.relative
    return {
        "browsers": [
            {
                "id": str(one.pk),
                "name": one.name,
                "when": when(one.made_at),
                "is_here": one.session_key == here,
            }
            for one in found
        ],
        "push_to": reverse("push", args=(request.workspace.slug,)),
        "push_worker": reverse("push_worker"),
        "rings_here": any(one.session_key == here for one in found),
    }


def _lately(request: Any, off: set[tuple[str, str]]) -> list[dict[str, Any]]:
    """What the reader heard most of in the last week; the noisiest can be muted at once."""
    found = []
    for name, count in queries.heard_lately(request.actor)[:_CHECKED]:
        notice = notices.get(name)
        if notice is not None:
            label = page_reading(request).say(notice.label)
            is_on = ("app", name) not in off
            found.append({"name": name, "label": label, "count": count, "is_on": is_on})
    return found
