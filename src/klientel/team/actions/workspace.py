"""Create a workspace with its owner; change what the firm says of itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from klientel.events import log
from klientel.kit import clock, email_address
from klientel.kit.refused import Refused
from klientel.kit.text import clean_line
from klientel.kit.text import slug as slugged
from klientel.records.actions.catalogue import action, current_reading
from klientel.records.fields import ChoiceField, Option, TextField
from klientel.team.actions.member import find_or_create_user, locked_workspace
from klientel.team.firm_settings import SETTINGS
from klientel.team.reset_links import INVITATION_LIFE, link_for
from klientel.workspaces.actor import Actor
from klientel.workspaces.models import Member, Workspace
from klientel.workspaces.policy import Role
from klientel.workspaces.reserved import is_reserved

_NAMED = {one.name: one for one in SETTINGS}


@dataclass(frozen=True)
class Created:
    """A new workspace with its owner; `link` lets a new login choose a password, else it is ""."""

    workspace: Workspace
    owner: Member
    link: str


def create_workspace(
    *,
    slug: str,
    name: str,
    owner_email: str,
    owner_name: str = "",
    serves: str = Workspace.Serves.BOTH,
    language: str = "de",
    time_zone: str = "Europe/Berlin",
) -> Created:
    """Make a workspace and its first owner. Raises `Refused` for a slug that cannot be taken."""
    slug = free_slug(slug)
    title = clean_line(name, 120)
    if not title:
        raise Refused("The workspace needs a name.", "name")
    email = email_address.normalise(owner_email)
    with transaction.atomic():
        workspace = Workspace.objects.create(
            slug=slug, name=title, serves=serves, language=language, time_zone=time_zone
        )
        user, is_new = find_or_create_user(email, clean_line(owner_name, 120), language)
        owner = Member.objects.create(
            workspace=workspace, user=user, name=user.name or user.email, role=Role.OWNER
        )
        actor = Actor.system(workspace.pk, "a workspace is created")
        log.record(actor, "workspace.created", facts={"name": title})
        facts = {"member": str(owner.pk), "role": Role.OWNER.value}
        log.record(actor, "member.added", record_type="member", facts=facts)
        link = link_for(user, INVITATION_LIFE) if is_new else ""
    return Created(workspace, owner, link)


@action(
    "workspace.change",
    label=_("Change a setting of the firm"),
    permission="workspace.manage",
    on="",
    icon="settings",
    inputs=[
        ChoiceField(
            name="setting",
            label=_("Setting"),
            required=True,
            options=[Option(one.name, one.field.label) for one in SETTINGS],
        ),
        TextField(name="value", label=_("Value"), required=True, max_length=120),
    ],
)
def change_workspace(actor: Actor, *, setting: str, value: str) -> Workspace:
    """Change one setting of the firm; raises `Refused` with the reason, said of the setting."""
    workspace = locked_workspace(actor)
    said = _NAMED[setting]
    cleaned = said.field.clean(value, current_reading(actor))
    before = getattr(workspace, setting)
    if before == cleaned:
        return workspace
    if said.is_fixed(workspace):
        raise Refused(said.refusal, setting, **{setting: before})
    setattr(workspace, setting, cleaned)
    workspace.save(update_fields=[setting])
    workspace.touch_directory()
    facts = {"before": said.field.api(before), "after": said.field.api(cleaned)}
    facts |= {"what": setting, "setting": setting}
    log.record(actor, "workspace.changed", facts=facts)
    return workspace


def kept(workspace: Workspace, setting: str) -> Any:
    """A setting as the log keeps it."""
    return _NAMED[setting].field.api(getattr(workspace, setting))


def make_owner(workspace: Workspace, email: str) -> str:
    """Let somebody own a workspace, because whoever runs the server says so.

    Returns the link by which they choose a password, "" for who has one. Raises `Refused` for what
    is no address.
    """
    user, _is_new = find_or_create_user(email_address.normalise(email), "", workspace.language)
    mine = Member.objects.in_workspace(workspace.pk).filter(user_id=user.pk)
    with transaction.atomic():
        member = mine.first() or Member(workspace=workspace, user=user, name=user.name)
        member.role, member.is_active, member.is_invited = Role.OWNER, True, False
        member.joined_at = member.joined_at or clock.now()
        member.save()
        member.revoke_caches()
        workspace.touch_directory()
        facts = {"member": str(member.pk), "role": Role.OWNER.value}
        actor = Actor.system(workspace.pk, "whoever runs the server names an owner")
        log.record(actor, "member.added", record_type="member", facts=facts)
        return "" if user.has_usable_password() else link_for(user, INVITATION_LIFE)


def free_slug(text: str) -> str:
    """The address for a new workspace, cleaned; raises `Refused` when it cannot be taken."""
    slug = text.strip().lower()
    if not 2 <= len(slug) <= 40 or slug != slugged(slug, 40):
        raise Refused(
            "An address has 2 to 40 small letters, digits and hyphens, such as “{example}”.",
            "slug",
            example=slugged(text, 40) or "studio-roth",
        )
    if is_reserved(slug):
        raise Refused("The address “{slug}” is used by the program itself.", "slug", slug=slug)
    if Workspace.objects.filter(slug=slug).exists():
        raise Refused("There is a workspace with the address “{slug}” already.", "slug", slug=slug)
    return slug
