"""How many pairs of a type are perhaps the same, as its list tells whoever may merge them."""

from __future__ import annotations

from typing import Any

from django.core.cache import cache

from klientel.kit.paging import Count
from klientel.records.duplicates.seeing import visible_suspects
from klientel.records.models import Suspect
from klientel.records.types import RecordType
from klientel.views import render

#: how old the number may be, in seconds: no list pays for counting anew
FRESH = 60
_MOST = 99


def suspected(request: Any, record_type: RecordType) -> str:
    """The number of pairs to decide, as text; "" for none, and for who may not merge the type."""
    actor = request.actor
    if record_type.compared is None or not actor.may(record_type.permission("merge")):
        return ""
    key = _key(actor, record_type.name)
    count = cache.get(key)
    if count is None:
        pairs = visible_suspects(actor).filter(type=record_type.name, state=Suspect.State.OPEN)
        count = Count.up_to(pairs.values("pk")[: _MOST + 1].count(), _MOST)
        cache.set(key, count, FRESH)
    return count.shown(render.page_reading(request).format) if count.value else ""


def forget(actor: Any, types: list[str]) -> None:
    """Count anew for an actor who has just looked at the pairs, or judged one."""
    cache.delete_many([_key(actor, name) for name in types])


def _key(actor: Any, name: str) -> str:
    return f"suspected:{actor.workspace_id}:{actor.member_id}:{actor.auth_version}:{name}"
