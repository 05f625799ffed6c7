"""What every page knows besides its own data: nonce, language and the looks a person chose."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language

from .navigation import Navigation

THEMES = frozenset({"light", "dark"})


def page(request: HttpRequest) -> dict[str, Any]:
    """The template context processor of the design system; cheap, since it runs for every page."""
    cookies = request.COOKIES
    theme = cookies.get("theme", "")
    return {
        # Django's own draws a new mask for every form of a page; one for all is as good
        "csrf_token": _token_of(request),
        "csp_nonce": getattr(request, "csp_nonce", ""),
        "locale": (get_language() or "en")[:2],
        "navigation": getattr(request, "navigation", None) or Navigation(),
        "theme": theme if theme in THEMES else "",
        "density": "dense" if cookies.get("density") == "dense" else "",
        "sidebar": chosen if (chosen := cookies.get("sidebar")) in ("narrow", "wide") else "",
    }


def _token_of(request: HttpRequest) -> Any:
    """The token of this request, made when a form first asks for it and kept for its fragments."""
    known = getattr(request, "csrf_once", None)
    if known is None:
        known = request.csrf_once = SimpleLazyObject(  # type: ignore[attr-defined]
            lambda: get_token(request)
        )
    return known
