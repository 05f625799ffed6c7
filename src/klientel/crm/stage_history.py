"""All stages that an account was in: since when, until when, why and by whom."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _

from klientel.crm.models import Account
from klientel.crm.stage_field import days_long
from klientel.events.changes import changes_of
from klientel.kit import clock
from klientel.records.fields.base import Reading
from klientel.records.types import record_types
from klientel.ui.html import Html
from klientel.views.doors import find, staff
from klientel.views.render import address_of, page_reading, render
from klientel.workspaces.actor import Actor

PAGE = 25
#: changes that are looked at; what is older stands in the log
_MOST = 500


@dataclass
class Stretch:
    """A time in one stage; `until` is None for the present one. `days` is at least 0."""

    stage: str
    since: date | None
    until: date | None = None
    reason: str = ""
    member: Any = None
    who: str = ""

    def days(self, today: date) -> int | None:
        """How many days it lasted or lasts, None where its beginning is unknown."""
        return None if self.since is None else max(((self.until or today) - self.since).days, 0)


def stretches_of(actor: Actor, account: Account, zone: str) -> list[Stretch]:
    """The stretches of an account, the present one first.

    How a stage was entered stands in the event that led to it, until when it lasted in the next.
    """
    found = [Stretch(account.stage, account.stage_since)]
    for event in changes_of(actor, account.pk, "stage", _MOST):
        entered = found[-1]
        entered.reason = event.facts.get("reason", "")
        entered.member, entered.who = event.member_id, event.actor_name
        changes = event.facts["changes"]
        day = clock.local(event.occurred_at, zone).date().isoformat()
        before, after = changes.get("stage_since") or (None, entered.since or day)
        if entered.since is None:
            entered.since = _day(after)
        left = _day(before) if before else entered.since
        found.append(Stretch(changes["stage"][0], left, until=entered.since))
    return found


def _day(value: Any) -> date | None:
    return date.fromisoformat(value) if isinstance(value, str) else value


@staff("GET")
def stages_of_account(request: Any, key: str) -> HttpResponse:
    """The stages of an account in a table, newest first."""
    account = find(request.actor, record_types.get("account"), key)
    reading = page_reading(request)
    every = stretches_of(request.actor, account, reading.workspace.time_zone)
    number = _number(request.GET.get("page", ""), len(every))
    shown = every[(number - 1) * PAGE : number * PAGE]
    context = {
        "account": account,
        "back": address_of(request, account),
        "rows": [_row(one, reading) for one in shown],
        "newer": f"?page={number - 1}" if number > 1 else "",
        "older": f"?page={number + 1}" if number * PAGE < len(every) else "",
    }
    return render(request, "crm/stages_of_account.html", context)


def _number(text: str, count: int) -> int:
    """The page that is meant, the first for anything that is none."""
    last = -(-count // PAGE)
    return int(text) if text.isdecimal() and 1 <= int(text[:4]) <= last else 1


def _row(one: Stretch, reading: Reading) -> dict[str, Any]:
    field = record_types.get("account").field("stage")
    days = one.days(reading.today)
    stage: Html = field.cell(one.stage, reading)
    return {
        "stage": stage,
        "since": reading.format.date(one.since),
        "until": reading.format.date(one.until) or _("today"),
        "days": "" if days is None else days_long(days),
        "reason": one.reason,
        "who": reading.directory.members.get(one.member) or one.who,
    }
