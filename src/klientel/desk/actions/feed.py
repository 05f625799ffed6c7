"""Private links for calendar programs: make one, which ends the one before, and end it."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from klientel.desk.models import Feed
from klientel.events import log
from klientel.kit.link_secrets import hashed, new_secret
from klientel.records.actions.catalogue import action
from klientel.records.fields import TextField
from klientel.views.actions.view import member_of
from klientel.views.models import SavedView
from klientel.views.shelf import found_by
from klientel.workspaces import policy
from klientel.workspaces.actor import Actor
from klientel.workspaces.rows import row_of

FEEDS = policy.permission("feed.make", _("Subscribe to one's calendar"), policy.EVERYBODY)
_VIEW = TextField(name="view", label=_("View"), max_length=36)


@action(
    "feed.make",
    label=_("Make a link"),
    permission=FEEDS,
    on="",
    inputs=[_VIEW],
    hidden=True,
)
def make_feed(actor: Actor, *, view: str | None) -> str:
    """The address of a new link to the actor's calendar, or to a view by its id; shown once.

    A link made before for the same ends.
    """
    member_id, shown = member_of(actor), _view(actor, view or "")
    rows = _mine(actor, shown)
    rows.delete()
    token = new_secret()
    feed = Feed(
        workspace_id=actor.workspace_id,
        member_id=member_id,
        view=shown,
        token_hash=hashed(token),
    )
    feed.save()
    log.record(actor, "feed.made", facts={"name": shown.name if shown else ""})
    return f"{settings.BASE_URL}{reverse('feed', kwargs={'token': token})}"


@action(
    "feed.end",
    label=_("Revoke the link"),
    permission=FEEDS,
    on="",
    inputs=[_VIEW],
    hidden=True,
)
def end_feed(actor: Actor, *, view: str | None) -> None:
    """Nobody reads the calendar under the link any more; done twice it is done."""
    shown = _view(actor, view or "")
    if _mine(actor, shown).delete()[0]:
        log.record(actor, "feed.ended", facts={"name": shown.name if shown else ""})


def _mine(actor: Actor, view: SavedView | None):  # type: ignore[no-untyped-def]
    rows = Feed.objects.visible_to(actor).filter(member_id=member_of(actor))
    return rows.filter(view=view) if view else rows.filter(view__isnull=True)


def _view(actor: Actor, key: str) -> SavedView | None:
    if not key:
        return None
    return row_of(SavedView, found_by(actor), key)
