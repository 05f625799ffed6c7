"""The registry of what can be shared: a room above says what outsiders see, and of what.

A quote, a form, a survey or a page of the portal is one `Purpose`; links, their ends, the list of
the firm and the counting of openings come along.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http.response import HttpResponseBase
from django.utils.functional import Promise

from klientel.records.models import RecordRef
from klientel.sharing.models import ShareLink
from klientel.workspaces.actor import Actor
from klientel.workspaces.models import Workspace

Text = str | Promise


@dataclass(frozen=True)
class Showable:
    """Something that the maker of a link may leave out; `usual` says whether it is in otherwise."""

    name: str
    label: Text
    usual: bool = True
    hint: Text = ""


def _whole(_workspace: UUID, _parts: Collection[tuple[UUID, UUID]]) -> Mapping[UUID, str]:
    return {}


@dataclass(frozen=True, kw_only=True)
class Purpose:
    """One sort of sharing.

    `label` is what is shared, `says` what outsiders see of it, in one sentence; both are msgids.
    `on` is the record type, empty for every type; `right` what the maker must be allowed on it,
    asked again at each opening. `page(request, opened, rest)` answers the outsider; `rest` is what
    stands behind the link, empty for its page, and raises `Http404` for what is not there. A
    purpose that `has_part` shares parts of a record: `parts_named(workspace, pairs)` gives their
    names, by part, for pairs of record and part, and leaves out what is gone.
    """

    name: str
    label: Text
    says: Text
    page: Callable[[Any, Opened, str], HttpResponseBase]
    on: str = ""
    right: str = "view"
    icon: str = "link"
    has_part: bool = False
    parts_named: Callable[[UUID, Collection[tuple[UUID, UUID]]], Mapping[UUID, str]] = _whole
    shows: Sequence[Showable] = ()

    def is_for(self, type_name: str) -> bool:
        """Whether records of the type can be shared so."""
        return self.on in ("", type_name)


@dataclass(frozen=True)
class Opened:
    """A link that stands, and what a page of it needs.

    What there is to show is read as the `maker`, who has the right to it at this moment; which
    fields an outsider may see is asked of the `reader`. `base` is the address of the page, under
    which everything that it leads to stands. `is_preview` says that somebody of the firm looks.
    """

    link: ShareLink
    record: RecordRef
    purpose: Purpose
    workspace: Workspace
    maker: Actor
    reader: Actor
    base: str
    part_name: str = ""
    is_preview: bool = False

    def shows(self, name: str) -> bool:
        """Whether the maker lets this be seen."""
        return name in self.link.shows


class _Shareable:
    """All purposes by name."""

    def __init__(self) -> None:
        self._by_name: dict[str, Purpose] = {}

    def register(self, one: Purpose) -> None:
        """Add a purpose; a room does this when it opens. A name is given once."""
        if one.name in self._by_name:
            raise ValueError(f"the purpose {one.name} is registered twice")
        self._by_name[one.name] = one

    def remove(self, name: str) -> None:
        """Forget a purpose (tests)."""
        self._by_name.pop(name, None)

    def get(self, name: str) -> Purpose | None:
        """The purpose of that name, None when no open room has it."""
        return self._by_name.get(name)

    def whole(self, type_name: str) -> Purpose | None:
        """How a record of a type is shared as a whole, None where it is not."""
        return next((one for one in self if one.is_for(type_name) and not one.has_part), None)

    def __iter__(self) -> Iterator[Purpose]:
        return iter(sorted(self._by_name.values(), key=lambda one: one.name))


shareable = _Shareable()
