"""The nouns of the room: links that open a door once, and the counters of tries."""

from klientel.team.models.reset_link import ResetLink
from klientel.team.models.throttle import Throttle

__all__ = ["ResetLink", "Throttle"]
