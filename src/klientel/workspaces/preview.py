"""Seeing a workspace as somebody else would: with their eyes, and without hands.

An owner may look as any role or member; a lead as any role below their own, never as a person, who
may be named on records that a lead does not know of. The preview only ever takes away: it is asked
anew on each request whether the person may still look, and nothing can be written meanwhile.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from klientel.workspaces.actor import Actor
from klientel.workspaces.models import Member
from klientel.workspaces.policy import Role
from klientel.workspaces.queries import actor_of

#: in a session: the workspace, and the role or the member it is seen as
SEEING = "seeing_as"
#: roles that are seen as, by who looks; an owner sees everything, so nothing is told by it
_BELOW = {
    Role.OWNER.value: frozenset({"lead", "member", "support", "bookkeeping"}),
    Role.LEAD.value: frozenset({"member", "support", "bookkeeping"}),
}


@dataclass(frozen=True)
class Preview:
    """As whom the workspace is seen: the actor of it, and a role or the name of a member."""

    actor: Actor
    role: str
    name: str = ""


def roles_seen_by(role: str) -> frozenset[str]:
    """The roles that somebody of this role may look as."""
    return _BELOW.get(role, frozenset())


def preview(member: Member, actor: Actor, *, role: str = "", seen: Member | None = None) -> Preview:
    """The workspace as a role or a member sees it. Raises LookupError where one may not look so."""
    if seen is not None:
        if member.role != Role.OWNER or not seen.is_active or seen.pk == member.pk:
            raise LookupError(seen.pk)
        return Preview(actor_of(seen), seen.role, seen.name)
    if role not in roles_seen_by(member.role):
        raise LookupError(role)
    return Preview(replace(actor, role=role), role)


def preview_of(session: Any, member: Member, actor: Actor) -> Preview | None:
    """The preview that a session is in, if it is in one of this workspace and still may be."""
    given = session.get(SEEING)
    if not given or given.get("workspace") != str(member.workspace_id):
        return None
    try:
        return preview(member, actor, role=given.get("role", ""), seen=_seen(member, given))
    except LookupError:
        return None


def _seen(member: Member, given: dict[str, str]) -> Member | None:
    if not given.get("member"):
        return None
    rows = Member.objects.in_workspace(member.workspace_id).filter(pk=UUID(given["member"]))
    found = rows.first()
    if found is None:
        raise LookupError(given["member"])
    return found
