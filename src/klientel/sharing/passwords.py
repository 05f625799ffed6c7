"""The password that a link may ask for, and the one cookie that remembers it was given."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib.auth.hashers import check_password
from django.core import signing
from django.http.response import HttpResponseBase

from klientel.sharing.models import ShareLink
from klientel.team import throttle
from klientel.team.throttle import Limit

#: so long nobody types it again in the same browser
LASTS = timedelta(hours=12)
COOKIE = "klientel_shared"
#: tries from one address, and from everywhere for one link
PAIR = Limit("shared link, password, address", 5, timedelta(minutes=10))
LINK = Limit("shared link, password", 20, timedelta(hours=1))


def is_given(request: Any, link: ShareLink) -> bool:
    """Whether this browser has given the password that the link has now, or it asks for none."""
    if link.password is None:
        return True
    try:
        known = signing.loads(
            request.COOKIES.get(COOKIE, ""), salt=_salt(link), max_age=int(LASTS.total_seconds())
        )
    except signing.BadSignature:
        return False
    return bool(known == str(link.pk))


def is_right(link: ShareLink, password: str, address: str) -> bool:
    """Whether a password is the link's; raises `TooMany` when it has been tried too often."""
    limits = ((PAIR, f"{link.pk} {address}"), (LINK, str(link.pk)))
    throttle.take(*limits)
    right = check_password(password[:200], link.password or "")
    if right:
        throttle.give_back(*limits)
    return right


def remember(response: HttpResponseBase, request: Any, link: ShareLink, path: str) -> None:
    """Let this browser open the link for some hours; the cookie goes to no other address."""
    response.set_cookie(
        COOKIE,
        signing.dumps(str(link.pk), salt=_salt(link)),
        max_age=int(LASTS.total_seconds()),
        path=path,
        secure=request.is_secure(),
        httponly=True,
        samesite="Lax",
    )


def _salt(link: ShareLink) -> str:
    # a hash of the password is in it, so that another password ends what was remembered
    return f"shared {link.password}"
