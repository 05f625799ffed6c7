"""Who may see a record: everyone, a team, or people by name, chosen on a page of its own."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _

from klientel.events.trail import own_event
from klientel.kit.ids import id_in
from klientel.kit.refused import NotFound, Refused
from klientel.records.actions.share import share
from klientel.records.fields.base import Reading
from klientel.records.models import RecordGrant
from klientel.records.open_with import out_of_sight
from klientel.records.types import RecordType
from klientel.records.visibility import is_seen
from klientel.views import render
from klientel.views.doors import find, staff
from klientel.views.who_sees import who_sees
from klientel.workspaces.actor import Actor
from klientel.workspaces.policy import Privacy

#: of so many people the word at the foot tells
_MOST_LOST = 3


@staff("GET", "POST")
def share_page(request: Any, record_type: RecordType, key: str) -> HttpResponse:
    """Shows who may see a record, POST sets it; types that follow an account have no such page."""
    request.actor.must(record_type.permission("share"))
    record = find(request.actor, record_type, key)
    if record_type.follows_account(record):
        raise NotFound()
    if request.method == "GET":
        return _form(
            request, record_type, record, record.privacy, record.team_id, _named(request, record)
        )
    privacy = request.POST.get("privacy", "")
    team = id_in(request.POST.get("team", ""))
    members = {one for one in map(id_in, request.POST.getlist("members")) if one is not None}
    try:
        share(
            request.actor,
            record_type.name,
            record,
            privacy=privacy,
            team_id=team if privacy == Privacy.TEAM else None,
            member_ids=members if privacy == Privacy.NAMED else (),
        )
    except NotFound:
        raise
    except Refused as refusal:
        told = render.said(request, refusal)
        return _form(
            request, record_type, record, privacy, team, members, told, status=refusal.status
        )
    event = own_event(request.actor)
    way_back = f"/{request.workspace.slug}/undo/{event.pk}" if event else ""
    told = " ".join([f"{_('Who may see this was changed')}.", *_lost(request, record)])
    to = render.address_of(request, record)
    return render.redirect(request, to, said=told, undo=way_back)


def _lost(request: Any, record: Any) -> list[str]:
    """Who was to do something here and is out of sight of it now: a sentence for each of a few."""
    return [
        _("{name} does not see this any more. Somebody else has to take over: {what}.").format(
            name=name, what=", ".join(what)
        )
        for name, what in out_of_sight(request.actor, record)[:_MOST_LOST]
    ]


def _named(request: Any, record: Any) -> set[UUID]:
    grants = RecordGrant.objects.in_workspace(request.actor.workspace_id)
    return set(grants.filter(record_id=record.pk).values_list("member_id", flat=True))


def _form(
    request: Any,
    record_type: RecordType,
    record: Any,
    privacy: str,
    team: UUID | None,
    members: set[UUID],
    error: str = "",
    *,
    status: int = 200,
) -> HttpResponse:
    reading = render.page_reading(request)
    directory = reading.directory
    own = request.actor.member_id
    context = {
        "title": _("Who may see this"),
        "subject": record_type.named(record),
        "privacy": privacy,
        "hints": {one: _hint(reading, record_type, record, one) for one in Privacy.values},
        "teams": [
            (key, name, key == team)
            for key, name in directory.teams.items()
            if key == team or _would_see(request.actor, record, key)
        ],
        "people": [
            (key, name, key in members or key == own, key == own)
            for key, name in directory.members.items()
            if key in directory.active
        ],
        "errors": [("", error)] if error else [],
        "action": f"/{request.workspace.slug}/{record_type.slug}/{record.pk}/share",
        "back": render.address_of(request, record),
    }
    return render.render(request, "views/share.html", context, status=status)


def _hint(reading: Reading, record_type: RecordType, record: Any, privacy: str) -> str:
    """Who sees the record when this is chosen; a team is that of the record, or any of the list."""
    team = reading.directory.teams.get(record.team_id, "") if privacy == Privacy.EVERYONE else ""
    if privacy == Privacy.TEAM:
        team = _("chosen below")
    lines = who_sees(
        reading,
        record_type,
        privacy=privacy,
        sphere=record.sphere,
        team=team,
        people=[record.owner_id],
    )
    return ". ".join(lines) + "."


def _would_see(actor: Actor, record: Any, team: UUID | None) -> bool:
    """Whether who shares a record with this team goes on seeing it."""
    return is_seen(
        actor,
        privacy=Privacy.TEAM,
        sphere=record.sphere,
        team_id=team,
        owner_id=record.owner_id,
    )
