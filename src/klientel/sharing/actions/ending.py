"""Letting a link work for longer, ending it, and letting it work again."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from klientel.kit import clock
from klientel.kit.refused import Refused
from klientel.records.actions.catalogue import action
from klientel.records.actions.undoers import each, register
from klientel.records.fields import ChoiceField, TextField
from klientel.records.models import RecordRef
from klientel.sending import queue
from klientel.sharing.actions.making import DAYS, USUAL
from klientel.sharing.actions.telling import last_day, tell
from klientel.sharing.models import ShareLink
from klientel.sharing.queries import links_for
from klientel.sharing.rights import MAKE
from klientel.sharing.verbs import SHARE_BACK
from klientel.workspaces.actor import Actor
from klientel.workspaces.rows import row_of

if TYPE_CHECKING:
    from klientel.events.models import Event

_LINK = TextField(name="link", label=_("Link"), required=True, max_length=36)


@action(
    "share.renew",
    label=_("Extend"),
    permission=MAKE,
    on="",
    icon="clock",
    hidden=True,
    inputs=[_LINK, ChoiceField(name="days", label=_("Works for"), options=DAYS, default=USUAL)],
)
def renew_link(actor: Actor, *, link: str, days: str) -> ShareLink:
    """Let a link work for at least so many days from now on, also one that has expired.

    One's own, or as somebody who manages links anybody's. Raises `Refused` for one that was ended.
    """
    known = found_link(actor, link)
    if known.revoked_at is not None or known.token_hash is None:
        raise Refused("This link has been revoked. Please make a new one.")
    before = known.expires_at
    # never for less: whoever presses twice, or has a long one, loses nothing
    known.expires_at = max(before, clock.now() + timedelta(days=int(days)))
    known.save()
    tell(
        actor,
        "share.renewed",
        known,
        _record(known),
        before=last_day(actor, before),
        expires_on=last_day(actor, known.expires_at),
    )
    return known


@action(
    "share.revoke",
    label=_("Revoke link"),
    permission=MAKE,
    on="",
    icon="lock",
    hidden=True,
    inputs=[_LINK],
)
def revoke_link(actor: Actor, *, link: str) -> ShareLink:
    """End a link: it opens nothing from this moment, and a mail with it that waits is not sent.

    One's own, or as somebody who manages links anybody's. Done twice it is done.
    """
    known = found_link(actor, link)
    rows = ShareLink.objects.in_workspace(actor.workspace_id).filter(pk=known.pk, revoked_at=None)
    if rows.update(revoked_at=clock.now(), revoked_by_id=actor.member_id):
        if known.mail_id is not None:
            queue.withdraw(actor.workspace_id, known.mail_id)
        tell(actor, "share.revoked", known, _record(known))
    return known


def found_link(actor: Actor, key: str) -> ShareLink:
    """A link that the actor may end: their own, or any they see as who manages links."""
    return row_of(ShareLink, links_for(actor), key)


def _record(link: ShareLink) -> RecordRef:
    record: RecordRef = link.record
    return record


def _back(actor: Actor, event: Event, batch: UUID) -> None:
    """Let a link work again that was ended by mistake; what it may show is asked anew anyway."""
    actor.must(MAKE)
    known = found_link(actor, str((event.facts or {}).get("link", "")))
    rows = ShareLink.objects.in_workspace(actor.workspace_id)
    ended = rows.filter(pk=known.pk, revoked_at__isnull=False)
    if not ended.update(revoked_at=None, revoked_by_id=None):
        raise Refused("This link works already.")
    tell(actor, "share.restored", known, _record(known), batch)


register(SHARE_BACK, each(_back), right=None)
