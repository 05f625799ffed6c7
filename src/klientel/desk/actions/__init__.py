"""What the desk's pages do."""

from klientel.desk.actions.feed import end_feed, make_feed
from klientel.desk.actions.snooze import snooze, wake
from klientel.desk.actions.work import try_again, try_all_again

__all__ = ["end_feed", "make_feed", "snooze", "try_again", "try_all_again", "wake"]
