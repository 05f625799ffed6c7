"""The table of addresses: that of every room, highest room first.

A room's `urls.py` writes whole paths (`<slug:workspace>/accounts`, `me/sign-in`). Special pages of
a domain room thereby win over the generic ones of the kernel, which stand lower.
"""

from importlib import import_module

from django.urls import URLPattern, URLResolver

from klientel.config.rooms import ROOMS, has
from klientel.config.routes import ByWord

handler400 = "klientel.config.errors.bad_request"
handler403 = "klientel.config.errors.forbidden"
handler404 = "klientel.config.errors.not_found"
handler500 = "klientel.config.errors.server_error"

_every: list[URLPattern | URLResolver] = [
    pattern
    for room in reversed(ROOMS)
    if has(room, "urls")
    for pattern in import_module(f"{room}.urls").urlpatterns
]
_inside = [one for one in _every if str(one.pattern).startswith("<slug:workspace>")]
# What begins with a fixed word (`me/`, `live/`) is never taken for a workspace of that name.
urlpatterns = [*(one for one in _every if one not in _inside), ByWord(_inside)]
