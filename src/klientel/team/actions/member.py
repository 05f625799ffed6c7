"""Add people, change their roles, take their access away and give it back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext_lazy as _

from klientel.events import log
from klientel.kit import clock, email_address
from klientel.kit.refused import Forbidden, NotFound, Refused
from klientel.records.actions.catalogue import action
from klientel.records.fields import ChoiceField, EmailField, MemberField, Option, TextField
from klientel.team import mails, throttle
from klientel.team.factors import guarded_users
from klientel.team.queries import active_owners
from klientel.workspaces.actor import Actor
from klientel.workspaces.models import Member, User, Workspace
from klientel.workspaces.policy import Role

_MEMBER = MemberField(name="member", label=_("Person"), required=True, anybody=True)
_ROLE = ChoiceField(
    name="role",
    label=_("Role"),
    required=True,
    options=[Option(value, label) for value, label in Role.choices],
)


@dataclass(frozen=True)
class Added:
    """A new member; `link` lets a new user choose a password and was mailed to them.

    It is "" for who had a login before: what opens their door goes to themselves alone.
    """

    member: Member
    is_new_user: bool
    link: str


@action(
    "member.add",
    label=_("Add person"),
    permission="member.manage",
    on="",
    icon="user-plus",
    inputs=[
        EmailField(name="email", label=_("E-mail"), required=True),
        TextField(name="name", label=_("Name"), max_length=120),
        _ROLE,
    ],
)
def add_member(actor: Actor, *, email: str, name: str, role: str) -> Added:
    """Add somebody by e-mail address; who has no login yet is made one and gets a link by mail.

    Who has one is asked whether they want to join, and is no part of the workspace before.
    """
    workspace = locked_workspace(actor)
    _may_give(actor, role)
    _count_mail(actor, email)
    user, is_new = find_or_create_user(email, name, workspace.language)
    known = Member.objects.in_workspace(workspace.pk).filter(user_id=user.pk).first()
    if known is not None and known.joined_at is None:
        raise Refused("{name} was invited before. Send a new link there.", "email", name=known.name)
    if known is not None:
        raise Refused("{name} belongs to the team already.", "email", name=known.name)
    member = _seat(workspace, user, name or email, role, is_new=is_new)
    workspace.touch_directory()
    facts = {"member": str(member.pk), "role": role}
    log.record(actor, "member.added", record_type="member", facts=facts)
    link = mails.send_invitation(actor, user, workspace, is_asked=member.is_invited)
    return Added(member, is_new, link if is_new else "")


@action(
    "member.change_role",
    label=_("Change role"),
    permission="member.manage",
    on="",
    icon="shield",
    inputs=[_MEMBER, _ROLE],
)
def change_role(actor: Actor, *, member: UUID, role: str) -> Member:
    """Give somebody another role; acts on their very next request."""
    workspace = locked_workspace(actor)
    target = found_member(actor, member)
    _may_give(actor, role)
    _may_touch(actor, target)
    if target.role == role:
        return target
    if target.role == Role.OWNER:
        _keep_an_owner(workspace, target)
    before, target.role = target.role, role
    target.save()
    _renew(target, workspace)
    facts = {"member": str(target.pk), "before": before, "after": role}
    log.record(actor, "member.role_changed", record_type="member", facts=facts)
    return target


@action(
    "member.deactivate",
    label=_("Remove access"),
    permission="member.manage",
    on="",
    icon="lock",
    inputs=[_MEMBER],
)
def deactivate(actor: Actor, *, member: UUID) -> Member:
    """End somebody's access to this workspace at once; what they did and own stays."""
    workspace = locked_workspace(actor)
    target = found_member(actor, member)
    _may_touch(actor, target)
    if target.pk == actor.member_id:
        raise Refused("You cannot remove your own access; somebody else has to.")
    if target.is_invited:
        target.is_invited = False
        return _switched(actor, workspace, target, "member.uninvited")
    if not target.is_active:
        return target
    if target.role == Role.OWNER:
        _keep_an_owner(workspace, target)
    target.is_active = False
    return _switched(actor, workspace, target, "member.deactivated")


@action(
    "member.reactivate",
    label=_("Restore access"),
    permission="member.manage",
    on="",
    icon="user-round",
    inputs=[_MEMBER],
)
def reactivate(actor: Actor, *, member: UUID) -> Member:
    """Let somebody in again, with the role they had."""
    workspace = locked_workspace(actor)
    target = found_member(actor, member)
    _may_touch(actor, target)
    if target.is_active:
        return target
    if target.joined_at is None:
        raise Refused("{name} has to agree first. Send a new invitation.", name=target.name)
    target.is_active = True
    return _switched(actor, workspace, target, "member.reactivated")


