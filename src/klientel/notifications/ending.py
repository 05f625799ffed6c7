"""Ending mails by a link: made for each mail, known by its hash, good for nothing else."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.urls import reverse

from klientel.kit import clock
from klientel.kit.link_secrets import hashed, new_secret
from klientel.notifications.actions.choose import WHOLE, choose
from klientel.notifications.models import Ending
from klientel.workspaces.models import Member
from klientel.workspaces.queries import actor_of

#: how long the link of a mail works
LIFE = timedelta(days=365)


def address_for(member: Member, mails: str) -> str:
    """A fresh link that ends one sort of mails to a member, a switch of their inbox by its name."""
    if mails not in WHOLE:
        raise ValueError(f"{mails} is no sort of mail")
    secret = new_secret()
    Ending(
        workspace_id=member.workspace_id,
        member_id=member.pk,
        secret_hash=hashed(secret),
        mails=mails,
    ).save()
    return f"{settings.BASE_URL}{reverse('end_mails', kwargs={'token': secret})}"


def ending_of(secret: str) -> Ending | None:
    """What a link ends; None for one that was never made, or too long ago."""
    rows = Ending.objects.for_system("the link of a mail says whose mails it ends, by its hash")
    since = clock.now() - LIFE
    found: Ending | None = (
        rows.select_related("member", "member__user", "member__workspace")
        .filter(secret_hash=hashed(secret[:100]), made_at__gt=since)
        .first()
    )
    return found


def end(ending: Ending) -> None:
    """Switch that sort of mails off; nothing where it is off."""
    choose(actor_of(ending.member, "mail"), what=ending.mails, is_on=False)


def forget_old(workspace_id: object) -> int:
    """Remove links that no longer work; returns how many."""
    rows = Ending.objects.in_workspace(workspace_id).filter(made_at__lt=clock.now() - LIFE)
    return int(rows._raw_delete(rows.db))
