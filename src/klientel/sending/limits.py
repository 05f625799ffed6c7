"""How many mails may leave in somebody's name, and how many one address may get, within an hour."""

from __future__ import annotations

from datetime import timedelta

from django.utils.translation import gettext_noop

from klientel.sending.models import Message
from klientel.team import throttle
from klientel.team.throttle import Limit

#: of all that members and their rules write to one address: more is a flood, whoever began it
TO_ONE = Limit(
    "mails to one address",
    30,
    timedelta(hours=1),
    gettext_noop(
        "{subject} has had as many mails from here as may be sent within an hour. "
        "It goes on in {minutes} minutes."
    ),
    gettext_noop(
        "{subject} had had as many mails from here as may be sent within an hour. "
        "It goes on at {when}."
    ),
)
#: of what one member writes themselves, whether by hand, by a program or for many records at once
BY_ONE = Limit(
    "mails of one member",
    200,
    timedelta(hours=1),
    gettext_noop(
        "You have sent as many mails as one person may within an hour. "
        "It goes on in {minutes} minutes."
    ),
    gettext_noop(
        "As many mails as one person may send within an hour were sent. It goes on at {when}."
    ),
)


def count(message: Message) -> None:
    """Count a mail that somebody's deed has queued; raises `TooMany`, which takes the deed back.

    What the program writes to its own people is bundled, and what a login asks for is counted
    where it is asked for.
    """
    if message.member_id is None or message.workspace_id is None:
        return
    taken = [(TO_ONE, f"{message.workspace_id} {message.to}")]
    if not message.auto_submitted:
        taken.append((BY_ONE, str(message.member_id)))
    throttle.take(*taken, shown=message.to)
