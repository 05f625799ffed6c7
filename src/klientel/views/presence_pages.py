"""What is going on at a record just now: who else has it open, and which comments wait.

Its page asks for this once it stands there, so that no page waits for it.
"""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _

from klientel.discussion.actions.presence import come, leave
from klientel.discussion.actions.watching import follow, unfollow
from klientel.discussion.comment_queries import counts_of
from klientel.discussion.following import followers_of
from klientel.discussion.presence import arrivals, others_at
from klientel.events.own import channel_of
from klientel.records.types import RecordType
from klientel.ui.answers import back, go_on
from klientel.views import render
from klientel.views.comment_parts import TAB
from klientel.views.doors import find, staff

_LONGEST = 36


@staff("GET", "POST")
def presence(request: Any, record_type: RecordType, key: str) -> HttpResponse:
    """GET tells who else is here and what waits. POST says that the page `tab` is open, or with
    `gone` that it was closed."""
    is_gone = request.method == "POST" and bool(request.POST.get("gone"))
    # whoever has just deleted it leaves its page as well
    record = find(request.actor, record_type, key, trashed=None if is_gone else False)
    if request.method == "POST":
        tab = request.POST.get("tab", "")[:_LONGEST]
        if is_gone:
            leave(request.actor, record.pk, tab)
            return HttpResponse(status=204)
        come(request.actor, record.pk, tab)
        for arrive in arrivals:
            arrive(request.actor, record.pk)
    members = render.page_reading(request).directory.members
    names = [members[one] for one in others_at(request.actor, record.pk) if one in members]
    followers = followers_of(request.actor, record.pk)
    own = f"/{request.workspace.slug}/{record_type.slug}/{record.pk}"
    context = {
        "own": own,
        "key": record.pk,
        "type": record_type.name,
        "names": names,
        "channel": channel_of(request.actor.member_id) if request.actor.member_id else "",
        "follows": request.actor.member_id in followers,
        "followers": [members[one] for one in members if one in followers],
        "waiting": counts_of(request.actor, record.pk).open,
        "waiting_href": f"{render.address_of(request, record, TAB)}?show=open",
    }
    return render.render(request, "views/presence_part.html", context, fragment=True)


@staff("POST")
def follow_record(request: Any, record_type: RecordType, key: str) -> HttpResponse:
    """Hear of what happens to a record, or with `ends` no longer."""
    record = find(request.actor, record_type, key)
    ends = bool(request.POST.get("ends"))
    event = (unfollow if ends else follow)(request.actor, record=str(record.pk))
    to = back(request, render.address_of(request, record))
    if event is None:
        return go_on(request, to)
    told = (
        _("You no longer follow this") if ends else _("You follow this: the inbox will notify you")
    )
    return go_on(request, to, told, undo=f"/{request.workspace.slug}/undo/{event}")
