"""What can happen in the room, beside the four verbs that each record type brings."""

from __future__ import annotations

from django.utils.translation import gettext_noop

from klientel.crm.verbs_of_people import verbs_of_people
from klientel.events.verbs import Audience, Verb, verbs

CHANGE_BACK = "change_back"
DECIDE_AGAIN = "decide_again"
WEIGHTS_BACK = "weights_back"
PURCHASES_BACK = "purchases_back"
STAGES_BACK = "stages_back"


#: what came in is what people see: this one is for those who wait for it
_ANSWERED = Verb(
    "interaction.answered",
    gettext_noop("“{record}” was answered"),
    once=gettext_noop("once {record} is answered"),
    facts=("changes",),
    audience=Audience.SILENT,
    icon="message-circle",
)


def declare() -> None:
    """Tell the log of them."""
    verbs.declare(
        *_of_accounts(),
        *_of_stages(),
        *_of_relationships(),
        *_of_agreements(),
        *_of_purchases(),
        *_of_segments(),
        *_of_meetings(),
        _ANSWERED,
        *verbs_of_people(),
    )


def _of_accounts() -> list[Verb]:
    return [
        Verb(
            "account.stage_changed",
            gettext_noop("{actor} moved {record} to another stage"),
            once=gettext_noop("once {record} comes into another stage"),
            facts=("changes", "reason", "since"),
            erase=("changes", "reason"),
            undo=CHANGE_BACK,
            icon="flag",
        ),
        Verb(
            "account.assigned",
            gettext_noop("{actor} changed the account manager of {record}"),
            once=gettext_noop("once {record} gets another account manager"),
            facts=("changes",),
            undo=CHANGE_BACK,
            icon="user-plus",
        ),
        Verb(
            "account.decider_named",
            gettext_noop("{actor} changed the decision maker of {record}"),
            once=gettext_noop("once {record} gets another decision maker"),
            facts=("changes",),
            undo=CHANGE_BACK,
            icon="star",
        ),
        Verb(
            "account.billing_contact_named",
            gettext_noop("{actor} changed the billing contact of {record}"),
            facts=("changes",),
            undo=CHANGE_BACK,
            icon="receipt-euro",
            once=gettext_noop("once the billing contact of {record} changes"),
        ),
    ]


def _of_stages() -> list[Verb]:
    return [
        Verb(
            "stage.added",
            gettext_noop("{actor} added the stage “{name}”"),
            facts=("stage", "name"),
            undo=STAGES_BACK,
            icon="flag",
        ),
        Verb(
            "stage.changed",
            gettext_noop("{actor} changed the stage “{name}”"),
            facts=("stage", "name", "changes"),
            undo=STAGES_BACK,
            icon="flag",
        ),
        Verb(
            "stage.moved",
            gettext_noop("{actor} put the stage “{name}” in another place"),
            facts=("stage", "name", "before"),
            undo=STAGES_BACK,
            icon="flag",
        ),
        Verb(
            "stage.retired",
            gettext_noop("{actor} retired the stage “{name}” (accounts moved: {count})"),
            facts=("stage", "name", "count", "to"),
            undo=STAGES_BACK,
            is_step=True,
            icon="flag",
        ),
        Verb(
            "stage.reopened",
            gettext_noop("{actor} uses the stage “{name}” again"),
            facts=("stage", "name"),
            undo=STAGES_BACK,
            icon="flag",
        ),
        Verb(
            "stage.removed",
            gettext_noop("{actor} took the new stage “{name}” away again"),
            facts=("stage", "name"),
            icon="flag",
        ),
    ]


