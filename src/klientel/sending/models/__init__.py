"""The noun of the room: a message on its way out."""

from klientel.sending.models.message import Message

__all__ = ["Message"]
