"""What people do with their own inbox; silent, since it is nobody else's business."""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

from klientel.events.verbs import Audience, Verb, verbs

#: how the verbs are taken back (`actions/`)
DONE_BACK, SNOOZE_BACK, MUTE_BACK, CHOICE_BACK = (
    "inbox_done_back", "inbox_snooze_back", "inbox_mute_back", "inbox_choice_back",
)  # fmt: skip
QUIET_BACK = "inbox_quiet_back"

verbs.declare(
    Verb(
        "inbox.done", _("{actor} marked inbox items as done"), ("at", "count"),
        undo=DONE_BACK, icon="check", audience=Audience.SILENT,
    ),
    Verb(
        "inbox.reopened", _("{actor} brought back inbox items"), ("at", "count"),
        icon="undo-2", audience=Audience.SILENT,
    ),
    Verb(
        "inbox.snoozed", _("{actor} snoozed an inbox item"),
        ("line", "before", "waited", "was_unread"),
        audience=Audience.SILENT, undo=SNOOZE_BACK, icon="clock",
    ),
    Verb(
        "inbox.muted", _("{actor} muted {record}"), ("about", "done_at"),
        undo=MUTE_BACK, icon="bell-off", audience=Audience.SILENT,
    ),
    Verb(
        "inbox.unmuted", _("{actor} unmuted {record}"), ("about", "done_at"),
        undo=MUTE_BACK, icon="bell", audience=Audience.SILENT,
    ),
    Verb(
        "inbox.rings", _("{actor} turned on push in a browser: {name}"), ("name",),
        icon="bell", audience=Audience.SILENT,
    ),
    Verb(
        "inbox.quiet", _("{actor} turned off push in a browser: {name}"), ("name",),
        icon="bell-off", audience=Audience.SILENT,
    ),
    Verb(
        "inbox.chosen", _("{actor} changed their notifications"), ("what", "is_on"),
        undo=CHOICE_BACK, icon="settings", audience=Audience.SILENT,
    ),
    Verb(
        "inbox.quiet_set", _("{actor} changed their quiet hours"), ("before", "after"),
        undo=QUIET_BACK, icon="moon", audience=Audience.SILENT,
    ),
)  # fmt: skip
