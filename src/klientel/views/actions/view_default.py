"""Choose for which roles a type's list opens with a view."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from klientel.kit.refused import Refused
from klientel.records.actions.catalogue import action
from klientel.records.fields import TextField
from klientel.views.actions.view import BATCH, VIEW, Audience, batch_of, changeable, tell
from klientel.views.models import RoleView, SavedView
from klientel.workspaces.actor import Actor
from klientel.workspaces.policy import Role

_ROLES = TextField(name="roles", label=_("Roles"), max_length=120)


@action(
    "view.make_default",
    label=_("Open lists with the view"),
    permission="view.manage",
    on="",
    inputs=[VIEW, _ROLES, BATCH],
    technical=["batch"],
)
def make_default(actor: Actor, *, view: int, roles: str, batch: str) -> SavedView:
    """Let the list of the view's type open with it for exactly these roles (names with commas).

    Raises `Refused` for a view that those roles would not find.
    """
    found = changeable(actor, view)
    wanted = [one for one in roles.replace(" ", "").split(",") if one]
    if set(wanted) - set(Role.values):
        raise Refused("There is no such role.", "roles")
    if wanted and found.audience != Audience.EVERYONE:
        raise Refused("Only a view that everyone finds can be what a list opens with.", "roles")
    before = defaults_of(actor, found.type)
    after = {role: key for role, key in before.items() if key != found.pk}
    after |= dict.fromkeys(wanted, found.pk)
    put_defaults(actor, found, after, batch_of(batch))
    return found


def defaults_of(actor: Actor, type_name: str) -> dict[str, UUID]:
    """What the type's list opens with, by role."""
    rows = RoleView.objects.visible_to(actor).filter(type=type_name)
    return dict(rows.order_by("role").values_list("role", "view_id"))


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
            RoleView(workspace_id=actor.workspace_id, type=view.type, role=role, view_id=key)
            for role, key in sorted(wanted.items())
        ],
        ignore_conflicts=True,
    )
    then, now = ({role: str(key) for role, key in one.items()} for one in (before, wanted))
    tell(actor, "view.defaults_changed", view, batch=batch, type=view.type, before=then, after=now)
