"""Tokens of the API: how a secret looks, whom it stands for, and what of their rights it has."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import timedelta

from django.db.models import Q

from klientel.kit import clock, link_secrets
from klientel.team.factors import guarded_users
from klientel.team.models import ApiToken
from klientel.workspaces.actor import Actor, Lent
from klientel.workspaces.middleware import cached_actor_of
from klientel.workspaces.models import Member, User, Workspace

#: says in a log, a file or a search for leaked secrets what this is
PREFIX = "klientel_"
#: how many of its last signs are kept to tell it apart
HINT = 4
#: tokens that are over stay listed so long
KEPT = timedelta(days=90)
_FORM = re.compile(rf"{PREFIX}[A-Za-z0-9_-]{{43}}", re.ASCII)


@dataclass(frozen=True)
class Bearer:
    """Who shows a token: the token, its member's actor with what was lent, and their firm."""

    token: ApiToken
    member: Member
    actor: Actor

    @property
    def workspace(self) -> Workspace:
        return self.member.workspace

    @property
    def user(self) -> User:
        return self.member.user


def new_secret() -> str:
    """256 random bits behind the prefix."""
    return PREFIX + link_secrets.new_secret()


def hash_of(secret: str) -> str:
    """What is kept of a secret. It is random as a whole, so that no slow hash is needed."""
    return link_secrets.hashed(secret)


def bearer_of(secret: str) -> Bearer | None:
    """Who shows this secret now; None for what opens nothing, whyever. One query.

    Asked anew for every request: a token that ended, a member who lost access or another role act
    at once.
    """
    if not _FORM.fullmatch(secret):
        return None
    tokens = ApiToken.objects.for_system("API: which member does this token act as?")
    token = (
        tokens.filter(
            Q(expires_at__isnull=True) | Q(expires_at__gt=clock.now()),
            token_hash=hash_of(secret),
            ended_at__isnull=True,
            member__is_active=True,
            member__user__is_active=True,
        )
        .select_related("member__user", "member__workspace")
        .first()
    )
    if token is None or _lacks_factor(token.member):
        return None
    actor = replace(cached_actor_of(token.member), via="api", lent=lent_to(token))
    return Bearer(token, token.member, actor)


def lent_to(token: ApiToken) -> Lent:
    """What a token has of its member's rights."""
    return Lent(token.is_read_only, frozenset(token.types), token.name)


def _lacks_factor(member: Member) -> bool:
    """Whether the firm asks for a second factor and the member has none: no way in then."""
    return member.workspace.requires_second_factor and not guarded_users([member.user_id])
