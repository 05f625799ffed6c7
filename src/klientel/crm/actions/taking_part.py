"""Keeping who takes part in what right: of the same account, at its time, gone when they go."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

from klientel.crm.models import Account, Affiliation, Contact, TakingPart
from klientel.crm.taking_part import span_of
from klientel.kit.refused import Refused
from klientel.records.models import MovedRow, RecordRef
from klientel.records.types import record_types
from klientel.workspaces.actor import Actor
from klientel.workspaces.models import Member
from klientel.workspaces.queries import actor_of

#: what a merge moved here, and in what it found several of those it made one: the row is the record
_MOVED = "crm.takingpart.contact"
_BOTH = "crm.takingpart.both"


def leave_out_the_main_ones(record: Any) -> None:
    """Who is named alone already is not named once more among the others."""
    contact = str(getattr(record, "contact_id", None) or "")
    if contact in record.people:
        record.people = [key for key in record.people if key != contact]
    owner = str(record.owner_id or "")
    if owner in record.colleagues:
        record.colleagues = [key for key in record.colleagues if key != owner]


def must_belong(actor: Actor, records: Sequence[Any]) -> None:
    """Raise `Refused` for contacts that are of another account than the records naming them."""
    named = [(record.account_id, key, field) for record in records for key, field in _named(record)]
    if not named:
        return
    ids = {key for _account, key, _field in named}
    contacts = Contact.objects.in_workspace(actor.workspace_id).filter(pk__in=ids)
    belongs = set(contacts.values_list("pk", "account_id"))
    if any((key, account) not in belongs for account, key, _field in named):
        # also whoever left since: what is noted may be of an earlier day
        elsewhere = Affiliation.objects.in_workspace(actor.workspace_id)
        rows = elsewhere.filter(contact_id__in=ids)
        belongs |= set(rows.values_list("contact_id", "account_id"))
    for account, key, field in named:
        if (key, account) not in belongs:
            raise Refused("This person does not belong to this account.", field)


def takers_must_see(actor: Actor, talks: Sequence[Any]) -> None:
    """Raise `Refused` for somebody asked to take the next step with an account they do not see,
    or who has one that moves to such an account.

    Two reads for each person asked, none where nobody is.
    """
    wanted: dict[UUID, set[UUID]] = defaultdict(set)
    for talk in talks:
        taker = talk.next_step_by_id
        if not taker or taker == actor.member_id:
            continue
        if {"next_step_by_id", "account_id"} & set(talk.changed_columns()):
            wanted[taker].add(talk.account_id)
    if not wanted:
        return
    for member in Member.objects.in_workspace(actor.workspace_id).filter(pk__in=list(wanted)):
        seen = Account.objects.visible_to(actor_of(member)).filter(pk__in=wanted[member.pk])
        if seen.count() < len(wanted[member.pk]):
            raise Refused("{name} may not see whom this is for.", "next_step_by", name=member.name)


def _named(record: Any) -> list[tuple[UUID, str]]:
    """The contacts that a record names now and did not before, each with the field's name."""
    before = record.loaded_values()
    is_moved = before.get("account_id") != record.account_id
    known = set() if is_moved else set(before.get("people") or ())
    found = [(UUID(key), "people") for key in record.people if key not in known]
    main = getattr(record, "contact_id", None)
    if main and (is_moved or before.get("contact_id") != main):
        found.append((main, "contact"))
    return found


def follow_the_time(actor: Actor, records: Sequence[Any]) -> None:
    """Let the rows beside records say when these are now."""
    rows = TakingPart.objects.in_workspace(actor.workspace_id)
    for record in records:
        at, until = span_of(record)
        rows.filter(record_id=record.pk).update(at=at, until=until)


def follow_merged(actor: Actor, contacts: Sequence[Contact]) -> None:
    """Let records name contacts that became one, or came apart again, as the rows beside them do.

    `contacts` begin with the one that the others went into. What named several of them names one,
    and several again once they are apart.
    """
    winner, *losers = contacts
    _bring_both_back(actor, winner, [one.pk for one in losers if one.trashed_at is None])
    records = list(_naming(actor, [one.pk for one in contacts]))
    rows = TakingPart.objects.in_workspace(actor.workspace_id).filter(
        record_id__in=[record.pk for record in records], contact_id__isnull=False
    )
    single = _without_doubles(actor, list(rows.order_by("pk")), [one.pk for one in losers])
    beside = defaultdict(list)
    for row in single:
        beside[row.record_id].append(row)
    for record in records:
        _name_those_beside(record, beside[record.pk])


def _name_those_beside(record: Any, rows: Sequence[TakingPart]) -> None:
    main = getattr(record, "contact_id", None)
    if main and main not in {row.contact_id for row in rows}:
        # the rows were written anew since the merge: the first is still the main one's
        rows[0].contact_id = main
        rows[0].save()
    record.people = [str(row.contact_id) for row in rows if row.contact_id != main]
    record.save()


def _without_doubles(
    actor: Actor, rows: Sequence[TakingPart], losers: Sequence[UUID]
) -> list[TakingPart]:
    """One row for each contact of a record; the merge remembers of which record others went."""
    moved = MovedRow.objects.in_workspace(actor.workspace_id).filter(
        place=_MOVED, moved_from__in=losers, row_id__in=[row.pk for row in rows]
    )
    came = set(moved.values_list("row_id", flat=True))
    kept: dict[tuple[UUID, UUID | None], TakingPart] = {}
    for row in sorted(rows, key=lambda row: row.pk in came):
        if kept.setdefault((row.record_id, row.contact_id), row) is not row:
            moved.filter(row_id=row.pk).update(place=_BOTH, row_id=row.record_id)
            row.delete()
    return sorted(kept.values(), key=lambda row: row.pk)


def _bring_both_back(actor: Actor, winner: Contact, losers: Sequence[UUID]) -> None:
    """Give contacts that are apart again their rows beside what still names the other."""
    both = MovedRow.objects.in_workspace(actor.workspace_id).filter(
        place=_BOTH, moved_from__in=losers
    )
    back = set(both.values_list("row_id", "moved_from"))
    rows = TakingPart.objects.in_workspace(actor.workspace_id).filter(
        contact_id=winner.pk, record_id__in=[record for record, _contact in back]
    )
    there = {row.record_id: row for row in rows}
    for record, contact in sorted(back):
        if record in there:
            row = there[record]
            TakingPart(
                workspace_id=actor.workspace_id,
                record_id=record,
                contact_id=contact,
                at=row.at,
                until=row.until,
            ).save()
    both.delete()


def let_go_of(actor: Actor, contacts: Sequence[UUID]) -> None:
    """Take contacts that are about to be removed for good out of what they took part in."""
    gone = {str(key) for key in contacts}
    for record in _naming(actor, contacts):
        kept = [key for key in record.people if key not in gone]
        if kept != record.people:
            record.people = kept
            record.save()


def _naming(actor: Actor, contacts: Sequence[UUID]) -> Iterator[Any]:
    """The records that contacts take part in."""
    rows = TakingPart.objects.in_workspace(actor.workspace_id)
    ids = set(rows.filter(contact_id__in=list(contacts)).values_list("record_id", flat=True))
    spine = RecordRef.objects.in_workspace(actor.workspace_id).filter(pk__in=ids)
    for name in sorted(set(spine.values_list("type", flat=True))):
        model = record_types.get(name).model
        yield from model.objects.in_workspace(actor.workspace_id).filter(pk__in=ids)
