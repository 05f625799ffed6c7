"""The address of a link, and the mail that takes it to whom it is for."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from klientel.kit.format import format_for
from klientel.records.models import RecordRef
from klientel.sending.models import Message
from klientel.sending.models.message import SHARED
from klientel.sending.queue import queue
from klientel.sharing.models import ShareLink
from klientel.workspaces.actor import Actor
from klientel.workspaces.models import Member, Workspace


def address_with(secret: str) -> str:
    """The whole address under which a secret opens its link."""
    return f"{settings.BASE_URL}{reverse('shared', kwargs={'token': secret})}"


def send(actor: Actor, link: ShareLink, secret: str, record: RecordRef) -> Message:
    """Queue the mail with the link, in its reader's language; answers go to who shared it."""
    workspace = Workspace.objects.get(pk=link.workspace_id)
    member = (
        Member.objects.in_workspace(link.workspace_id)
        .select_related("user")
        .get(pk=actor.member_id)
    )
    language = _language(link, workspace)
    with translation.override(language):
        until = format_for(language, workspace.time_zone).date(link.expires_at)
        paragraphs = [
            _("Hello {name},"),
            _(
                "{maker} of {firm} has shared “{title}” with you. "
                "This link opens it, without a login:"
            ),
            address_with(secret),
            _("It works until {until}. Please keep it to yourself."),
        ]
        if link.password is not None:
            paragraphs.append(_("You also need the password that {maker} tells you."))
        paragraphs.append(_("You can answer this mail: {maker} reads it."))
        values = {
            "name": link.name, "maker": member.name, "firm": workspace.name,
            "title": record.title, "until": until,
        }  # fmt: skip
        text = "\n\n".join(one.format(**values) for one in paragraphs) + "\n"
        subject = _("{firm}: {title}").format(**values)
    return queue(
        link.email, subject, text, kind=SHARED, actor=actor, reply_to=member.user.email,
        auto_submitted="",
    )  # fmt: skip


def _language(link: ShareLink, workspace: Workspace) -> str:
    """That of the addressee, where it is one that we write; else the firm's."""
    spoken = link.language[:2]
    return spoken if spoken in dict(settings.LANGUAGES) else workspace.language[:2]
