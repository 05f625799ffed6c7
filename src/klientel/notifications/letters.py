"""What a mail of news says: as text and as plain HTML, in the language of its reader."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.template.loader import get_template
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from klientel.kit.text import clip
from klientel.notifications import ending
from klientel.notifications.lines import Shown, shown
from klientel.notifications.models import Heard, Notification
from klientel.notifications.reader import Reader
from klientel.records.reading import reading_for
from klientel.workspaces.actor import Actor

#: lines of one mail; the inbox has the rest
LISTED = 25
_SUBJECT = 150


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail that is ready to be queued."""

    subject: str
    text: str
    html: str
    unsubscribe: str


def letter(reader: Reader, actor: Actor, mail: str, lines: list[Notification]) -> Letter:
    """The mail about some lines, in the active language."""
    workspace = reader.workspace
    reading = reading_for(workspace, zone=reader.zone, language=reader.language)
    told = shown(actor, reading, lines[:LISTED])
    ends = "mails_watched" if mail == Heard.Mail.DIGEST else "mails_for_me"
    context: dict[str, Any] = {
        "language": reader.language[:2],
        "greeting": _("Hello {name},").replace("{name}", reader.member.name),
        "intro": _intro(mail, len(lines)),
        "lines": [(one, _absolute(one.href)) for one in told],
        "more": len(lines) - len(told),
        "inbox": f"{settings.BASE_URL}/{workspace.slug}/inbox",
        "choose": f"{settings.BASE_URL}/{workspace.slug}/settings/notifications",
        "ends": ending.address_for(reader.member, ends),
        "firm": workspace.name,
    }
    html = get_template("notifications/mail.html").render(context)
    return Letter(_subject(workspace.name, told, len(lines)), _text(context), html, context["ends"])


def _intro(mail: str, count: int) -> str:
    if mail == Heard.Mail.DIGEST:
        return _("What is new about what you follow:")
    return ngettext("This is new for you:", "These {count} things are new for you:", count).format(
        count=count
    )


def _subject(firm: str, told: list[Shown], count: int) -> str:
    if count == 1:
        what = told[0].text or told[0].title
    else:
        what = ngettext("{count} update", "{count} updates", count)
        what = what.format(count=count)
    return clip(f"{firm}: {what}", _SUBJECT)


def _absolute(path: str) -> str:
    return f"{settings.BASE_URL}{path}" if path.startswith("/") else ""


def _text(context: dict[str, Any]) -> str:
    """The mail for who reads no HTML; parted by empty lines."""
    parts = [context["greeting"], context["intro"]]
    for one, href in context["lines"]:
        said = [f"* {one.title}", one.text, f"“{one.quote}”" if one.quote else "", href]
        parts.append("\n  ".join(filter(None, said)))
    if context["more"]:
        more = ngettext("{count} more in the inbox", "{count} more in the inbox", context["more"])
        parts.append(more.format(count=context["more"]))
    parts.append(f"{_('Inbox')}: {context['inbox']}")
    parts.append(f"{_('Choose your notifications')}: {context['choose']}")
    parts.append(f"{_('Unsubscribe from these mails')}: {context['ends']}")
    return "\n\n".join(parts) + "\n"
