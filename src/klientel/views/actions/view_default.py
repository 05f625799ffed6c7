"""Choose for which roles a type's list opens with a view."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from klientel.kit.refused import Refused
from klientel.records.actions.catalogue import action, current_reading
from klientel.records.fields import TextField
from klientel.records.types import record_types
from klientel.views.actions.view import BATCH, VIEW, Audience, batch_of, changeable, tell
from klientel.views.models import RoleView, SavedView
from klientel.workspaces.actor import Actor
from klientel.workspaces.policy import Role

_ROLES = TextField(name="roles", label=_("Roles"), max_length=120)
_PLACE = TextField(name="place", label=_("Quick filter"), max_length=40)
#: between the quick filter and the role, in what the log is told
_AT = "/"


@action(
    "view.make_default",
    label=_("Open lists with the view"),
    permission="view.manage",
    on="",
    inputs=[VIEW, _ROLES, _PLACE, BATCH],
    technical=["batch"],
)
def make_default(actor: Actor, *, view: int, roles: str, batch: str, place: str = "") -> SavedView:
    """Let the list of the view's type, or its quick filter `place`, open with it for exactly these
    roles (names with commas).

    Raises `Refused` for a view that those roles would not find.
    """
    found = changeable(actor, view)
    wanted = [one for one in roles.replace(" ", "").split(",") if one]
    if set(wanted) - set(Role.values):
        raise Refused("There is no such role.", "roles")
    if wanted and found.audience != Audience.EVERYONE:
        raise Refused("Only a view that everyone finds can be what a list opens with.", "roles")
    workspace = current_reading(actor).workspace
    tabs = record_types.get(found.type).tabs_of(workspace)
    if place and place not in (one.name for one in tabs):
        raise Refused("There is no such quick filter.", "place")
    before = defaults_of(actor, found.type)
    after = {where: key for where, key in before.items() if key != found.pk}
    after |= dict.fromkeys((f"{place}{_AT}{role}" if place else role for role in wanted), found.pk)
    put_defaults(actor, found, after, batch_of(batch))
    return found


def defaults_of(actor: Actor, type_name: str) -> dict[str, UUID]:
    """What the type's list opens with, by role (`lead`), and its quick filters (`order/lead`)."""
    rows = RoleView.objects.visible_to(actor).filter(type=type_name).order_by("place", "role")
    found = rows.values_list("place", "role", "view_id")
    return {f"{place}{_AT}{role}" if place else role: key for place, role, key in found}


def place_and_role(where: str) -> tuple[str, str]:
    """The two parts of a key of `defaults_of`."""
    place, _at, role = where.rpartition(_AT)
    return place, role


def put_defaults(
    actor: Actor, view: SavedView, wanted: Mapping[str, UUID], batch: UUID | None = None
) -> None:
    """Let the list of the view's type open so by role, and tell the log what was before."""
    before = defaults_of(actor, view.type)
    if before == dict(wanted):
        return
    RoleView.objects.visible_to(actor).filter(type=view.type).delete()
    RoleView.objects.bulk_create(
        [
            RoleView(
                workspace_id=actor.workspace_id, type=view.type, place=place, role=role, view_id=key
            )
            for where, key in sorted(wanted.items())
            for place, role in (place_and_role(where),)
        ],
        ignore_conflicts=True,
    )
    then, now = ({role: str(key) for role, key in one.items()} for one in (before, wanted))
    tell(actor, "view.defaults_changed", view, batch=batch, type=view.type, before=then, after=now)
