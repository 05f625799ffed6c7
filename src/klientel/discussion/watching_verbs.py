"""What can happen to following a record; silent, since it changes nothing of the record."""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

from klientel.events.verbs import Audience, Verb, verbs

#: how both are taken back (`actions/watching.py`)
AGAIN = "follow_back"

verbs.declare(
    Verb(
        "record.followed", _("{actor} follows {record}"),
        audience=Audience.SILENT, undo=AGAIN, icon="bell",
    ),
    Verb(
        "record.unfollowed", _("{actor} unfollowed {record}"),
        audience=Audience.SILENT, undo=AGAIN, icon="bell-off",
    ),
)  # fmt: skip
