"""The feed of changes: what happened since, in an order that never moves."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from klientel.events.outward import changes, event_json, last_position
from klientel.events.verbs import verbs
from klientel.integrations.api import words
from klientel.integrations.api.calls import MOST, USUAL, Answer, Call, wrong
from klientel.integrations.api.endpoints import Parameter, endpoint
from klientel.integrations.api.refusals import Unreadable
from klientel.kit import cursors
from klientel.records.types import record_types

_KIND = "changes"
_NOW = "now"


@endpoint(
    "GET",
    "changes",
    name="changes",
    group="more",
    label=_("What happened since"),
    text=words.CHANGES,
    gives="Changes",
    parameters=(
        Parameter("cursor", words.CHANGES_CURSOR),
        Parameter("verbs", _("Only these verbs, parted by commas, such as `account.created`.")),
        Parameter("types", _("Only these record types, parted by commas.")),
        Parameter(
            "limit", _("How many at most."), {"type": "integer", "minimum": 1, "maximum": MOST}
        ),
    ),
)
def get_changes(call: Call) -> Answer:
    """The events behind a cursor that the token may know of."""
    limit = call.whole("limit", USUAL, MOST)
    wanted = {"verbs": call.names("verbs"), "types": call.names("types")}
    for name, known in (("verbs", verbs), ("types", record_types)):
        unknown = [one for one in wanted[name] if one not in known]
        if unknown:
            raise wrong(name, gettext_noop("“{value}” is unknown."), value=unknown[0][:60])
    workspace = call.actor.workspace_id
    asked = call.query.get("cursor", "")
    after = last_position(workspace) if asked == _NOW else _position(asked)
    events, position, has_more = changes(call.actor, after, limit, **wanted)
    data = [event_json(one) for one in events]
    return Answer(
        {"data": data, "next_cursor": cursors.encode((_KIND, position)), "has_more": has_more}
    )


def _position(cursor: str) -> int:
    if not cursor:
        return 0
    try:
        kind, position = cursors.decode(cursor)
    except ValueError:
        kind = position = None
    is_ours = kind == _KIND and isinstance(position, int) and not isinstance(position, bool)
    if not is_ours or position < 0:
        raise Unreadable(gettext_noop("This cursor is none of the feed of changes."))
    return int(position)
