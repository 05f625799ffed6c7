"""The nouns of the room: links and tokens that open a door, and the counters of tries."""

from klientel.team.models.email_change import EmailChange
from klientel.team.models.reset_link import ResetLink
from klientel.team.models.throttle import Throttle
from klientel.team.models.token import ApiToken

__all__ = ["ApiToken", "EmailChange", "ResetLink", "Throttle"]
