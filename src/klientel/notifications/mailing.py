"""Mails of news: at once, in bundles, once a day; each thing in one mail at most, or in none.

What is mailed is taken out of what waits in the transaction that queues the mail, under the row of
the inbox: two workers write one mail, and one that dies writes none.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Q, QuerySet
from django.utils import translation

from klientel.kit import clock
from klientel.notifications import letters, queries
from klientel.notifications.models import Heard, Inbox, Notification
from klientel.notifications.models.inbox import MORNING
from klientel.notifications.reader import Reader
from klientel.notifications.wishes import unwanted_mails
from klientel.sending.queue import queue
from klientel.workspaces.actor import Actor
from klientel.workspaces.models import Member
from klientel.workspaces.queries import actor_of

Mail = Heard.Mail

#: a bundle leaves so long after the oldest thing in it
BUNDLE = timedelta(hours=4)
#: of one mail; what is beyond that is in the next one
MOST = 500


def due(now: datetime) -> Q:
    """What may be mailed by now, whoever it is for."""
    return Q(mail=Mail.NOW) | Q(mail=Mail.BUNDLE, heard_at__lte=now - BUNDLE) | Q(mail=Mail.DIGEST)


def waiting_members(workspace_id: UUID) -> list[UUID]:
    """The members of a workspace for whom something may be mailed by now."""
    rows = Heard.objects.in_workspace(workspace_id).exclude(mail=Mail.NONE)
    rows = rows.filter(due(clock.now()), member__is_active=True)
    return list(rows.order_by("member_id").values_list("member_id", flat=True).distinct())


def send_to(workspace_id: UUID, member_id: UUID) -> int:
    """Queue the mails that are due to a member; returns how many. Safe to repeat at any time.

    Nothing for who has left or not come yet, and nothing in their quiet hours: it waits.
    """
    with transaction.atomic():
        reader = reader_of(workspace_id, member_id)
        if reader is None or reader.is_quiet:
            return 0
        _withdraw_unwanted(reader)
        return sum(_write(reader, mail) for mail in _due_to(reader))


def reader_of(workspace_id: UUID, member_id: UUID) -> Reader | None:
    """Who is written to, their inbox held until the transaction ends; None for who is not here."""
    members = Member.objects.in_workspace(workspace_id).select_related("user", "workspace")
    member = members.filter(
        pk=member_id, is_active=True, joined_at__isnull=False, user__is_active=True
    ).first()
    inboxes = Inbox.objects.in_workspace(workspace_id).filter(member_id=member_id)
    if connection.vendor == "postgresql":
        inboxes = inboxes.select_for_update(of=("self",))
    inbox = inboxes.first()
    if member is None or inbox is None or not member.user.email:
        return None
    return Reader(member, member.workspace, inbox, clock.now())


def _waiting(reader: Reader) -> QuerySet[Heard]:
    rows = Heard.objects.in_workspace(reader.workspace.pk)
    mine: QuerySet[Heard] = rows.filter(member_id=reader.member.pk).exclude(mail=Mail.NONE)
    return mine


def _withdraw_unwanted(reader: Reader) -> None:
    """Take out what its reader has switched off since they heard of it."""
    unwanted = Q(notice__in=unwanted_mails(reader.member))
    if not reader.inbox.mails_for_me:
        unwanted |= Q(mail__in=(Mail.NOW, Mail.BUNDLE))
    if not reader.inbox.mails_watched:
        unwanted |= Q(mail=Mail.DIGEST)
    _waiting(reader).filter(unwanted).update(mail=Mail.NONE)


def _due_to(reader: Reader) -> Iterable[str]:
    """Which mails are due: a bundle once its oldest piece has waited, a digest once a day."""
    mine = _waiting(reader)
    sorts = set(mine.filter(due(reader.now)).order_by().values_list("mail", flat=True).distinct())
    today = reader.local.date()
    if Mail.DIGEST in sorts and (
        reader.local.time() < morning_of(reader.inbox) or not _take_day(reader.inbox, today)
    ):
        sorts.discard(Mail.DIGEST)
    return [mail for mail in (Mail.NOW, Mail.BUNDLE, Mail.DIGEST) if mail in sorts]


def morning_of(inbox: Inbox) -> time:
    """From when the digest of a day may leave: in the morning, or after a day that is quiet."""
    sleeps_by_day = inbox.is_quiet_at_night and inbox.quiet_from <= MORNING
    return inbox.quiet_until if sleeps_by_day and inbox.quiet_until < inbox.quiet_from else MORNING


def _take_day(inbox: Inbox, today: object) -> bool:
    """Claim the one digest of a day."""
    rows = Inbox.objects.in_workspace(inbox.workspace_id).filter(pk=inbox.pk)
    unsent = Q(digest_on__isnull=True) | Q(digest_on__lt=today)
    return bool(rows.filter(unsent).update(digest_on=today))


def _write(reader: Reader, mail: str) -> bool:
    """Queue one mail of what its reader has not read and may see; whether there was any."""
    rows = _waiting(reader).filter(mail=mail).order_by("heard_at", "pk")
    taken = list(rows.values_list("pk", "notification_id")[:MOST])
    _waiting(reader).filter(pk__in=[pk for pk, _line in taken]).update(mail=Mail.NONE)
    actor: Actor = actor_of(reader.member)
    unread = queries.seen(actor).filter(
        pk__in={line for _pk, line in taken}, is_unread=True, done_at__isnull=True
    )
    lines: list[Notification] = list(unread.order_by("-newest_at", "-pk"))
    if not lines:
        return False
    with translation.override(reader.language):
        letter = letters.letter(reader, actor, mail, lines)
    queue(
        reader.member.user.email,
        letter.subject,
        letter.text,
        html=letter.html,
        kind=f"news.{mail}",
        workspace_id=reader.workspace.pk,
        hold=timedelta(),
        unsubscribe=letter.unsubscribe,
        dedupe_key=f"news:{taken[0][0]}",
    )
    return True
