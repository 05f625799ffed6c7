"""Save, rename, offer, change and delete views of lists."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from klientel.events import log
from klientel.kit import clock
from klientel.kit.refused import Conflict, Forbidden, NotFound, Refused
from klientel.records.actions.catalogue import action, current_reading, in_force
from klientel.records.actions.once import form_key
from klientel.records.fields import (
    ChoiceField,
    LongTextField,
    NumberField,
    Option,
    TeamField,
    TextField,
)
from klientel.records.icons import check_icon
from klientel.records.models import Counter
from klientel.records.types import RecordType, record_types
from klientel.views.models import SavedView
from klientel.views.query import ViewQuery
from klientel.views.shelf import Kept, found_by
from klientel.workspaces.actor import Actor
from klientel.workspaces.models import Workspace
from klientel.workspaces.policy import EVERYBODY, MANAGERS, Role, permission

permission("view.save", _("Save views of lists"), EVERYBODY)
permission("view.share", _("Offer views to a team or to everyone"), {*MANAGERS, Role.MEMBER})
permission("view.manage", _("Change shared views, choose what lists open with"), MANAGERS)

#: what one member can keep, and an address can hold
MOST_OWN = 100
LONGEST = 8_000
#: the icons that a view can have, with what is seen in them
ICONS = {
    "star": _("Star"),
    "flag": _("Flag"),
    "pin": _("Pin"),
    "users": _("People"),
    "handshake": _("Handshake"),
    "shopping-bag": _("Bag"),
    "euro": _("Euro"),
    "calendar-clock": _("Appointment"),
    "clock": _("Clock"),
    "triangle-alert": _("Warning"),
    "list-checks": _("Checklist"),
    "package": _("Parcel"),
    "life-buoy": _("Lifebuoy"),
    "mail": _("Letter"),
    "phone": _("Telephone receiver"),
}
for _name in ICONS:
    check_icon("saved views", _name)

Audience = SavedView.Audience

VIEW = NumberField(name="view", label=_("View"), required=True, minimum=Decimal(1))
NAME = TextField(name="name", label=_("Name"), required=True, max_length=60)
ICON = ChoiceField(
    name="icon",
    label=_("Icon"),
    options=[Option(one, label) for one, label in ICONS.items()],
    default="",
)
ICON.required = False
AUDIENCE = ChoiceField(
    name="audience",
    label=_("Who finds it"),
    options=[Option(one.value, one.label) for one in Audience],
    default=Audience.ME.value,
)
TEAM = TeamField(name="team", label=_("Team"))
QUERY = LongTextField(name="query", label=_("Filters and columns"), max_length=LONGEST)
_TYPE = TextField(name="type", label=_("List"), required=True, max_length=40)
_KEY = TextField(name="key", label=_("Form"), max_length=40)
#: one undo for what a form does at once
BATCH = TextField(name="batch", label=_("Batch"), max_length=40)
_VERSION = NumberField(name="version", label=_("Version"), minimum=Decimal(0))


@action(
    "view.save",
    label=_("Save view"),
    permission="view.save",
    on="",
    inputs=[_TYPE, NAME, QUERY, AUDIENCE, TEAM, ICON, _KEY, BATCH],
    technical=["key", "batch"],
)
def save_view(
    actor: Actor,
    *,
    type: str,  # noqa: A002 - the input's name
    name: str,
    query: str,
    audience: str,
    team: UUID | None,
    icon: str,
    key: str,
    batch: str,
) -> SavedView:
    """Keep a state of a list under a name. A form sent twice (`key`) saves one view.

    Raises `Forbidden` for an audience that the role may not address, `Refused` beyond what one
    member can keep.
    """
    record_type = in_force(actor, record_types.get(type))
    actor.must(record_type.permission("view"))
    member = member_of(actor)
    sent = form_key(key)
    mine = SavedView.objects.visible_to(actor)
    known: SavedView | None = mine.filter(pk=sent, member_id=member).first()
    if known is not None:
        return known
    if mine.filter(member_id=member, deleted_at__isnull=True).count() >= MOST_OWN:
        raise Refused("At most {allowed} views can be kept. Delete one first.", allowed=MOST_OWN)
    view = SavedView(
        id=sent,
        workspace_id=actor.workspace_id,
        number=Counter.take(actor.workspace_id, "view")[0],
        type=record_type.name,
        name=name,
        icon=icon,
        query=tidy(actor, record_type, query),
        member_id=member,
    )
    _address(actor, view, audience, team)
    view.save(force_insert=True)
    tell(actor, "view.saved", view, batch=batch_of(batch))
    return view


@action(
    "view.rename",
    label=_("Rename view"),
    permission="view.save",
    on="",
    inputs=[VIEW, NAME, ICON, BATCH],
    technical=["batch"],
)
def rename_view(actor: Actor, *, view: int, name: str, icon: str, batch: str) -> SavedView:
    """Give a view another name and icon."""
    wanted = {"name": name, "icon": icon}
    return put(actor, changeable(actor, view), wanted, batch_of(batch))


@action(
    "view.offer",
    label=_("Choose who finds the view"),
    permission="view.save",
    on="",
    inputs=[VIEW, AUDIENCE, TEAM, BATCH],
    technical=["batch"],
)
def offer_view(
    actor: Actor, *, view: int, audience: str, team: UUID | None, batch: str
) -> SavedView:
    """Keep a view for oneself, or offer it to a team or to everyone."""
    found = changeable(actor, view)
    before = {"audience": found.audience, "team_id": found.team_id}
    _address(actor, found, audience, team)
    after = {"audience": found.audience, "team_id": found.team_id}
    for name, value in before.items():
        setattr(found, name, value)
    return put(actor, found, after, batch_of(batch))


@action(
    "view.change",
    label=_("Save changes of the view"),
    permission="view.save",
    on="",
    inputs=[VIEW, QUERY, _VERSION, BATCH],
    technical=["version", "batch"],
)
def change_view(
    actor: Actor, *, view: int, query: str, version: int | None, batch: str
) -> SavedView:
    """Let a view be what the list shows now.

    `version` is what the person saw: `Conflict` when somebody changed the view meanwhile.
    """
    found = changeable(actor, view)
    wanted = tidy(actor, in_force(actor, record_types.get(found.type)), query)
    if version is not None and version != found.version and wanted != found.query:
        raise Conflict("Somebody else changed this view in the meantime. Open it again.")
    return put(actor, found, {"query": wanted}, batch_of(batch))


@action(
    "view.delete",
    label=_("Delete view"),
    permission="view.save",
    on="",
    inputs=[VIEW, BATCH],
    technical=["batch"],
)
def delete_view(actor: Actor, *, view: int, batch: str) -> SavedView:
    """Delete a view; the records in it stay, and it can be undone."""
    return bury(actor, changeable(actor, view), batch_of(batch))


def batch_of(text: str) -> UUID | None:
    """The batch that a form's events are written under; None where nobody named one."""
    return form_key(text) if text else None


