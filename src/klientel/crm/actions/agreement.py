"""Agreements: beginning one with a promotion, giving notice, ending, and going on by themselves."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from klientel.crm.actions.holding import hold_accounts
from klientel.crm.models import Account, Agreement
from klientel.kit.dates import months_later
from klientel.kit.refused import Refused
from klientel.records.actions import action, create_many
from klientel.records.actions.catalogue import current_reading
from klientel.records.actions.change import write_changes
from klientel.records.actions.create import Draft
from klientel.records.fields import DayField, TextField
from klientel.records.types import Told, record_types
from klientel.workspaces.actor import Actor
from klientel.workspaces.bulk import update_rows
from klientel.workspaces.rows import known_as

#: how long nobody may be silent with a client of a tier, in days, where nothing else was agreed
SILENCE = {"a": 14, "b": 30, "c": 60}
#: agreements renewed in one transaction of the nightly work
_CHUNK = 500
_NO_TERMS: Mapping[str, Any] = {
    "tier": "", "deputy_id": None, "silence_days": None, "agreement_until": None, "notice_by": None,
}  # fmt: skip


def begin(actor: Actor, account: Account, *, batch: UUID, starts_on: date, tier: str) -> Agreement:
    """Write down that the firm works for an account from a day on; one of its promotion's batch."""
    values = {
        "account": account.pk,
        "subject": gettext("Ongoing work"),
        "starts_on": starts_on,
        "tier": tier,
        "deputy": None,
        "silence_days": SILENCE[tier],
        "ends_on": None,
        "notice_months": 0,
        "renews_months": 0,
    }
    made = create_many(actor, "agreement", [Draft(values)], batch=batch, cleaned=True)
    return known_as(Agreement, made[0])


def _must_run_on(agreement: Agreement) -> None:
    if agreement.notice_given_on is not None:
        raise Refused("Notice was given already.")


def _by_notice(actor: Actor, agreement: Agreement) -> dict[str, Any]:
    today = current_reading(actor).today
    ends_on = agreement.ends_on or months_later(today, agreement.notice_months)
    return {"given_on": today, "ends_on": ends_on}


@action(
    "agreement.give_notice",
    label=_("Record that notice was given"),
    icon="calendar-clock",
    order=10,
    inputs=(
        DayField(name="given_on", label=_("Given on")),
        DayField(name="ends_on", label=_("Ends on"), required=True),
        TextField(name="reason", label=_("Reason"), max_length=300),
    ),
    applies=_must_run_on,
    suggest=_by_notice,
    said=_("Notice of {record} was noted"),
)
def give_notice(
    actor: Actor, agreement: Agreement, *, given_on: date | None, ends_on: date, reason: str
) -> Agreement:
    """Note that an agreement ends on a day and goes on no more. Raises `Refused` where it did."""
    if ends_on < agreement.starts_on:
        raise Refused("This is before the agreement begins.", "ends_on")
    values = {
        "notice_given_on": given_on or current_reading(actor).today,
        "ends_on": ends_on,
        "end_reason": reason or agreement.end_reason,
    }
    type_ = record_types.get("agreement")
    write_changes(actor, type_, [(agreement, values)], verb="agreement.notice_given")
    return agreement


def end_all(actor: Actor, account: Account, *, on: date, reason: str, batch: UUID) -> None:
    """End what still runs with an account on a day; what has not begun by then ends as it begins.

    Inside the caller's transaction.
    """
    running = Agreement.objects.in_workspace(actor.workspace_id).filter(
        account_id=account.pk, trashed_at=None
    )
    open_ones = [one for one in running if one.ends_on is None or one.ends_on > on]
    pairs: list[tuple[Any, Mapping[str, Any]]] = [
        (
            one,
            {
                "ends_on": max(on, one.starts_on),
                "notice_given_on": one.notice_given_on or on,
                "end_reason": reason or one.end_reason,
            },
        )
        for one in open_ones
    ]
    type_ = record_types.get("agreement")
    write_changes(actor, type_, pairs, verb="agreement.ended", batch=batch)


