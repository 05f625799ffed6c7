"""What is chosen in a list: some rows by their ids, or all that the list stands for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import QueryDict

from klientel.records.fields.base import Reading
from klientel.records.types import RecordType
from klientel.views.query import ViewQuery
from klientel.views.rows import Listing
from klientel.workspaces.actor import Actor

#: rows that can be chosen one by one
MOST_CHOSEN = 2_000


@dataclass(frozen=True)
class Selection:
    """Chosen records of a type. `ids` is None for all that the list of `query` has."""

    record_type: RecordType
    ids: tuple[UUID, ...] | None
    query: str = ""

    @classmethod
    def of(cls, record_type: RecordType, given: Mapping[str, Any]) -> Selection:
        """The selection of a form: `all` with the list's `state`, or `selected` or `ids`."""
        if given.get("all"):
            return cls(record_type, None, str(given.get("state", ""))[:8_000])
        lists = getattr(given, "getlist", None)
        texts = lists("selected") if lists else []
        texts += str(given.get("ids", "")).split(",")
        return cls(record_type, tuple(_ids(texts)))

    @property
    def text(self) -> str:
        """The ids as one input of a form holds them."""
        return ",".join(map(str, self.ids or ()))

    def rows(self, actor: Actor, reading: Reading) -> Any:
        """The chosen records that the actor sees, unordered."""
        if self.ids is not None:
            return self.record_type.model.objects.visible_to(actor).filter(pk__in=list(self.ids))
        query = ViewQuery.from_request(self.record_type, QueryDict(self.query), actor, reading)
        return Listing(self.record_type, query, actor, reading).rows

    def count(self, actor: Actor, reading: Reading) -> int:
        """How many records are chosen; those that are gone meanwhile are chosen still."""
        if self.ids is not None:
            return len(self.ids)
        return int(self.rows(actor, reading).count())

    def next_ids(
        self,
        actor: Actor,
        reading: Reading,
        size: int,
        *,
        after: UUID | None = None,
        until: datetime | None = None,
    ) -> list[UUID]:
        """The ids that follow one, in their own order: a change of the records cannot disturb it.

        Of a list only what was there `until` an instant: what is added later was never shown.
        """
        if self.ids is not None:
            left = sorted(key for key in self.ids if after is None or key > after)
            return left[:size]
        rows = self.rows(actor, reading)
        if after is not None:
            rows = rows.filter(pk__gt=after)
        if until is not None:
            rows = rows.filter(created_at__lte=until)
        return list(rows.order_by("pk").values_list("pk", flat=True)[:size])


def _ids(texts: Iterable[str]) -> list[UUID]:
    found: dict[UUID, None] = {}
    for text in texts:
        try:
            found[UUID(text)] = None
        except ValueError:
            continue
        if len(found) == MOST_CHOSEN:
            break
    return list(found)
