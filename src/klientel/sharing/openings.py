"""That a link was opened: counted once a visit, never beyond its limit, and told now and then."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.utils.crypto import salted_hmac

from klientel.kit import clock
from klientel.sharing.actions.telling import tell
from klientel.sharing.models import Opening, ShareLink
from klientel.sharing.shareable import Opened
from klientel.workspaces.middleware import member_of_session

#: whoever comes again within this time is still the same visit
VISIT = timedelta(minutes=30)
#: the log, and with it rules, webhooks and people, hear of the first opening, and then at most so
#: often of one link: whoever passes it on to many floods nobody. The link itself counts each visit
TOLD_EVERY = timedelta(hours=1)
#: programs that look at an address because somebody pasted it, and those that walk the web
_LOOKING = re.compile(
    # CUBOT makes telephones
    r"(?<!cu)bot\b|crawler|spider|urlpreview|facebookexternalhit|whatsapp/|slack-|mastodon|iframely"
    r"|scanner|curl/|wget/|python-|go-http-client",
    re.IGNORECASE,
)


class _UsedUp(Exception):
    """The link has been opened as often as it may be."""


def is_only_looking(request: Any) -> bool:
    """Whether a program asks that tells others what is there: nobody has opened anything."""
    return request.method == "HEAD" or bool(_LOOKING.search(request.headers.get("User-Agent", "")))


def is_ahead_of_time(request: Any) -> bool:
    """Whether a browser fetches a page that nobody has asked for yet."""
    told = [request.headers.get(name, "") for name in ("Sec-Purpose", "Purpose", "X-Purpose")]
    return any(word in one.lower() for one in told for word in ("prefetch", "preview"))


def is_own(request: Any, opened: Opened) -> bool:
    """Whether somebody of the firm looks, who is signed in: that is no news and counts nothing.

    The session gives no right here, and takes none.
    """
    if settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return False
    return member_of_session(request.session, opened.workspace.slug) is not None


def opener_of(link: ShareLink, address: str, program: str) -> str:
    """What tells one opener from another: a keyed hash, different for every link."""
    return salted_hmac(f"opening {link.pk}", f"{address} {program}", algorithm="sha256").hexdigest()


def note_opening(opened: Opened, opener: str) -> bool:
    """Count a visit, unless it is counted already; False where the link is used up.

    Idempotent within a visit, whoever asks at the same time: the counter and who was counted are
    written by conditions, in one transaction.
    """
    try:
        with transaction.atomic():
            if _is_new_visit(opened.link, opener):
                _count(opened)
    except _UsedUp:
        return False
    except IntegrityError:
        # the same opener, at the same moment: it was counted there
        return True
    return True


def _is_new_visit(link: ShareLink, opener: str) -> bool:
    now = clock.now()
    mine = Opening.objects.in_workspace(link.workspace_id).filter(link_id=link.pk, opener=opener)
    if mine.filter(counted_at__lte=now - VISIT).update(counted_at=now):
        return True
    if mine.exists():
        return False
    fresh = Opening(workspace_id=link.workspace_id, link_id=link.pk, opener=opener, counted_at=now)
    fresh.save(force_insert=True)
    return True


def _count(opened: Opened) -> None:
    link, now = opened.link, clock.now()
    left = Q(most_openings__isnull=True) | Q(openings__lt=F("most_openings"))
    rows = ShareLink.objects.in_workspace(link.workspace_id).filter(pk=link.pk)
    if not rows.filter(left).update(openings=F("openings") + 1, last_opened_at=now):
        raise _UsedUp
    is_news = Q(told_at__isnull=True) | Q(told_at__lte=now - TOLD_EVERY)
    if not rows.filter(is_news).update(told_at=now):
        return
    number = rows.values_list("openings", flat=True).get()
    tell(opened.reader, "share.opened", link, opened.record, number=number)