def check_agreement(actor: Actor, agreements: Sequence[Agreement]) -> None:
    """Refuse an end before the beginning."""
    for one in agreements:
        if one.ends_on is not None and one.ends_on < one.starts_on:
            raise Refused("This is before the agreement begins.", "ends_on")


def derive_agreement(agreement: Agreement, changed: frozenset[str], actor: Actor) -> None:
    """The longest silence follows the tier until somebody sets another."""
    if agreement.silence_days is None or ("tier" in changed and "silence_days" not in changed):
        agreement.silence_days = SILENCE[agreement.tier]


def settle_agreement(
    actor: Actor, agreements: Sequence[Any], changed: frozenset[str], told: Told
) -> None:
    """Repeat on the accounts what lists show of the agreement in force."""
    ids = {one.account_id for one in agreements}
    ids |= {one.loaded_values().get("account_id", one.account_id) for one in agreements}
    keep_terms(actor.workspace_id, ids, current_reading(actor).today)


def keep_terms(workspace_id: UUID, ids: Collection[UUID], today: date) -> None:
    """Write the terms in force on accounts anew: of several agreements the one begun last counts.

    Before the first has begun that one counts already. Runs inside the caller's transaction.
    """
    hold_accounts(workspace_id, ids)
    accounts = Account.objects.in_workspace(workspace_id)
    agreements = Agreement.objects.in_workspace(workspace_id)
    rows = agreements.filter(account_id__in=ids, trashed_at=None).order_by("-starts_on", "-pk")
    of_account: dict[UUID, list[Agreement]] = {}
    for one in rows:
        of_account.setdefault(one.account_id, []).append(one)
    changed = []
    for account in accounts.filter(pk__in=ids):
        found = in_force(of_account.get(account.pk, ()), today)
        for column, value in (found.terms() if found else _NO_TERMS).items():
            setattr(account, column, value)
        if account.changed_columns():
            changed.append(account)
    update_rows(Account, changed, _NO_TERMS)


def in_force(agreements: Iterable[Agreement], today: date) -> Agreement | None:
    """Of agreements of one account, the last begun first, the one whose terms count on a day."""
    coming = None
    for one in agreements:
        if one.runs_on(today):
            return one
        if one.starts_on > today:
            coming = one
    return coming


def bring_up_to_date(workspace_id: UUID, today: date) -> None:
    """Renew what ended without notice, and follow agreements that began or ended of late."""
    actor = Actor.system(workspace_id, "agreements go on by themselves")
    agreements = Agreement.objects.in_workspace(workspace_id).filter(trashed_at=None)
    over = agreements.filter(ends_on__lt=today, notice_given_on=None, renews_months__gt=0)
    ids = sorted(over.values_list("pk", flat=True))
    for start in range(0, len(ids), _CHUNK):
        with transaction.atomic():
            _renew(actor, ids[start : start + _CHUNK], today)
    turned = agreements.filter(starts_on__lte=today, starts_on__gt=today - timedelta(days=31))
    ended = agreements.filter(ends_on__lt=today, ends_on__gte=today - timedelta(days=31))
    moved = {*turned.values_list("account_id", flat=True)}
    moved |= {*ended.values_list("account_id", flat=True)}
    listed = sorted(moved)
    for start in range(0, len(listed), _CHUNK):
        with transaction.atomic():
            keep_terms(workspace_id, listed[start : start + _CHUNK], today)


def _renew(actor: Actor, ids: Sequence[UUID], today: date) -> None:
    rows = Agreement.objects.in_workspace(actor.workspace_id).filter(pk__in=ids, trashed_at=None)
    pairs: list[tuple[Any, Mapping[str, Any]]] = [
        (one, {"ends_on": _renewed_until(one, today)}) for one in rows if one.goes_on
    ]
    type_ = record_types.get("agreement")
    write_changes(actor, type_, pairs, verb="agreement.renewed")


def _renewed_until(one: Agreement, today: date) -> date | None:
    """The end after as many renewals as lie between; counted from the first, so no day is lost."""
    times, end = 0, one.ends_on
    while end is not None and end < today and one.ends_on is not None:
        times += 1
        end = months_later(one.ends_on, times * one.renews_months)
    return end
