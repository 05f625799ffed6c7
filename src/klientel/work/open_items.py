"""What of the room can be open with an account: work that is not finished."""

from __future__ import annotations

from django.db.models import Q
from django.utils.translation import ngettext

from klientel.records.open_with import OpenSort, add
from klientel.work.models.status import UNFINISHED


def register() -> None:
    """Say so to whoever asks about an account; who else works on it goes on doing so."""
    add(
        OpenSort(
            "work",
            "owner",
            Q(category__in=UNFINISHED),
            lambda count: ngettext(
                "{count} piece of unfinished work", "{count} pieces of unfinished work", count
            ).format(count=count),
            lambda item: str(item.title),
        )
    )
