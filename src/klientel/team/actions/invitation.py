"""Say yes or no to a workspace that would like to have somebody."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from klientel.events import log
from klientel.kit import clock
from klientel.kit.refused import NotFound
from klientel.team.queries import invitations_of
from klientel.workspaces.models import Member, User
from klientel.workspaces.queries import actor_of


def accept_invitation(user: User, member_id: UUID) -> Member:
    """Join a workspace; from now on its people see the person's name, and what they do there.

    Raises `NotFound` for anybody else's invitation and for one that is over.
    """
    with transaction.atomic():
        member = _invitation(user, member_id)
        member.is_invited, member.is_active = False, True
        member.joined_at, member.name = clock.now(), user.name or member.name
        return _answered(member, "member.accepted")


def decline_invitation(user: User, member_id: UUID) -> Member:
    """Say no; the workspace is told, and may ask again. Raises as `accept_invitation`."""
    with transaction.atomic():
        member = _invitation(user, member_id)
        member.is_invited = False
        return _answered(member, "member.declined")


def _invitation(user: User, member_id: UUID) -> Member:
    found = [one for one in invitations_of(user) if one.pk == member_id]
    if not found:
        raise NotFound
    return found[0]


def _answered(member: Member, verb: str) -> Member:
    member.save()
    member.revoke_caches()
    member.workspace.touch_directory()
    log.record(actor_of(member), verb, record_type="member")
    return member
