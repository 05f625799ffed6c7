"""What rings in browsers: what is for somebody, unread, outside their quiet hours, and said in
three words. What is written here goes through the services of others, sealed for the browser.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from uuid import UUID

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from klientel.notifications import queries
from klientel.notifications.devices import devices_of, forget_dead
from klientel.notifications.mailing import reader_of
from klientel.notifications.models import Choice, Heard, Notification, Push
from klientel.notifications.reader import Reader
from klientel.records.models import RecordRef
from klientel.records.types import record_types
from klientel.sending import leaving
from klientel.workspaces.actor import Actor
from klientel.workspaces.queries import actor_of

#: lines looked at for one ring
_MOST = 100


def waiting_members(workspace_id: UUID) -> list[UUID]:
    """The members of a workspace for whom something is still to ring."""
    rows = Heard.objects.in_workspace(workspace_id).filter(to_push=True, member__is_active=True)
    return list(rows.order_by("member_id").values_list("member_id", flat=True).distinct())


def ring_for(workspace_id: UUID, member_id: UUID) -> int:
    """Queue what is to ring for a member, one message for each browser; returns how many.

    Safe to repeat at any time. In quiet hours it waits for the morning, when it is one message.
    """
    with transaction.atomic():
        reader = reader_of(workspace_id, member_id)
        if reader is None or reader.is_quiet:
            return 0
        taken = _taken(reader)
        actor = actor_of(reader.member)
        unwanted = _unwanted(reader)
        wanted = {line for _pk, notice, line in taken if notice not in unwanted}
        lines = list(
            queries.in_order(actor, "unread")
            .filter(pk__in=wanted, for_me=True)
            .order_by("-newest_at", "-pk")[:_MOST]
        )
        forget_dead(workspace_id, member_id)
        browsers = devices_of(workspace_id, member_id) if lines else []
        if not browsers:
            return 0
        with translation.override(reader.language):
            content = json.dumps(message(reader, actor, lines), ensure_ascii=False)
        leaving.put_many(
            [
                Push(
                    workspace_id=workspace_id,
                    device_id=browser.pk,
                    content=content,
                    dedupe_key=f"push:{taken[0][0]}:{browser.pk}",
                )
                for browser in browsers
            ]
        )
        return len(browsers)


def _taken(reader: Reader) -> list[tuple[UUID, str, UUID]]:
    """What was to ring: event, notice and line; it is not any more."""
    rows = Heard.objects.in_workspace(reader.workspace.pk)
    mine = rows.filter(member_id=reader.member.pk, to_push=True)
    taken = list(mine.order_by("pk").values_list("pk", "notice", "notification_id"))
    mine.filter(pk__in=[pk for pk, _notice, _line in taken]).update(to_push=False)
    return taken


def _unwanted(reader: Reader) -> set[str]:
    """What its reader has switched off since they heard of it."""
    rows = Choice.objects.in_workspace(reader.workspace.pk).filter(
        member_id=reader.member.pk, channel=Choice.Channel.PUSH, is_on=False
    )
    return set(rows.values_list("notice", flat=True))


def message(reader: Reader, actor: Actor, lines: Sequence[Notification]) -> dict[str, str]:
    """What a browser shows, in the active language: the firm, and the number of a record at most.

    Neither names nor what was said: a telephone lies on tables.
    """
    slug = reader.workspace.slug
    told = {"title": reader.workspace.name, "href": f"/{slug}/inbox", "tag": f"{slug} inbox"}
    if len(lines) > 1:
        many = ngettext("{count} update", "{count} updates", len(lines))
        return {**told, "body": many.format(count=len(lines))}
    ref = RecordRef.objects.visible_to(actor).filter(pk=lines[0].record_id).first()
    if ref is None or ref.type not in record_types:
        return {**told, "body": _("Something new for you")}
    place = f"/{slug}/{record_types.get(ref.type).slug}/{ref.ref or ref.pk}"
    body = _("Update on {ref}").format(ref=ref.ref) if ref.ref else _("Something new for you")
    return {**told, "body": body, "href": place, "tag": f"{slug} {ref.pk}"}
