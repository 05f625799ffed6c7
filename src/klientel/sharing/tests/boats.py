"""A purpose made up for tests: a boat is shown by its name, its anchor is a part of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from uuid import UUID

import pytest
from django.http import Http404, HttpResponse

from klientel.records import actions
from klientel.sharing.actions import Made, create_link
from klientel.sharing.shareable import Purpose, Showable, shareable
from klientel.workspaces.actor import Actor
from tests.cast import Firm

ANCHOR = UUID("01936d2e-0000-7000-8000-00000000a4c0")


def _page(request: Any, opened: Any, rest: str) -> HttpResponse:
    if rest not in ("", "log"):
        raise Http404
    seen = " with crew" if opened.shows("crew") else ""
    return HttpResponse(f"<h1>{opened.record.title}{rest and ' ' + rest}{seen}</h1>")


def _anchors(workspace: UUID, pairs: Any) -> Mapping[UUID, str]:
    return {part: "Anchor" for _record, part in pairs if part == ANCHOR}


@pytest.fixture
def boats() -> Iterator[None]:
    """Boats can be shared, and their anchors, as long as the test lasts."""
    shows = (Showable("crew", "Crew"), Showable("price", "Price", usual=False))
    common = {"label": "Boat", "says": "Its name.", "page": _page, "on": "boat"}
    shareable.register(Purpose(name="boat", shows=shows, right="edit", **common))
    shareable.register(Purpose(name="anchor", has_part=True, parts_named=_anchors, **common))
    yield
    shareable.remove("boat")
    shareable.remove("anchor")


def boat(firm: Firm, name: str = "Gesine", who: str = "olga") -> Any:
    return actions.create(firm.actor(who), "boat", {"name": name})


def link_to(actor: Actor, record: Any, **given: Any) -> Made:
    said = {"purpose": "boat", "name": "Ina Falk", "shows": "crew", **given}
    return create_link(actor, record=str(record.pk), **said)


def path(made: Made) -> str:
    return "/" + made.address.split("/", 3)[3]
