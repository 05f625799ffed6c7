"""What people do with work that was given up."""

from django.utils.translation import gettext_noop as _

from klientel.events.verbs import Audience, Verb, verbs

verbs.declare(
    Verb(
        "work.tried_again",
        _("{actor} retried what had failed: {what}"),
        ("what", "count"),
        icon="rotate-cw",
    ),
)
verbs.declare(
    Verb(
        "today.snoozed",
        _("{actor} snoozed an item of their day"),
        ("line", "before", "until"),
        audience=Audience.SILENT,
        undo="snooze_back",
        icon="clock",
    ),
    Verb(
        "today.woken",
        _("{actor} brought back an item of their day"),
        ("line", "before", "until"),
        audience=Audience.SILENT,
        undo="snooze_back",
        icon="bell",
    ),
)
verbs.declare(
    Verb(
        "feed.made",
        _("{actor} made a private link to their calendar"),
        ("name",),
        audience=Audience.SILENT,
        icon="calendar",
    ),
    Verb(
        "feed.ended",
        _("{actor} ended a private link to their calendar"),
        ("name",),
        audience=Audience.SILENT,
        icon="calendar",
    ),
)
