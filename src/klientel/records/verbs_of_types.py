"""What is told of the records of every type, whatever its room tells of them beside."""

from __future__ import annotations

from typing import Any, Protocol

from klientel.events.verbs import Audience, Verb
from klientel.records.verbs import (
    CHANGED,
    MERGED,
    MERGED_AWAY,
    ONCE_CHANGED,
    ONCE_MERGED,
    ONCE_RESTORED,
    ONCE_TRASHED,
    PURGED,
    RESTORED,
    TRASHED,
    UNMERGED,
)


class Noun(Protocol):
    """What has to be known of a record type to tell of its records."""

    #: the sentence of an added record
    created: str
    audience: Audience
    merging: Any

    def verb(self, what: str) -> str: ...


def verbs_of(one: Noun) -> list[Verb]:
    """The verbs that every record of a type has, and those of merging where it is merged."""
    human = one.audience
    return [
        *(_verbs_of_merging(one) if one.merging else ()),
        Verb(one.verb("created"), one.created, audience=human, undo="trash", icon="plus"),
        Verb(
            one.verb("changed"),
            CHANGED,
            facts=("changes",),
            erase=("changes",),
            undo="change_back",
            icon="pencil",
            once=ONCE_CHANGED,
        ),
        # told of the other end of what somebody linked, whose own event is what an undo takes back
        Verb(one.verb("linked"), CHANGED, facts=("changes",), erase=("changes",), icon="link"),
        Verb(one.verb("trashed"), TRASHED, undo="restore", icon="trash-2", once=ONCE_TRASHED),
        Verb(one.verb("restored"), RESTORED, undo="trash", icon="undo-2", once=ONCE_RESTORED),
        Verb(one.verb("purged"), PURGED, audience=Audience.SILENT, icon="trash-2"),
    ]


def _verbs_of_merging(one: Noun) -> list[Verb]:
    told: dict[str, Any] = {"facts": ("other", "merge", "count"), "erase": ("other",)}
    away = Audience.SILENT
    return [
        Verb(one.verb("merged"), MERGED, undo="unmerge", icon="merge", once=ONCE_MERGED, **told),
        Verb(one.verb("merged_away"), MERGED_AWAY, audience=away, icon="merge", **told),
        Verb(one.verb("unmerged"), UNMERGED, icon="undo-2", **told),
    ]
