"""How the fields of a firm stand among the facts of a record: shown, missing, locked, internal."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from klientel.records.fields.base import Field
from klientel.records.own_fields.outside import is_internal
from klientel.records.own_fields.standing import Standing
from klientel.records.types import RecordType
from klientel.ui.html import NOTHING, Html, pattern
from klientel.ui.icons import icon
from klientel.views import render

_MISSING = pattern('<span class="nowrap warn">{} {}</span>')


@dataclass(frozen=True)
class Stands:
    """One field on one record: `locked` is the reason why it cannot be changed, in words."""

    is_shown: bool = True
    is_missing: bool = False
    locked: str = ""
    is_internal: bool = False

    @property
    def missing(self) -> Html:
        """What stands in place of a value that must be there."""
        if not self.is_missing:
            return NOTHING
        return _MISSING(icon("triangle-alert", 12), _("must be filled"))


class FactStanding:
    """Tells of the fields of one record how they stand on it, for the reader of a page."""

    def __init__(self, request: Any, record_type: RecordType, record: Any) -> None:
        self._request, self._record = request, record
        self._standing = Standing(record_type, render.page_reading(request))

    def of(self, one: Field) -> Stands:
        """How a field stands."""
        standing, record = self._standing, self._record
        if not standing.tells_of(one):
            return Stands(is_internal=is_internal(one))
        why = ""
        if standing.is_locked(one, record):
            why = render.said(self._request, standing.why_locked(one, self._request.actor))
        return Stands(
            is_shown=standing.is_shown(one, record),
            is_missing=standing.is_missing(one, record),
            locked=why,
            is_internal=is_internal(one),
        )


def why_locked(request: Any, record_type: RecordType, one: Field, record: Any) -> str:
    """Why the value of a field cannot be changed on a record; empty where it can."""
    return FactStanding(request, record_type, record).of(one).locked
