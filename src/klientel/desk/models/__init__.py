"""What the desk keeps of a member's day."""

from klientel.desk.models.feed import Feed
from klientel.desk.models.snooze import Snooze

__all__ = ["Feed", "Snooze"]
