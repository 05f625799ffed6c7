"""What people do with links: make one, let it work for longer, end it."""

from klientel.sharing.actions.ending import renew_link, revoke_link
from klientel.sharing.actions.making import Made, create_link

__all__ = ["Made", "create_link", "renew_link", "revoke_link"]
