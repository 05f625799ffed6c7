"""The tables of the room."""

from klientel.sharing.models.opening import Opening
from klientel.sharing.models.share_link import ShareLink

__all__ = ["Opening", "ShareLink"]