@action(
    "member.invite_again",
    label=_("Send a new link"),
    permission="member.manage",
    on="",
    icon="mail",
    inputs=[_MEMBER],
)
def invite_again(actor: Actor, *, member: UUID) -> Member:
    """Mail a fresh link to somebody who never chose a password, or never agreed to join."""
    workspace = locked_workspace(actor)
    target = found_member(actor, member)
    _may_touch(actor, target)
    is_asked = target.joined_at is None
    if not is_asked and target.user.has_usable_password():
        raise Refused(
            "{name} has a password and can reset it on the sign-in page.", name=target.name
        )
    _count_mail(actor, target.user.email)
    target.is_invited, target.invited_at = is_asked, clock.now()
    target.save()
    mails.send_invitation(actor, target.user, workspace, is_asked=is_asked)
    log.record(
        actor, "member.invited_again", record_type="member", facts={"member": str(target.pk)}
    )
    return target


@action(
    "member.remind",
    label=_("Remind of the second factor"),
    permission="member.manage",
    on="",
    icon="shield",
    inputs=[_MEMBER],
)
def remind_of_second_factor(actor: Actor, *, member: UUID) -> Member:
    """Ask somebody by mail to set up a second factor; raises `Refused` for who has one."""
    target = found_member(actor, member)
    if not target.is_active or target.user_id in guarded_users([target.user_id]):
        raise Refused("{name} needs no reminder.", name=target.name)
    _count_mail(actor, target.user.email)
    mails.send_reminder(actor, target.user, locked_workspace(actor))
    log.record(actor, "member.reminded", record_type="member", facts={"member": str(target.pk)})
    return target


def _count_mail(actor: Actor, email: str) -> None:
    """Count a mail that brings somebody in; raises `TooMany`."""
    workspace, to = str(actor.workspace_id), email_address.normalise(email)
    throttle.take(
        (throttle.INVITATIONS, workspace), (throttle.INVITATION_ADDRESS, f"{workspace} {to}"),
        shown=to,
    )  # fmt: skip


def _seat(workspace: Workspace, user: User, name: str, role: str, *, is_new: bool) -> Member:
    """A new member: in it at once with a new login, else asked first."""
    return Member.objects.create(
        workspace=workspace,
        user=user,
        name=name,
        role=role,
        is_active=is_new,
        is_invited=not is_new,
        joined_at=clock.now() if is_new else None,
    )


def find_or_create_user(email: str, name: str, language: str) -> tuple[User, bool]:
    """The user of a normalised address, and whether they were made now, without a password."""
    user = User.objects.filter(email=email).first()
    if user is not None:
        return user, False
    shown = name or email.partition("@")[0]
    return User.objects.create_user(email, None, name=shown, language=language), True


def locked_workspace(actor: Actor) -> Workspace:
    """The workspace, locked until the transaction ends, so that two changes of members queue."""
    rows = Workspace.objects.all()
    if connection.vendor == "postgresql":
        rows = rows.select_for_update()
    return rows.get(pk=actor.workspace_id)


def found_member(actor: Actor, pk: Any) -> Member:
    """The member of the actor's own workspace; raises `NotFound`."""
    member = Member.objects.visible_to(actor).select_related("user").filter(pk=pk).first()
    if member is None:
        raise NotFound
    return member


def _may_give(actor: Actor, role: str) -> None:
    if role == Role.OWNER and actor.role != Role.OWNER and not actor.is_system:
        raise Forbidden("Only an owner can make somebody an owner.", "role")


def _may_touch(actor: Actor, target: Member) -> None:
    if target.role == Role.OWNER and actor.role != Role.OWNER and not actor.is_system:
        raise Forbidden("Only an owner can change the access of an owner.")


def _keep_an_owner(workspace: Workspace, leaving: Member) -> None:
    if leaving.is_active and active_owners(workspace) <= 1:
        raise Refused(
            "{name} is the only owner. Make somebody else an owner first.", name=leaving.name
        )


def _switched(actor: Actor, workspace: Workspace, target: Member, verb: str) -> Member:
    target.save()
    _renew(target, workspace)
    log.record(actor, verb, record_type="member", facts={"member": str(target.pk)})
    return target


def _renew(target: Member, workspace: Workspace) -> None:
    target.revoke_caches()
    workspace.touch_directory()
