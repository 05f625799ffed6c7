"""The tables of the room: lines of inboxes, what was told in each, and what people chose."""

from klientel.notifications.models.choice import Choice, Muted
from klientel.notifications.models.ending import Ending
from klientel.notifications.models.inbox import Inbox
from klientel.notifications.models.notification import Heard, Notification
from klientel.notifications.models.push import Push, PushDevice, PushKey

__all__ = [
    "Choice",
    "Ending",
    "Heard",
    "Inbox",
    "Muted",
    "Notification",
    "Push",
    "PushDevice",
    "PushKey",
]
