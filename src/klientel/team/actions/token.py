"""Make and end tokens of the API."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from klientel.events import log
from klientel.kit import clock
from klientel.kit.ids import id_needed
from klientel.kit.refused import Forbidden, NotFound, Refused
from klientel.records.actions.catalogue import action
from klientel.records.fields import (
    ChoiceField,
    ChoicesField,
    MemberField,
    Option,
    Reading,
    TextField,
    TruthField,
)
from klientel.records.types import record_types
from klientel.team import verbs_of_tokens  # noqa: F401 - they register
from klientel.team.actions.member import found_member
from klientel.team.models import ApiToken
from klientel.team.queries import memberships_of
from klientel.team.tokens import HINT, hash_of, new_secret
from klientel.workspaces.actor import Actor
from klientel.workspaces.models import Member, User
from klientel.workspaces.policy import EVERYBODY, Role, permission

NEVER = "never"
#: days that a token lasts where nothing else is said
USUAL = "90"
#: tokens of one member that are open at once: nobody overlooks more
MOST = 50

MAKE = permission("token.create", _("Make own API tokens"), EVERYBODY, asks_proof=True)
MANAGE = permission(
    "token.manage", _("Revoke everybody's API tokens"), {Role.OWNER}, asks_proof=True
)


@dataclass(frozen=True)
class Made:
    """A new token; `secret` is shown to who made it, once, and kept nowhere."""

    token: ApiToken
    secret: str


def _types(reading: Reading) -> list[Option]:
    return [Option(one.name, one.label_plural) for one in record_types]


LASTS = (
    Option(USUAL, _("in 90 days")),
    Option("30", _("in 30 days")),
    Option("365", _("in a year")),
    Option(NEVER, _("never")),
)


@action(
    "token.create",
    label=_("Make token"),
    permission=MAKE,
    on="",
    icon="key-round",
    technical=("member",),
    inputs=[
        TextField(name="name", label=_("Name"), max_length=80, required=True),
        TruthField(name="is_read_only", label=_("Only read"), default=False),
        ChoicesField(name="types", label=_("Only these lists"), options=_types),
        ChoiceField(name="lasts", label=_("Expires"), options=LASTS, default=USUAL),
        MemberField(name="member", label=_("Person")),
    ],
)
def create_token(
    actor: Actor, *, name: str, is_read_only: bool, types: list[str], lasts: str, member: Any
) -> Made:
    """Make a token that acts as the actor; the program itself makes it for a named member.

    Only an owner decides that one never expires.
    """
    owner = found_member(actor, member if actor.is_system else actor.member_id)
    if not actor.is_system and member not in (None, actor.member_id):
        raise Forbidden("Everybody makes their own tokens.", "member")
    if not owner.is_active:
        raise Refused("{name} has no access to this workspace.", "member", name=owner.name)
    if lasts == NEVER and actor.role != Role.OWNER and not actor.is_system:
        raise Forbidden("Only an owner can make a token that never expires.", "lasts")
    open_ones = ApiToken.objects.in_workspace(actor.workspace_id).filter(member_id=owner.pk)
    if open_ones.filter(ended_at__isnull=True).count() >= MOST:
        raise Refused("There are {count} tokens already. Revoke one first.", count=MOST)
    secret = new_secret()
    expires = None if lasts == NEVER else clock.now() + timedelta(days=int(lasts))
    token = ApiToken(
        workspace_id=actor.workspace_id, member=owner, name=name, token_hash=hash_of(secret),
        hint=secret[-HINT:], is_read_only=is_read_only, types=types, expires_at=expires,
    )  # fmt: skip
    token.save()
    facts = {"expires_on": expires.date().isoformat() if expires else None, "types": types}
    _tell(actor, "token.created", token, {**facts, "is_read_only": is_read_only})
    return Made(token, secret)


@action(
    "token.revoke",
    label=_("Revoke token"),
    permission=MAKE,
    on="",
    icon="key-round",
    inputs=[TextField(name="token", label=_("Token"), max_length=36, required=True)],
)
def revoke_token(actor: Actor, *, token: str) -> ApiToken:
    """End an own token, or as an owner anybody's; it opens nothing from this moment."""
    rows = ApiToken.objects.visible_to(actor)
    if not actor.may(MANAGE):
        rows = rows.filter(member_id=actor.member_id)
    found = rows.filter(pk=id_needed(token)).first()
    if found is None:
        raise NotFound
    if rows.filter(pk=found.pk, ended_at__isnull=True).update(ended_at=clock.now()):
        _tell(actor, "token.revoked", found)
    return found


def end_tokens_of(user: User) -> int:
    """End all tokens of a person, since what guards their login changed; returns how many."""
    with transaction.atomic():
        return sum(_end_all(member) for member in memberships_of(user))


def _end_all(member: Member) -> int:
    mine = ApiToken.objects.in_workspace(member.workspace_id).filter(member_id=member.pk)
    ended: Iterable[ApiToken] = list(mine.filter(ended_at__isnull=True))
    actor = Actor.system(member.workspace_id, "access changed")
    count = 0
    for token in ended:
        if mine.filter(pk=token.pk, ended_at__isnull=True).update(ended_at=clock.now()):
            _tell(actor, "token.ended", token)
            count += 1
    return count


def _tell(actor: Actor, verb: str, token: ApiToken, facts: dict[str, Any] | None = None) -> None:
    told = {"name": token.name, "member": str(token.member_id), **(facts or {})}
    log.record(actor, verb, record_type="token", facts=told)
