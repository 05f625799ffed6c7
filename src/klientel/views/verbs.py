"""What the log tells of saved views, lists, bulk edits and exports.

A view of one's own is named in the log for nobody: its events carry no name.
"""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

from klientel.events.verbs import Audience, Verb, verbs

_QUIET = Audience.SILENT


VERBS = (
    Verb(
        "view.saved",
        _("{actor} saved the view {name}"),
        ("view", "name"),
        audience=_QUIET,
        undo="view_delete",
        icon="pin",
    ),
    Verb(
        "view.changed",
        _("{actor} changed the view {name}"),
        ("view", "name", "before", "after"),
        audience=_QUIET,
        undo="view_back",
        icon="pencil",
    ),
    Verb(
        "view.deleted",
        _("{actor} deleted the view {name}"),
        ("view", "name"),
        audience=_QUIET,
        undo="view_restore",
        icon="trash-2",
    ),
    Verb(
        "view.restored",
        _("{actor} restored the view {name}"),
        ("view", "name"),
        audience=_QUIET,
        undo="view_delete",
        icon="undo-2",
    ),
    Verb(
        "view.pins_changed",
        _("{actor} changed what is pinned in their sidebar"),
        ("before", "after"),
        audience=_QUIET,
        undo="view_pins_back",
        icon="pin",
    ),
    Verb(
        "view.defaults_changed",
        _("{actor} chose for which roles a list opens with the view {name}"),
        ("view", "name", "type", "before", "after"),
        audience=_QUIET,
        undo="view_defaults_back",
        icon="users",
    ),
    Verb(
        "list.arranged",
        _("{actor} arranged the columns of a list"),
        ("type", "place"),
        audience=_QUIET,
        icon="columns-3",
    ),
    Verb(
        "list.changed_many",
        _("{actor} changed {count} records at once"),
        ("type", "field", "way", "count"),
        audience=_QUIET,
        icon="list-checks",
    ),
    Verb(
        "list.exported",
        _("{actor} exported {count} records as {form}"),
        ("type", "count", "form", "query"),
        audience=_QUIET,
        erase=("query",),
        icon="download",
    ),
    Verb(
        "list.stopped_many",
        _("{actor} stopped a change of many records after {count}"),
        ("type", "count"),
        audience=_QUIET,
        icon="pause",
    ),
    Verb(
        "list.trashed_many",
        _("{actor} deleted {count} records at once"),
        ("type", "field", "way", "count"),
        audience=_QUIET,
        icon="trash-2",
    ),
)


def declare() -> None:
    """Declare them."""
    verbs.declare(*VERBS)
