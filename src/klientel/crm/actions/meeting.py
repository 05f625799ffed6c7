"""Planning, moving, cancelling and holding meetings."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from uuid import UUID
from zoneinfo import available_timezones

from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from klientel.crm.actions.invitation import send
from klientel.crm.actions.taking_part import follow_the_time, leave_out_the_main_ones, must_belong
from klientel.crm.models import Account, Affiliation, Contact, Interaction, Meeting
from klientel.kit import clock
from klientel.kit.icalendar import Method
from klientel.kit.ids import uuid7
from klientel.kit.refused import Refused
from klientel.records.actions import action, create
from klientel.records.actions.catalogue import current_reading, found
from klientel.records.actions.change import write_changes
from klientel.records.actions.once import create_once, form_key
from klientel.records.fields import (
    DayField,
    InstantField,
    LongTextField,
    MembersField,
    NumberField,
    RecordLinksField,
    TextField,
    TruthField,
    UrlField,
)
from klientel.records.types import Told, record_types
from klientel.workspaces.actor import Actor
from klientel.workspaces.rows import known_as

if TYPE_CHECKING:
    from klientel.events.models import Event

#: a meeting of several days is no meeting
MOST_MINUTES = 24 * 60
#: changes of these are told to the guests
_SHOWN = frozenset({"name", "starts_at", "minutes", "place", "link", "state"})
#: what tells the guests by itself, or need not
_SETTLED = frozenset({"meeting.moved", "meeting.cancelled", "meeting.held", "meeting.invited"})

_START = InstantField(name="starts_at", label=_("Begins"), required=True, relative=False)
_MINUTES = NumberField(
    name="minutes", label=_("Minutes"), minimum=Decimal(5), maximum=Decimal(MOST_MINUTES)
)
_TELL = TruthField(
    name="tell", label=_("Tell those who were invited"), default=True,
    help=_("By e-mail, with the entry for their calendar."),
)  # fmt: skip

PLANNED = (
    TextField(name="name", label=_("What about"), required=True, max_length=200),
    _START,
    _MINUTES,
    TextField(name="time_zone", label=_("Time zone"), max_length=60),
    TextField(name="place", label=_("Place"), max_length=300),
    UrlField(name="link", label=_("Link"), max_length=300),
    RecordLinksField(name="people", label=_("With"), to=("contact",)),
    MembersField(name="colleagues", label=_("Colleagues")),
    LongTextField(name="note", label=_("Note for the team")),
    TruthField(name="invite", label=_("Send an invitation by e-mail"), default=False),
    TextField(name="key", label=_("Key")),
)


@action(
    "meeting.plan",
    label=_("Plan a meeting"),
    on="account",
    permission="meeting.create",
    icon="calendar",
    inputs=PLANNED,
    technical=("key",),
    hidden=True,
)
def plan(
    actor: Actor, account: Account, *, key: str = "", invite: bool = False, **values: Any
) -> Meeting:
    """Put a meeting with an account into the calendars of who takes part.

    The same `key` again finds the meeting that is there. With `invite`, everybody with an e-mail
    address is invited. Raises `Refused` for contacts of another account and unknown zones.
    """
    values["minutes"] = values["minutes"] or 60
    values |= {"account": account.pk}
    values["time_zone"] = values["time_zone"] or str(current_reading(actor).format.zone)
    made, is_new = create_once(actor, "meeting", form_key(key), values, cleaned=True)
    if invite and is_new:
        # read again: what was just inserted does not know its columns as they were
        made = found(actor, record_types.get("meeting"), made.pk)
        _invited(actor, made)
    return known_as(Meeting, made)


def _must_be_planned(meeting: Meeting) -> None:
    if not meeting.is_planned:
        raise Refused("This meeting is no longer planned.")


@action(
    "meeting.invite",
    label=_("Send an invitation"),
    icon="mail",
    order=30,
    applies=_must_be_planned,
    said=_("The invitation is on its way."),
)
def invite(actor: Actor, meeting: Meeting) -> Meeting:
    """Send everybody who takes part and has an e-mail address the meeting as it is now."""
    if not _invited(actor, meeting):
        raise Refused("Nobody who takes part has an e-mail address.")
    return meeting


def _invited(actor: Actor, meeting: Meeting) -> int:
    count = send(actor, meeting, "REQUEST")
    if count:
        meeting.invited_at = clock.now()
        _write(actor, meeting, {}, "meeting.invited", {"count": count}, {"invited_at"})
    return count


def _as_it_is(_actor: Actor, meeting: Meeting) -> dict[str, Any]:
    return {"starts_at": meeting.starts_at, "minutes": meeting.minutes}


@action(
    "meeting.move",
    label=_("Move"),
    icon="calendar-clock",
    order=20,
    inputs=(_START, _MINUTES, _TELL),
    applies=_must_be_planned,
    suggest=_as_it_is,
)
def move(
    actor: Actor, meeting: Meeting, *, starts_at: datetime, minutes: Any = None, tell: bool = True
) -> Meeting:
    """Let a meeting begin at another time; who was invited hears of it unless `tell` is false."""
    values = {"starts_at": starts_at, "minutes": minutes or meeting.minutes}
    if all(getattr(meeting, name) == value for name, value in values.items()):
        return meeting
    _write(actor, meeting, values, "meeting.moved")
    if tell and meeting.invited_at:
        send(actor, meeting, "REQUEST")
    return meeting


@action(
    "meeting.cancel",
    label=_("Cancel meeting"),
    icon="x",
    order=40,
    inputs=(TextField(name="reason", label=_("Reason"), max_length=200), _TELL),
    applies=_must_be_planned,
)
def cancel(actor: Actor, meeting: Meeting, *, reason: str = "", tell: bool = True) -> Meeting:
    """Call a meeting off; who was invited hears of it unless `tell` is false."""
    facts = {"reason": reason} if reason else {}
    _write(actor, meeting, {"state": "cancelled"}, "meeting.cancelled", facts)
    if tell and meeting.invited_at:
        send(actor, meeting, "CANCEL", reason)
    return meeting


def _must_have_begun(meeting: Meeting) -> None:
    _must_be_planned(meeting)
    if meeting.starts_at > clock.now():
        raise Refused("This meeting has not begun yet.")


def _note_of(_actor: Actor, meeting: Meeting) -> dict[str, Any]:
    return {"minutes": meeting.minutes, "body": meeting.note}


@action(
    "meeting.hold",
    label=_("It took place"),
    icon="check",
    key="E",
    order=10,
    inputs=(
        LongTextField(name="body", label=_("What was agreed?")),
        TextField(name="outcome", label=_("Outcome")),
        TextField(name="next_step", label=_("Next step"), max_length=200),
        DayField(name="next_step_on", label=_("Next step until")),
        _MINUTES,
    ),
    applies=_must_have_begun,
    suggest=_note_of,
)
def hold(actor: Actor, meeting: Meeting, **values: Any) -> Interaction:
    """Make what was planned an interaction with its notes, in one step that can be taken back.

    Raises `Refused` for a meeting that is still to come.
    """
    batch = uuid7()
    people = _people_here(actor, meeting)
    given = {
        "kind": "meeting",
        "account": str(meeting.account_id),
        "body": values["body"] or meeting.name,
        "outcome": values["outcome"],
        "next_step": values["next_step"],
        "next_step_on": values["next_step_on"],
        "occurred_at": meeting.starts_at,
        "minutes": values["minutes"] or meeting.minutes,
        "owner": meeting.owner_id if _is_here(actor, meeting.owner_id) else None,
        "colleagues": [key for key in meeting.colleagues if _is_here(actor, UUID(key))],
    }
    # set as they were planned: also people whose home whoever notes it may not see were there
    with_whom = {"contact_id": UUID(people[0]) if people else None, "people": people[1:]}
    talk = create(
        actor, "interaction", given, occurred_at=meeting.starts_at, columns=with_whom, batch=batch
    )
    told = {"state": "held", "held_as": talk.pk}
    _write(actor, meeting, told, "meeting.held", batch=batch)
    return known_as(Interaction, talk)


def _people_here(actor: Actor, meeting: Meeting) -> list[str]:
    """Those of the meeting's contacts that are neither deleted nor gone to another account.

    Who is at home elsewhere and belongs to the account beside it is there, too.
    """
    affiliations = Affiliation.objects.in_workspace(actor.workspace_id)
    beside = affiliations.filter(account_id=meeting.account_id, contact_id__in=meeting.people)
    contacts = Contact.objects.in_workspace(actor.workspace_id).filter(
        Q(account_id=meeting.account_id) | Q(pk__in=beside.values("contact_id")),
        pk__in=meeting.people,
        trashed_at=None,
    )
    here = set(map(str, contacts.values_list("pk", flat=True)))
    return [key for key in meeting.people if key in here]


def _is_here(actor: Actor, member: UUID | None) -> bool:
    return member in current_reading(actor).directory.active


def _write(
    actor: Actor,
    meeting: Meeting,
    values: dict[str, Any],
    verb: str,
    facts: dict[str, Any] | None = None,
    columns: set[str] | None = None,
    batch: UUID | None = None,
) -> None:
    type_ = record_types.get("meeting")
    write_changes(
        actor, type_, [(meeting, values)], verb=verb, facts=facts, columns=columns or (),
        batch=batch,
    )  # fmt: skip


def derive_meeting(meeting: Meeting, changed: frozenset[str], actor: Actor) -> None:
    """Its end, its organiser, and how often it has changed since guests may know of it."""
    if meeting._state.adding:
        meeting.owner_id = meeting.owner_id or actor.member_id
        meeting.time_zone = meeting.time_zone or str(current_reading(actor).format.zone)
    elif changed & _SHOWN:
        meeting.sequence += 1
    meeting.minutes = meeting.minutes or 60
    meeting.ends_at = meeting.starts_at + timedelta(minutes=meeting.minutes)
    leave_out_the_main_ones(meeting)


def check_meeting(actor: Actor, meetings: Any) -> None:
    """Refuse contacts of another account and unknown time zones."""
    related = []
    for meeting in meetings:
        changed = set(meeting.changed_columns())
        if "time_zone" in changed and meeting.time_zone not in available_timezones():
            raise Refused("There is no such time zone.", "time_zone")
        if changed & {"account_id", "people"}:
            related.append(meeting)
    must_belong(actor, related)


def settle_meeting(actor: Actor, meetings: Any, changed: frozenset[str], told: Told) -> None:
    """Who takes part is busy at the time it is now, and hears of it if they were invited."""
    if changed & {"starts_at", "minutes"}:
        follow_the_time(actor, meetings)
    if "trashed_at" in changed:
        _count_up(actor, meetings)
    for meeting in meetings:
        method = _news_of(meeting, told[meeting.pk])
        if method:
            send(actor, meeting, method)


def _count_up(actor: Actor, meetings: Any) -> None:
    """Deleting and restoring derives nothing, and calendars heed only a higher number."""
    for meeting in meetings:
        meeting.sequence += 1
    ids = [meeting.pk for meeting in meetings]
    rows = Meeting.objects.in_workspace(actor.workspace_id).filter(pk__in=ids)
    rows.update(sequence=F("sequence") + 1)


def _news_of(meeting: Meeting, event: Event) -> Method | None:
    """How guests must hear of what an event says, None when it is nothing to them."""
    changes = event.facts.get("changes") or {}
    if meeting.invited_at is None or event.verb in _SETTLED:
        return None
    if meeting.ends_at <= clock.now() and "starts_at" not in changes:
        return None
    if event.verb in ("meeting.trashed", "meeting.restored"):
        method: Method = "CANCEL" if meeting.trashed_at else "REQUEST"
        return method if meeting.is_planned else None
    was, became = changes.get("state") or (meeting.state, meeting.state)
    if meeting.is_planned and (was == "cancelled" or changes.keys() & (_SHOWN - {"state"})):
        return "REQUEST"
    return "CANCEL" if became == "cancelled" and was == "planned" else None