def _of_relationships() -> list[Verb]:
    return [
        Verb(
            "account.promoted",
            gettext_noop("{actor} promoted {record} to {client}"),
            once=gettext_noop("once {customer.a} becomes {client.a}"),
            facts=("manager", "start", "changes", "lean", "evidence"),
            erase=("evidence",),
            audience=Audience.MILESTONE,
            undo=CHANGE_BACK,
            is_step=True,
            icon="gem",
        ),
        Verb(
            "account.returned",
            gettext_noop("{actor} took {record} back to {customer}"),
            once=gettext_noop("once {client.a} becomes {customer.a} again"),
            facts=("changes", "ended_on", "reason", "lean", "evidence"),
            erase=("reason", "evidence"),
            audience=Audience.MILESTONE,
            undo=CHANGE_BACK,
            is_step=True,
            icon="undo-2",
        ),
        Verb(
            "score.weights_changed",
            gettext_noop("{actor} changed the lead scoring"),
            facts=("changes",),
            undo=WEIGHTS_BACK,
            icon="trending-up",
        ),
        Verb(
            "account.relationship_kept",
            gettext_noop("{actor} decided that {record} stays what it is"),
            facts=("reason", "relationship", "lean", "evidence"),
            erase=("reason", "evidence"),
            undo=DECIDE_AGAIN,
            icon="check",
            once=gettext_noop("once somebody decides that {record} stays what it is"),
        ),
        Verb(
            "account.relationship_open",
            gettext_noop("{actor} leaves open what {record} is"),
            icon="undo-2",
            once=gettext_noop("once it is left open what {record} is"),
        ),
    ]


def _of_agreements() -> list[Verb]:
    return [
        Verb(
            "agreement.notice_given",
            gettext_noop("{actor} noted that notice of {record} was given"),
            once=gettext_noop("once notice of {record} is given"),
            facts=("changes",),
            audience=Audience.MILESTONE,
            undo=CHANGE_BACK,
            icon="calendar-clock",
        ),
        Verb(
            "agreement.ended",
            gettext_noop("{actor} ended {record}"),
            once=gettext_noop("once {record} ends"),
            facts=("changes",),
            undo=CHANGE_BACK,
            icon="calendar-clock",
        ),
        Verb(
            "agreement.renewed",
            gettext_noop("{record} goes on"),
            once=gettext_noop("once {record} is renewed"),
            facts=("changes",),
            undo=CHANGE_BACK,
            icon="repeat",
        ),
    ]


def _of_purchases() -> list[Verb]:
    return [
        Verb(
            "purchase.recorded",
            gettext_noop("{actor} recorded purchases of {record}"),
            once=gettext_noop("once {record} buys something"),
            facts=("count", "amount", "currency", "first_on", "last_on", "batch"),
            audience=Audience.SILENT,
            undo=PURCHASES_BACK,
            on="account",
            icon="shopping-bag",
        ),
        Verb(
            "purchase.trashed",
            gettext_noop("{actor} deleted a purchase of {record}"),
            facts=("purchases", "amount"),
            undo=PURCHASES_BACK,
            on="account",
            icon="trash-2",
            once=gettext_noop("once a purchase of {record} is deleted"),
        ),
        Verb(
            "purchase.restored",
            gettext_noop("{actor} restored a purchase of {record}"),
            facts=("purchases", "amount"),
            undo=PURCHASES_BACK,
            on="account",
            icon="undo-2",
            once=gettext_noop("once a purchase of {record} is restored"),
        ),
        Verb(
            "purchase.purged",
            gettext_noop("{actor} removed purchases of {record} for good"),
            facts=("purchases", "amount"),
            audience=Audience.SILENT,
            on="account",
            icon="trash-2",
        ),
    ]


def _of_segments() -> list[Verb]:
    return [
        Verb(
            "segment.counted",
            gettext_noop("Buyers were sorted into segments; other segment than before: {count}"),
            facts=("as_of", "count", "moves"),
            audience=Audience.SILENT,
            icon="repeat",
        ),
    ]


def _of_meetings() -> list[Verb]:
    return [
        Verb(
            "meeting.moved",
            gettext_noop("{actor} moved the meeting “{record}”"),
            facts=("changes",),
            undo=CHANGE_BACK,
            icon="calendar-clock",
            once=gettext_noop("once {record} is moved"),
        ),
        Verb(
            "meeting.cancelled",
            gettext_noop("{actor} cancelled the meeting “{record}”"),
            facts=("changes", "reason"),
            erase=("reason",),
            undo=CHANGE_BACK,
            icon="x",
            once=gettext_noop("once {record} is cancelled"),
        ),
        Verb(
            "meeting.held",
            gettext_noop("{actor} noted what was agreed in “{record}”"),
            facts=("changes",),
            undo=CHANGE_BACK,
            is_step=True,
            icon="check",
            once=gettext_noop("once what was agreed in {record} is noted"),
        ),
        Verb(
            "meeting.invited",
            gettext_noop("{actor} sent invitations to “{record}” ({count})"),
            facts=("count",),
            icon="mail",
            once=gettext_noop("once invitations to {record} are sent"),
        ),
    ]
