"""Pages as WSGI: Django, with the built static files served in front of it."""

from __future__ import annotations

import os
import re
from typing import Any

from django.core.wsgi import get_wsgi_application
from whitenoise import WhiteNoise

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "klientel.config.settings")

HASHED = re.compile(r"^.+[.-][0-9A-Za-z_-]{8,12}\..+$")
"""Names that Vite made: their content never changes, so browsers may keep them for ever."""


def _is_hashed(path: str, url: str) -> bool:
    return bool(HASHED.match(url))


def _harden(headers: Any, path: str, url: str) -> None:
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Cross-Origin-Resource-Policy"] = "same-origin"


class _Files(WhiteNoise):
    """The built files; one that an upgrade took away under a running server is no longer there."""

    def serve(self, static_file: Any, environ: Any, start_response: Any) -> Any:
        try:
            return super().serve(static_file, environ, start_response)
        except FileNotFoundError:
            return self.application(environ, start_response)


def make_application() -> Any:
    """Django behind whitenoise: a static file costs no middleware, a page one look into a dict."""
    from klientel.config.catalogues import use_one_table
    from klientel.config.configuration import PACKAGE, current

    use_one_table()
    return _Files(
        get_wsgi_application(),
        root=PACKAGE / "static",
        prefix="static/",
        autorefresh=current().debug,
        max_age=60,
        immutable_file_test=_is_hashed,
        add_headers_function=_harden,
        allow_all_origins=False,
    )


application = make_application()
