"""What people do with their own inbox; silent, since it is nobody else's business."""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

from klientel.events.verbs import Audience, Verb, verbs

#: how the verbs are taken back (`actions/`)
DONE_BACK, SNOOZE_BACK, MUTE_BACK, CHOICE_BACK = (
    "inbox_done_back", "inbox_snooze_back", "inbox_mute_back", "inbox_choice_back",
)  # fmt: skip

verbs.declare(
    Verb(
        "inbox.done", _("{actor} set lines of their inbox to done"), ("at", "count"),
        undo=DONE_BACK, icon="check", audience=Audience.SILENT,
    ),
    Verb(
        "inbox.reopened", _("{actor} took lines of their inbox up again"), ("at", "count"),
        icon="undo-2", audience=Audience.SILENT,
    ),
    Verb(
        "inbox.snoozed", _("{actor} put a line of their inbox off"),
        ("line", "before", "waited", "was_unread"),
        audience=Audience.SILENT, undo=SNOOZE_BACK, icon="clock",
    ),
    Verb(
        "inbox.muted", _("{actor} wants to hear no more of {record}"), ("about", "done_at"),
        undo=MUTE_BACK, icon="bell-off", audience=Audience.SILENT,
    ),
    Verb(
        "inbox.unmuted", _("{actor} wants to hear of {record} again"), ("about", "done_at"),
        undo=MUTE_BACK, icon="bell", audience=Audience.SILENT,
    ),
    Verb(
        "inbox.rings", _("{actor} let a browser ring: {name}"), ("name",),
        icon="bell", audience=Audience.SILENT,
    ),
    Verb(
        "inbox.quiet", _("{actor} let a browser be quiet: {name}"), ("name",),
        icon="bell-off", audience=Audience.SILENT,
    ),
    Verb(
        "inbox.chosen", _("{actor} changed what they want to hear of"), ("what", "is_on"),
        undo=CHOICE_BACK, icon="settings", audience=Audience.SILENT,
    ),
)  # fmt: skip
