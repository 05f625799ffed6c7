"""The component gallery, seen only while debugging: each component's states, and sample pages."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation

from . import samples

SAMPLES = frozenset(
    {"list", "client", "customer", "sign-in", "error", "import", "form", "palette", "peek", "fact"}
)


def gallery_page(request: HttpRequest, sample: str = "") -> HttpResponse:
    """The gallery, or one full sample page; `?lang=` and `?theme=` choose how it looks.

    Raises Http404 outside of debugging, and for a sample that does not exist.
    """
    if not settings.DEBUG or (sample and sample not in SAMPLES):
        raise Http404
    with translation.override("de" if request.GET.get("lang") == "de" else "en"):
        _dress(request)
        return render(request, f"ui/gallery/{sample or 'components'}.html", _content())


def _dress(request: HttpRequest) -> None:
    """Let the address choose the looks, where a real page reads them from cookies."""
    chosen = {
        name: request.GET[name] for name in ("theme", "density", "sidebar") if request.GET.get(name)
    }
    request.COOKIES = {**request.COOKIES, **chosen}
    request.navigation = samples.navigation()  # type: ignore[attr-defined]


def _content() -> dict[str, object]:
    return {"say": samples.say, "rows": samples.rows(), "colours": samples.COLOURS}
