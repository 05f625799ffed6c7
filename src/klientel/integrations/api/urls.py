"""The addresses of the API: one for each that an operation is declared at, in the right order."""

from django.urls import path

from klientel.integrations.api import (  # noqa: F401 - they declare
    about,
    batch,
    changes,
    description,
    files,
    lists,
    record_parts,
    writes,
)
from klientel.integrations.api.door import no_page, page_at
from klientel.integrations.api.endpoints import at, paths

BASE = "api/v1"


def _name(address: str) -> str:
    return next(iter(at(address).values())).name


urlpatterns = [
    *(path(f"{BASE}/{one}", page_at(one), name=f"api_{_name(one)}") for one in paths()),
    path("api/<path:rest>", no_page, name="api_nothing"),
]
