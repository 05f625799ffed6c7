"""What can happen in the room, beside the verbs that the record type brings."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_noop

from klientel.events.verbs import Audience, Verb, verbs

CHANGE_BACK = "change_back"
TIME_BACK = "time_back"


def declare() -> None:
    """Tell the log of them."""
    verbs.declare(*_of_items(), *_of_places(), *_of_what_hangs_on_them(), *_of_settings())


def _of_items() -> list[Verb]:
    return [
        Verb(
            "work.status_set",
            gettext_noop("{actor} set the status of {record} to {status}"),
            facts=("changes", "status"),
            erase=("changes",),
            undo=CHANGE_BACK,
            icon="circle-dot",
        ),
        Verb(
            "work.completed",
            gettext_noop("{actor} finished {record}"),
            facts=("changes", "kind"),
            erase=("changes",),
            undo=CHANGE_BACK,
            icon="circle-check",
        ),
        # says of its batch that it is taken back as a whole: what was finished alone is not
        Verb(
            "work.completed_along",
            gettext_noop("{actor} finished {record} with all that was open below it"),
            audience=Audience.SILENT,
            is_step=True,
            icon="circle-check",
        ),
        Verb(
            "work.reopened",
            gettext_noop("{actor} took {record} up again"),
            facts=("changes",),
            erase=("changes",),
            undo=CHANGE_BACK,
            icon="rotate-cw",
        ),
        Verb(
            "work.assigned",
            gettext_noop("{actor} changed who works on {record}"),
            facts=("changes",),
            erase=("changes",),
            undo=CHANGE_BACK,
            icon="user-plus",
        ),
    ]


def _of_places() -> list[Verb]:
    return [
        Verb(
            "work.moved",
            gettext_noop("{actor} moved {record} to another place"),
            facts=("changes",),
            erase=("changes",),
            undo=CHANGE_BACK,
            icon="corner-down-left",
        ),
        Verb(
            "work.converted",
            gettext_noop("{actor} made {record} something of another kind: {kind}"),
            facts=("changes", "kind"),
            erase=("changes",),
            undo=CHANGE_BACK,
            icon="refresh-cw",
        ),
        Verb(
            "work.archived",
            gettext_noop("{actor} archived {record}"),
            facts=("changes",),
            undo=CHANGE_BACK,
            icon="archive",
        ),
        Verb(
            "work.unarchived",
            gettext_noop("{actor} took {record} out of the archive"),
            facts=("changes",),
            undo=CHANGE_BACK,
            icon="archive",
        ),
    ]


def _of_what_hangs_on_them() -> list[Verb]:
    step: dict[str, Any] = {"facts": ("step",), "erase": ("step",), "icon": "list-checks"}
    time: dict[str, Any] = {"facts": ("minutes", "entry"), "icon": "timer"}
    wait: dict[str, Any] = {"facts": ("other",), "icon": "link"}
    return [
        Verb(
            "work.step_added", gettext_noop("{actor} added the step “{step}” to {record}"), **step
        ),
        Verb("work.step_ticked", gettext_noop("{actor} ticked “{step}” on {record}"), **step),
        Verb(
            "work.step_unticked", gettext_noop("{actor} opened “{step}” on {record} again"), **step
        ),
        Verb(
            "work.step_changed",
            gettext_noop("{actor} changed the step “{step}” of {record}"),
            **step,
        ),
        Verb(
            "work.step_removed",
            gettext_noop("{actor} removed the step “{step}” from {record}"),
            **step,
        ),
        Verb("work.time_started", gettext_noop("{actor} began to work on {record}"), icon="timer"),
        Verb(
            "work.time_logged",
            gettext_noop("{actor} noted {minutes} minutes on {record}"),
            undo=TIME_BACK,
            **time,
        ),
        Verb(
            "work.time_removed",
            gettext_noop("{actor} removed {minutes} minutes from {record}"),
            **time,
        ),
        Verb("work.waiting_added", gettext_noop("{actor} let {record} wait for {other}"), **wait),
        Verb(
            "work.waiting_removed",
            gettext_noop("{actor} lets {record} wait for {other} no longer"),
            **wait,
        ),
    ]


def _of_settings() -> list[Verb]:
    facts = ("name", "changes")
    return [
        Verb(
            "kind.added",
            gettext_noop("{actor} added the kind of work “{name}”"),
            facts=facts,
            icon="plus",
        ),
        Verb(
            "kind.changed",
            gettext_noop("{actor} changed the kind of work “{name}”"),
            facts=facts,
            icon="pencil",
        ),
        Verb(
            "kind.retired",
            gettext_noop("{actor} gave up the kind of work “{name}”"),
            facts=facts,
            icon="archive",
        ),
        Verb(
            "kind.revived",
            gettext_noop("{actor} took up the kind of work “{name}” again"),
            facts=facts,
            icon="rotate-cw",
        ),
        Verb(
            "status.added",
            gettext_noop("{actor} added the status “{name}”"),
            facts=facts,
            icon="plus",
        ),
        Verb(
            "status.changed",
            gettext_noop("{actor} changed the status “{name}”"),
            facts=facts,
            icon="pencil",
        ),
        Verb(
            "status.retired",
            gettext_noop("{actor} gave up the status “{name}”"),
            facts=facts,
            icon="archive",
        ),
    ]
