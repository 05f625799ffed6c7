"""What the sign-in library asks us about second factors: who we are, and how secrets are kept."""

from __future__ import annotations

import io
import ipaddress
from typing import Any

import qrcode
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.http import HttpRequest
from qrcode.image.svg import SvgPathFillImage

from klientel.kit import sealed
from klientel.kit.refused import Refused

ISSUER = "Klientel"
#: what the key of these secrets is drawn for
_PURPOSE = "klientel second factors"


class FactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """The switchboard of second factors (`MFA_ADAPTER`)."""

    def get_totp_issuer(self) -> str:
        """What an app shows above the code."""
        return ISSUER

    def _get_site_name(self) -> str:
        return ISSUER

    def encrypt(self, text: str) -> str:
        """A secret as it lies in the database: whoever copies that alone cannot make codes."""
        return sealed.seal(text, settings.SECRET_KEY, _PURPOSE)

    def decrypt(self, encrypted_text: str) -> str:
        """The secret again. Raises `Refused` where the server's key is another one than then."""
        try:
            return sealed.unseal(encrypted_text, settings.SECRET_KEY, _PURPOSE)
        except sealed.Broken:
            raise Refused(
                "The server's secret key has changed, so that this code cannot be checked. "
                "Whoever runs the server can help."
            ) from None

    def build_totp_svg(self, url: str) -> str:
        """What an app scans, drawn here: dark on white, whatever the looks of the page."""
        drawn = io.BytesIO()
        qrcode.make(url, image_factory=SvgPathFillImage).save(drawn)
        return drawn.getvalue().decode()

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """No mail of the library's own ever leaves; ours are sent with the change."""


def takes_passkeys(request: HttpRequest) -> bool:
    """Whether browsers can keep a passkey for this address: it needs a name, not a number."""
    host = request.get_host().rpartition(":")[0] or request.get_host()
    try:
        ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return request.is_secure() or host == "localhost"
    return False
