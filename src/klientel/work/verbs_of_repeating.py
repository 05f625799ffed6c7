"""What can happen to work that repeats."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_noop

from klientel.events.verbs import Verb

SERIES_BACK = "series_back"
_FACTS = ("series", "before", "after")
_STEP: dict[str, Any] = {"undo": SERIES_BACK, "is_step": True}


def verbs_of_repeating() -> list[Verb]:
    """The verbs of series; their events are told of the item that it was done on."""
    return [*_of_rules(), *_of_states(), *_of_what_comes()]


def _of_rules() -> list[Verb]:
    return [
        Verb(
            "work.repeat_set",
            gettext_noop("{actor} let {record} repeat: {rule}"),
            facts=(*_FACTS, "rule"),
            icon="repeat",
            **_STEP,
            once=gettext_noop("once {record} is to repeat"),
        ),
        Verb(
            "work.repeat_changed",
            gettext_noop("{actor} changed when {record} repeats: {rule}"),
            facts=(*_FACTS, "rule", "gone"),
            icon="repeat",
            **_STEP,
            once=gettext_noop("once {record} repeats in another way"),
        ),
        Verb(
            "work.repeat_skipped",
            gettext_noop("{actor} left out {day} of what repeats with {record}"),
            facts=(*_FACTS, "day"),
            icon="corner-down-left",
            **_STEP,
            once=gettext_noop("once a date of what repeats with {record} is left out"),
        ),
    ]


def _of_states() -> list[Verb]:
    return [
        Verb(
            "work.repeat_paused",
            gettext_noop("{actor} paused the repeating of {record}"),
            facts=_FACTS,
            icon="pause",
            **_STEP,
            once=gettext_noop("once the repeating of {record} is paused"),
        ),
        Verb(
            "work.repeat_resumed",
            gettext_noop("{actor} resumed the repeating of {record}"),
            facts=_FACTS,
            icon="play",
            **_STEP,
            once=gettext_noop("once the repeating of {record} is resumed"),
        ),
        Verb(
            "work.repeat_ended",
            gettext_noop("{actor} stopped the repeating of {record}"),
            facts=_FACTS,
            icon="x",
            **_STEP,
            once=gettext_noop("once {record} no longer repeats"),
        ),
        Verb(
            "work.repeat_restored",
            gettext_noop("{actor} took back what was set of repeating {record}"),
            facts=(*_FACTS, "gone"),
            icon="undo-2",
            **_STEP,
        ),
    ]


def _of_what_comes() -> list[Verb]:
    return [
        Verb(
            "work.repeat_stopped",
            gettext_noop("The next one after {record} could not be added: {reason}"),
            facts=(*_FACTS, "reason"),
            erase=("reason",),
            icon="triangle-alert",
            once=gettext_noop("once the next one after {record} could not be added"),
        ),
        Verb(
            "work.repeated",
            gettext_noop("{record} was added as no. {number}, like {other} before it"),
            facts=("other", "number"),
            icon="repeat",
            once=gettext_noop("once {record} is added because it repeats"),
        ),
    ]
