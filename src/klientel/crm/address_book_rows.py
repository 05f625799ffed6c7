"""Rows of an address book as accounts, people and notes: several rows of a company make one."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from klientel.crm.address_book_consents import Consents
from klientel.crm.address_book_groups import Group, Sorter
from klientel.crm.address_book_known import Known
from klientel.crm.address_book_people import Said, read
from klientel.crm.address_book_writing import Work
from klientel.crm.models import Interaction
from klientel.kit.refused import Refused
from klientel.records.actions.catalogue import current_reading
from klientel.records.recipes import CleanRow, Options, Outcome
from klientel.workspaces.actor import Actor


def apply(actor: Actor, rows: Sequence[CleanRow], options: Options, dry: bool) -> Outcome:
    """Make or complete the accounts and people of a chunk of rows; what is known adds nothing."""
    outcome = Outcome()
    said: list[Said] = []
    for row in rows:
        try:
            one = read(row)
        except Refused as refusal:
            outcome.errors.append((row.line, refusal))
            continue
        outcome.notes += [(row.line, remark) for remark in one.remarks]
        said.append(one)
    given = options.scratch.setdefault("numbers", {}) if dry else None
    known = Known(actor, said, options.match_on, given)
    groups = Sorter(actor, known, options, outcome).groups(said, dry=dry)
    _forget_known_notes(actor, groups, options)
    reading = current_reading(actor)
    people = [one for group in groups for one in group.people if one.consents]
    consents = Consents(actor, options, reading, people)
    outcome.notes += consents.remarks
    work = Work(actor, options, outcome, reading, consents)
    planned = [work.plan(group) for group in groups]
    if dry:
        work.count(planned)
    else:
        work.write([one for one in planned if not one.is_idle])
    return outcome


def _forget_known_notes(actor: Actor, groups: Sequence[Group], options: Options) -> None:
    """Leave out notes that an account has already, and those of records that stay as they are."""
    there: dict[UUID, list[Group]] = {}
    for group in groups:
        if group.record is not None and (group.notes or any(one.notes for one in group.people)):
            there.setdefault(group.record.pk, []).append(group)
    if not there:
        return
    notes = Interaction.objects.visible_to(actor).filter(kind="note", account_id__in=there)
    known = set(notes.values_list("account_id", "body"))
    for pk, several in there.items():
        for group in several:
            stays = not options.update_existing
            group.notes = [n for n in group.notes if not stays and (pk, n) not in known]
            for one in group.people:
                stays = not options.update_existing and one.record is not None
                one.notes = [n for n in one.notes if not stays and (pk, n) not in known]
