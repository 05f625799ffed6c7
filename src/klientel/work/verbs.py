"""What can happen in the room, beside the verbs that the record type brings."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_noop

from klientel.events.verbs import Audience, Verb, verbs
from klientel.work.verbs_of_repeating import verbs_of_repeating

CHANGE_BACK = "change_back"
TEMPLATE_BACK = "template_back"
ROW_BACK = "work_row_back"
ORDER_BACK = "work_order_back"
CHECKLIST_BACK = "checklist_back"
STEPS_BACK = "work_steps_back"
WAITING_BACK = "waiting_back"
KINDS_BACK = "kinds_back"

#: the row that something was done with, what it was and what it is
_ROW = ("row", "was", "now")
_SET = ("name", "kinds", "statuses")


def declare() -> None:
    """Tell the log of them."""
    verbs.declare(
        *_of_items(),
        *_of_places(),
        *_of_steps(),
        *_of_what_hangs_on_it(),
        *_of_time(),
        *_of_waiting(),
        *verbs_of_repeating(),
        *_of_templates(),
        *_of_kinds(),
        *_of_statuses(),
    )


def _of_items() -> list[Verb]:
    return [
        Verb(
            "work.status_set",
            gettext_noop("{actor} set the status of {record} to {status}"),
            once=gettext_noop("once the status of {record} is set"),
            facts=("changes", "status"),
            erase=("changes",),
            undo=CHANGE_BACK,
            icon="circle-dot",
        ),
        Verb(
            "work.completed",
            gettext_noop("{actor} finished {record}"),
            once=gettext_noop("once {record} is finished"),
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
            once=gettext_noop("once {record} is taken up again"),
            facts=("changes",),
            erase=("changes",),
            undo=CHANGE_BACK,
            icon="rotate-cw",
        ),
        Verb(
            "work.assigned",
            gettext_noop("{actor} changed who works on {record}"),
            once=gettext_noop("once somebody else works on {record}"),
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
            once=gettext_noop("once {record} comes below another one"),
            facts=("changes",),
            erase=("changes",),
            undo=CHANGE_BACK,
            icon="corner-down-left",
        ),
        Verb(
            "work.converted",
            gettext_noop("{actor} made {record} something of another kind: {kind}"),
            once=gettext_noop("once {record} becomes something of another kind"),
            facts=("changes", "kind"),
            erase=("changes",),
            undo=CHANGE_BACK,
            icon="refresh-cw",
        ),
        Verb(
            "work.archived",
            gettext_noop("{actor} archived {record}"),
            once=gettext_noop("once {record} is archived"),
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
            once=gettext_noop("once {record} is taken out of the archive"),
        ),
    ]


def _of_steps() -> list[Verb]:
    step: dict[str, Any] = {
        "facts": ("step", *_ROW),
        "erase": ("step", "was", "now"),
        "icon": "list-checks",
        "undo": ROW_BACK,
    }
    return [
        Verb(
            "work.step_added",
            gettext_noop("{actor} added the step “{step}” to {record}"),
            **step,
            once=gettext_noop("once {record} gets a step of a checklist"),
        ),
        Verb(
            "work.step_ticked",
            gettext_noop("{actor} ticked “{step}” on {record}"),
            **step,
            once=gettext_noop("once a step of {record} is ticked"),
        ),
        Verb(
            "work.step_unticked",
            gettext_noop("{actor} opened “{step}” on {record} again"),
            **step,
            once=gettext_noop("once a step of {record} is opened again"),
        ),
        Verb(
            "work.step_changed",
            gettext_noop("{actor} changed the step “{step}” of {record}"),
            **step,
            once=gettext_noop("once a step of {record} changes"),
        ),
        Verb(
            "work.step_removed",
            gettext_noop("{actor} removed the step “{step}” from {record}"),
            **step,
            once=gettext_noop("once a step of {record} is removed"),
        ),
        *_of_checklists(),
    ]


def _of_checklists() -> list[Verb]:
    whole: dict[str, Any] = {
        "facts": ("template", "rows"), "erase": ("rows",), "icon": "list-checks",
        "undo": STEPS_BACK,
    }  # fmt: skip
    return [
        Verb(
            "work.step_placed",
            gettext_noop("{actor} moved the step “{step}” of {record}"),
            facts=("step", "was", "now"),
            erase=("step",),
            icon="list-checks",
            undo=ORDER_BACK,
        ),
        Verb(
            "work.checklist_renamed",
            gettext_noop("{actor} renamed a checklist of {record} from {was} to {now}"),
            facts=("was", "now"),
            erase=("was", "now"),
            icon="list-checks",
            undo=CHECKLIST_BACK,
        ),
        Verb(
            "work.checklist_added",
            gettext_noop("{actor} added the checklist “{template}” to {record}"),
            **whole,
        ),
        Verb(
            "work.checklist_removed",
            gettext_noop("{actor} removed the checklist “{template}” from {record}"),
            **whole,
        ),
    ]


def _of_what_hangs_on_it() -> list[Verb]:
    """What follows from a deed that is told itself: for those who wait for it, not for a feed."""
    silent: dict[str, Any] = {"audience": Audience.SILENT}
    return [
        Verb(
            "work.steps_done",
            gettext_noop("All steps of {record} are ticked"),
            once=gettext_noop("once all steps of {record} are ticked"),
            icon="list-checks",
            **silent,
        ),
        Verb(
            "work.parts_done",
            gettext_noop("All parts of {record} are finished"),
            once=gettext_noop("once all parts of {record} are finished"),
            icon="circle-check",
            **silent,
        ),
        Verb(
            "work.unblocked",
            gettext_noop("{record} waits for nothing any more"),
            once=gettext_noop("once {record} waits for nothing any more"),
            icon="link",
            **silent,
        ),
    ]


def _of_time() -> list[Verb]:
    time: dict[str, Any] = {
        "facts": ("minutes", *_ROW), "erase": ("was", "now"), "icon": "timer", "undo": ROW_BACK,
    }  # fmt: skip
    return [
        Verb(
            "work.time_started",
            gettext_noop("{actor} began to work on {record}"),
            facts=_ROW,
            icon="timer",
            undo=ROW_BACK,
            once=gettext_noop("once somebody begins to work on {record}"),
        ),
        Verb(
            "work.timer_removed",
            gettext_noop("{actor} dropped a timer that ran on {record}"),
            facts=_ROW,
            erase=("was", "now"),
            icon="timer",
            undo=ROW_BACK,
        ),
        Verb(
            "work.time_logged",
            gettext_noop("{actor} logged {minutes} minutes on {record}"),
            **time,
            once=gettext_noop("once time is logged on {record}"),
        ),
        Verb(
            "work.time_changed",
            gettext_noop("{actor} changed the time logged on {record}"),
            **time,
        ),
        Verb(
            "work.time_removed",
            gettext_noop("{actor} removed {minutes} minutes from {record}"),
            **time,
            once=gettext_noop("once logged time of {record} is removed"),
        ),
    ]


def _of_waiting() -> list[Verb]:
    wait: dict[str, Any] = {"facts": ("other",), "icon": "link", "undo": WAITING_BACK}
    return [
        Verb(
            "work.waiting_added",
            gettext_noop("{actor} made {record} depend on {other}"),
            **wait,
            once=gettext_noop("once {record} has to wait for something else"),
        ),
        Verb(
            "work.waiting_removed",
            gettext_noop("{actor} removed the dependency of {record} on {other}"),
            **wait,
            once=gettext_noop("once {record} no longer has to wait for something else"),
        ),
    ]


def _of_templates() -> list[Verb]:
    kept = ("template", "name", "before", "after")
    return [
        Verb(
            "template.added",
            gettext_noop("{actor} saved the template “{name}”"),
            facts=kept,
            undo=TEMPLATE_BACK,
            icon="file-text",
        ),
        Verb(
            "template.changed",
            gettext_noop("{actor} changed the template “{name}”"),
            facts=kept,
            undo=TEMPLATE_BACK,
            icon="pencil",
        ),
        Verb(
            "template.deleted",
            gettext_noop("{actor} deleted the template “{name}”"),
            facts=kept,
            undo=TEMPLATE_BACK,
            icon="trash-2",
        ),
    ]


def _of_kinds() -> list[Verb]:
    return [
        Verb(
            "kind.added",
            gettext_noop("{actor} added the kind of work “{name}”"),
            facts=_SET,
            undo=KINDS_BACK,
            icon="plus",
        ),
        Verb(
            "kind.changed",
            gettext_noop("{actor} changed the kind of work “{name}”"),
            facts=_SET,
            undo=KINDS_BACK,
            icon="pencil",
        ),
        Verb(
            "kind.placed",
            gettext_noop("{actor} changed the order of the kinds of work"),
            facts=_SET,
            undo=KINDS_BACK,
            icon="arrow-up-down",
        ),
        Verb(
            "kind.retired",
            gettext_noop("{actor} retired the kind of work “{name}”"),
            facts=_SET,
            undo=KINDS_BACK,
            icon="archive",
        ),
        Verb(
            "kind.revived",
            gettext_noop("{actor} reactivated the kind of work “{name}”"),
            facts=_SET,
            undo=KINDS_BACK,
            icon="rotate-cw",
        ),
    ]


def _of_statuses() -> list[Verb]:
    return [
        Verb(
            "status.added",
            gettext_noop("{actor} added the status “{name}”"),
            facts=_SET,
            undo=KINDS_BACK,
            icon="plus",
        ),
        Verb(
            "status.changed",
            gettext_noop("{actor} changed the status “{name}”"),
            facts=_SET,
            undo=KINDS_BACK,
            icon="pencil",
        ),
        Verb(
            "status.retired",
            gettext_noop("{actor} retired the status “{name}”"),
            facts=_SET,
            undo=KINDS_BACK,
            is_step=True,
            icon="archive",
        ),
    ]
