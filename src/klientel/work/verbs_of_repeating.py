"""What can happen to work that repeats."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_noop

from klientel.events.verbs import Verb

SERIES_BACK = "series_back"
_FACTS = ("series", "before", "after")


def verbs_of_repeating() -> list[Verb]:
    """The verbs of series; their events are told of the item that it was done on."""
    step: dict[str, Any] = {"undo": SERIES_BACK, "is_step": True}
    return [
        Verb(
            "work.repeat_set",
            gettext_noop("{actor} let {record} repeat: {rule}"),
            facts=(*_FACTS, "rule"),
            icon="repeat",
            **step,
        ),
        Verb(
            "work.repeat_changed",
            gettext_noop("{actor} changed when {record} repeats: {rule}"),
            facts=(*_FACTS, "rule", "gone"),
            icon="repeat",
            **step,
        ),
        Verb(
            "work.repeat_skipped",
            gettext_noop("{actor} left out {day} of what repeats with {record}"),
            facts=(*_FACTS, "day"),
            icon="corner-down-left",
            **step,
        ),
        Verb(
            "work.repeat_paused",
            gettext_noop("{actor} lets the repeating of {record} rest"),
            facts=_FACTS,
            icon="pause",
            **step,
        ),
        Verb(
            "work.repeat_resumed",
            gettext_noop("{actor} lets {record} repeat again"),
            facts=_FACTS,
            icon="play",
            **step,
        ),
        Verb(
            "work.repeat_ended",
            gettext_noop("{actor} lets {record} repeat no more"),
            facts=_FACTS,
            icon="x",
            **step,
        ),
        Verb(
            "work.repeat_restored",
            gettext_noop("{actor} took back what was set of repeating {record}"),
            facts=(*_FACTS, "gone"),
            icon="undo-2",
            **step,
        ),
        Verb(
            "work.repeat_stopped",
            gettext_noop("The next one after {record} could not be added: {reason}"),
            facts=(*_FACTS, "reason"),
            erase=("reason",),
            icon="triangle-alert",
        ),
        Verb(
            "work.repeated",
            gettext_noop("{record} was added as no. {number}, like {other} before it"),
            facts=("other", "number"),
            icon="repeat",
        ),
    ]
