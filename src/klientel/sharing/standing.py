"""Whether a link opens anything now, and with whose eyes: asked anew for every request."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from klientel.kit import clock
from klientel.kit.link_secrets import hashed
from klientel.records.models import RecordRef
from klientel.records.types import record_types
from klientel.sharing.models import ShareLink
from klientel.sharing.rights import MAKE
from klientel.sharing.shareable import Opened, Purpose, shareable
from klientel.workspaces.actor import Actor
from klientel.workspaces.middleware import cached_actor_of

_FORM = re.compile(r"[A-Za-z0-9_-]{43}", re.ASCII)


def opened_by(secret: str, base: Callable[[ShareLink], str]) -> Opened | None:
    """What a secret opens at this moment; None for what opens nothing, whyever.

    A link that has been opened as often as it may be is still one: `openings.py` counts.
    """
    if not _FORM.fullmatch(secret):
        return None
    rows = ShareLink.objects.for_system("an outsider opens a shared link, known by its hash")
    link = (
        rows.filter(token_hash=hashed(secret))
        .select_related("made_by__user", "made_by__workspace")
        .first()
    )
    return standing(link, base(link)) if link is not None and is_alive(link) else None


def is_alive(link: ShareLink) -> bool:
    """Whether a link was neither ended nor has expired, whatever became of what it shows."""
    return link.revoked_at is None and link.expires_at > clock.now()


def standing(link: ShareLink, base: str, *, is_preview: bool = False) -> Opened | None:
    """What a link opens with the rights that its maker has now; None where they have lost them.

    The link comes with its maker, their user and their workspace.
    """
    purpose, member = shareable.get(link.purpose), link.made_by
    if purpose is None or not member.is_active or not member.user.is_active:
        return None
    maker = replace(cached_actor_of(member), via="portal")
    record = RecordRef.objects.visible_to(maker).filter(pk=link.record_id).first()
    if record is None or not may_share(maker, purpose, record.type):
        return None
    part_name = _part_name(purpose, link)
    if part_name is None:
        return None
    return Opened(
        link=link,
        record=record,
        purpose=purpose,
        workspace=member.workspace,
        maker=maker,
        reader=reader_of(link),
        base=base,
        part_name=part_name,
        is_preview=is_preview,
    )


def _part_name(purpose: Purpose, link: ShareLink) -> str | None:
    """What the part of the record is called, empty for the record as a whole; None: it is gone."""
    if not purpose.has_part:
        return ""
    if link.part is None:
        return None
    return purpose.parts_named(link.workspace_id, [(link.record_id, link.part)]).get(link.part)


def may_share(maker: Actor, purpose: Purpose, type_name: str) -> bool:
    """Whether somebody may share records of a type for a purpose."""
    if type_name not in record_types or not purpose.is_for(type_name):
        return False
    right = record_types.get(type_name).permission(purpose.right)
    return maker.may(MAKE) and maker.may(right)


def reader_of(link: ShareLink) -> Actor:
    """Who opens the link, for the log and for what fields may be shown: nobody of the firm."""
    return Actor(workspace_id=link.workspace_id, kind="link", name=link.name, via="portal")
