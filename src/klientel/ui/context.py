"""What every page knows besides its own data: nonce, language and the looks a person chose."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.translation import get_language

from .navigation import Navigation

THEMES = frozenset({"light", "dark"})


def page(request: HttpRequest) -> dict[str, Any]:
    """The template context processor of the design system; cheap, since it runs for every page."""
    cookies = request.COOKIES
    theme = cookies.get("theme", "")
    return {
        "csp_nonce": getattr(request, "csp_nonce", ""),
        "locale": (get_language() or "en")[:2],
        "navigation": getattr(request, "navigation", None) or Navigation(),
        "theme": theme if theme in THEMES else "",
        "density": "dense" if cookies.get("density") == "dense" else "",
        "sidebar": "narrow" if cookies.get("sidebar") == "narrow" else "",
    }
