"""The nouns of the room: mails and calls on their way out."""

from klientel.sending.models.call import Call
from klientel.sending.models.message import Message
from klientel.sending.models.outgoing import Outgoing

__all__ = ["Call", "Message", "Outgoing"]
