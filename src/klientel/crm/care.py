"""What a client is owed now, in words: somebody who answers, contact in time, terms that hold."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from klientel.crm.fields import NOTICE_DAYS, SILENT_DAYS, is_silent
from klientel.crm.models import Account
from klientel.kit import clock
from klientel.records.fields import away_note
from klientel.records.fields.base import Reading


@dataclass(frozen=True)
class Care:
    """One sentence on the page of a client, and the action that answers it (its name, or none).

    `name` is the rule: `manager`, `away`, `terms` or `silence`.
    """

    name: str
    text: str
    icon: str
    action: str = ""


def care_for(account: Account, reading: Reading) -> list[Care]:
    """What needs somebody's care, the most urgent first; nothing for who is no client."""
    if not account.is_client:
        return []
    found = [
        _manager(account, reading),
        _away(account, reading),
        _terms(account, reading),
        _silence(account, reading),
    ]
    return [one for one in found if one is not None]


def _manager(account: Account, reading: Reading) -> Care | None:
    if account.owner_id is None:
        return Care(
            "manager", _("This account has no account manager."), "user-plus", "account.assign"
        )
    if account.owner_id not in reading.directory.active:
        name = reading.directory.members.get(account.owner_id, "")
        text = _("{name} has no access any more and still looks after this account.")
        return Care("manager", text.format(name=name), "user-plus", "account.assign")
    return None


def _away(account: Account, reading: Reading) -> Care | None:
    """Whoever looks after the client is away, and who stands in is nobody or away as well."""
    away = away_note(account.owner_id, reading)
    if not away:
        return None
    name = reading.directory.members.get(account.owner_id, "")
    sentence = f"{name}: {away}"
    stands_in = reading.directory.absence(account.owner_id, reading.today)
    covered = account.deputy_id or (stands_in.deputy_id if stands_in else None)
    if covered not in reading.directory.active:
        nobody = _("No deputy.")
        return Care("away", f"{sentence}. {nobody}", "user-plus", "account.assign")
    if reading.directory.absence(covered, reading.today) is not None:
        deputy = reading.directory.members[covered]
        gone = _("{name} is away as well.").format(name=deputy)
        return Care("away", f"{sentence}. {gone}", "user-plus", "account.assign")
    return None


def _terms(account: Account, reading: Reading) -> Care | None:
    until, notice = account.agreement_until, account.notice_by
    if until is not None and until < reading.today:
        text = _("The agreement ended on {day}.").format(day=reading.format.date(until))
        return Care("terms", text, "calendar-clock")
    if notice is None:
        return None
    left = (notice - reading.today).days
    if not 0 <= left <= NOTICE_DAYS:
        return None
    ending = _("Notice can be given until {day}").format(day=reading.format.date(notice))
    days = ngettext("{count} day left", "{count} days left", left).format(count=left)
    return Care(
        "terms", f"{ending} · {days if left else _('today is the last day')}", "calendar-clock"
    )


def _silence(account: Account, reading: Reading) -> Care | None:
    most = account.silence_days or SILENT_DAYS
    at: datetime | None = account.last_contact_at
    if not is_silent(at, reading, account.client_since, most):
        return None
    if at is None:
        return Care("silence", _("Nobody has spoken with this account yet."), "message-circle")
    gone = (reading.today - clock.local(at, reading.format.zone).date()).days
    text = ngettext(
        "No contact for {gone} day; agreed is at most {most}.",
        "No contact for {gone} days; agreed are at most {most}.",
        gone,
    )
    return Care("silence", text.format(gone=gone, most=most), "message-circle")


def agreement_in_short(account: Account, reading: Reading) -> dict[str, Any]:
    """The terms as one of the key figures: how long it runs, and by when notice is due."""
    until, notice = account.agreement_until, account.notice_by
    near = notice is not None and 0 <= (notice - reading.today).days <= NOTICE_DAYS
    over = until is not None and until < reading.today
    note = _("tier {tier}").format(tier=account.tier.upper()) if account.tier else ""
    if notice is not None and not over:
        note = _("notice by {day}").format(day=reading.format.date(notice))
    runs = reading.format.date(until) if until else _("open-ended")
    return {
        "value": (_("ended") if over else runs) if account.tier else "",
        "note": note,
        "tone": "warn" if near or over else "",
    }