def bury(actor: Actor, view: SavedView, batch: UUID | None = None) -> SavedView:
    """Let a view be found no more, and say so."""
    view.deleted_at = clock.now()
    view.save()
    tell(actor, "view.deleted", view, batch=batch)
    return view


def tidy(actor: Actor, record_type: RecordType, query: str) -> str:
    """The query as the program would write it, so that the same state is the same text."""
    from django.http import QueryDict

    asked = ViewQuery.from_request(record_type, QueryDict(query), actor, current_reading(actor))
    text = asked.plain().to_query_string()
    if len(text) > LONGEST:
        raise Refused("This is more than one view can keep.", "query")
    return text


def member_of(actor: Actor) -> UUID:
    """Whose list it is; a program has none and gets `Forbidden`."""
    if actor.member_id is None:
        raise Forbidden("Only people keep views and arrange lists.")
    return actor.member_id


def changeable(actor: Actor, number: int) -> SavedView:
    """The view of that number, locked; raises `NotFound`, or `Forbidden` for somebody else's."""
    rows = found_by(actor).filter(number=number)
    view: SavedView | None = rows.select_for_update(of=("self",)).first()
    if view is None:
        raise NotFound()
    if not may_change(actor, view):
        raise Forbidden("Only the person who saved this view, an owner or a lead can change it.")
    return view


def may_change(actor: Actor, view: SavedView | Kept) -> bool:
    """Whether an actor may change or delete a view that they find."""
    is_shared = view.audience != Audience.ME
    return view.member_id == actor.member_id or (is_shared and actor.may("view.manage"))


def put(
    actor: Actor, view: SavedView, values: Mapping[str, Any], batch: UUID | None = None
) -> SavedView:
    """Write what differs, and tell the log what it was before."""
    before = {name: getattr(view, name) for name in values if getattr(view, name) != values[name]}
    if not before:
        return view
    for name in before:
        setattr(view, name, values[name])
    view.version += 1
    view.updated_at = clock.now()
    view.save()
    after = {name: values[name] for name in before}
    tell(actor, "view.changed", view, batch=batch, before=_plain(before), after=_plain(after))
    return view


def _plain(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: str(one) if isinstance(one, UUID) else one for name, one in values.items()}


def _address(actor: Actor, view: SavedView, audience: str, team: UUID | None) -> None:
    """Set who finds a view, within what the actor may."""
    if audience != Audience.ME and not actor.may("view.share"):
        raise Forbidden("Your role can save views for itself only.")
    if audience == Audience.TEAM:
        if team is None:
            raise Refused("Choose a team.", "team")
        if team not in actor.team_ids and not actor.may("view.manage"):
            raise Refused("Choose a team that you are in.", "team")
    view.audience = audience
    view.team_id = team if audience == Audience.TEAM else None


def tell(
    actor: Actor, verb: str, view: SavedView, *, batch: UUID | None = None, **facts: Any
) -> None:
    """Write an event about a view; the name of one's own view is nobody's business."""
    Workspace.objects.get(pk=actor.workspace_id).touch_directory()
    named = {"name": view.name} if view.audience != Audience.ME else {}
    told = {"view": str(view.pk), **named, **facts}
    log.record(actor, verb, record_type="view", facts=told, batch=batch)
