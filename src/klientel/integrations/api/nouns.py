"""What actions of the kernel are about where that is no record, as the reference calls it."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from klientel.records.fields.base import Text

#: by the first word of an action's name
NOUNS: dict[str, Text] = {
    "comment": _("Comment"),
    "feed": _("Calendar link"),
    "file": _("File"),
    "hook": _("Incoming webhook"),
    "inbox": _("Inbox"),
    "mention": _("Mention"),
    "record": _("Any record"),
    "share": _("Shared link"),
    "today": _("My day"),
    "webhook": _("Webhook"),
}
