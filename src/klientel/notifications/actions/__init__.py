"""What people do with their own inbox."""

from klientel.notifications.actions.choose import choose
from klientel.notifications.actions.device import ring_here, ring_no_more
from klientel.notifications.actions.done import all_done, done, reopen
from klientel.notifications.actions.mute import mute, unmute
from klientel.notifications.actions.quiet import set_quiet
from klientel.notifications.actions.snooze import snooze

__all__ = [
    "all_done",
    "choose",
    "done",
    "mute",
    "reopen",
    "ring_here",
    "ring_no_more",
    "set_quiet",
    "snooze",
    "unmute",
]
