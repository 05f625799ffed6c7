"""The key of the installation that push services know us by: made once, kept sealed."""

from __future__ import annotations

from django.conf import settings

from klientel.kit import sealed, web_push
from klientel.notifications.models import PushKey

_PURPOSE = "klientel push"
#: what was unsealed in this process, by its sealed form
_known: dict[str, str] = {}


def own_key() -> str:
    """The private key, made where there is none yet; two who make it at once have one.

    Where it cannot be read any more, since the server's own key is another one, there is a new one:
    browsers that knew the old one are asked again.
    """
    row = PushKey.objects.first()
    if row is None:
        fresh = sealed.seal(web_push.new_key(), settings.SECRET_KEY, _PURPOSE)
        PushKey.objects.bulk_create([PushKey(sealed=fresh)], ignore_conflicts=True)
        row = PushKey.objects.get()
    if row.sealed not in _known:
        try:
            _known[row.sealed] = sealed.unseal(row.sealed, settings.SECRET_KEY, _PURPOSE)
        except sealed.Broken:
            PushKey.objects.filter(sealed=row.sealed).delete()
            return own_key()
    return _known[row.sealed]


def public_key() -> str:
    """What browsers are told when they subscribe."""
    return web_push.public_part(own_key())
