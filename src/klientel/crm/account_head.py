"""The head of the account's page: since when it is what it is, and the strip of key figures."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from klientel.crm import choices, habits, queries
from klientel.crm.bands import FAIR, band_of
from klientel.crm.care import agreement_in_short
from klientel.crm.fields import BANDS, SILENT_DAYS, is_silent
from klientel.crm.meeting_panels import meetings_of
from klientel.crm.models import Account, SegmentMove, SegmentRun
from klientel.crm.on_page import read_once
from klientel.crm.segment_moves import latest_move
from klientel.crm.stages import stages_of
from klientel.kit import clock
from klientel.records.fields.base import Reading
from klientel.ui.html import Html
from klientel.views.panels import panels
from klientel.views.render import address_of, page_reading

#: the tab that explains what an account is reckoned to be
STANDING = "standing"


@dataclass(frozen=True, kw_only=True)
class Figure:
    """One key figure: `change` is a percentage against before, `tone` marks what needs a look."""

    label: str
    value: str = ""
    note: str = ""
    href: str = ""
    change: int | None = None
    change_text: str = ""
    tone: str = ""
    segment: Any = None
    digits: str = ""
    #: what is said instead of a value
    none: str = ""


def since_lines(account: Account, reading: Reading) -> list[str]:
    """`Kunde seit 03/2023`, `Client seit 01/2024`: what it has become, in order."""
    lines = []
    if account.relationship == "prospect":
        lines.append(_("Acquired on {day}").format(day=reading.format.date(account.acquired_on)))
        return lines if account.acquired_on else []
    if account.customer_since:
        month = _month(account.customer_since)
        lines.append(reading.words.fill(_("{customer.up} since {month}"), month=month))
    if account.is_client and account.client_since:
        month = _month(account.client_since)
        lines.append(reading.words.fill(_("{client.up} since {month}"), month=month))
    return lines


def _month(day: date) -> str:
    return f"{day.month:02}/{day.year}"


def figures(request: Any, account: Account, people: int) -> list[Figure | Html]:
    """The strip: a client is measured by contact, a customer by what was bought."""
    reading = page_reading(request)
    if account.relationship == "customer":
        is_read = hasattr(request, "crm_segment_run")
        run = request.crm_segment_run if is_read else queries.segment_run(request.actor)
        move = latest_move(request.actor, account) if account.rfm_word else None
        mine = _buying(account, reading, run, move)
    elif account.is_client:
        mine = _caring(request, account, reading, people)
    else:
        mine = _winning(request, account, reading, people)
    parts = [one.render(request, account) for one in panels.shown(request, account, "strip")]
    return [*mine, *parts]


def _caring(request: Any, account: Account, reading: Reading, people: int) -> list[Figure]:
    found = [
        _last_contact(account, reading),
        _meeting(request, account, reading),
        _health(request, account, reading),
        Figure(
            label=_("Agreement"),
            none=_("none yet"),
            **agreement_in_short(account, reading),
        ),
    ]
    if account.purchases_count:
        found.append(_revenue(account, reading))
    else:
        found.append(_people(people))
    return found


def _health(request: Any, account: Account, reading: Reading) -> Figure:
    """The client's health as a word and a number; its reasons stand where it leads."""
    if account.health is None:
        return Figure(label=_("Health"), none=_("not known yet"))
    label, _tone, _icon = BANDS[band_of(account.health)]
    return Figure(
        label=_("Health"),
        value=f"{label} {account.health}",
        note=_("See the reasons"),
        href=address_of(request, account, STANDING),
        tone="" if account.health >= FAIR else "warn",
    )


def _winning(request: Any, account: Account, reading: Reading, people: int) -> list[Figure]:
    stage = stages_of(reading.workspace).get(account.stage)
    source = next((one for one in choices.SOURCES if one.value == account.source), None)
    return [
        Figure(
            label=_("Stage"),
            value=reading.say(stage.label) if stage else "",
            note=_how_long(account.stage_since, reading),
            href=f"/{reading.workspace.slug}/accounts/{account.pk}/stages",
        ),
        Figure(
            label=_("Lead score"),
            value=str(account.lead_score) if account.lead_score is not None else "",
            note=_("See the lead scoring") if account.lead_score is not None else "",
            href=address_of(request, account, STANDING),
            none=_("not known yet"),
        ),
        _last_contact(account, reading),
        _people(people),
        Figure(
            label=_("Source"),
            value=str(source.label) if source else "",
            note=account.source_note,
        ),
    ]


def _buying(
    account: Account, reading: Reading, run: SegmentRun | None, move: SegmentMove | None
) -> list[Figure]:
    ended = queries.is_day_of_ended_log(run)
    note = _("as of {day}").format(day=reading.format.date(ended)) if ended else ""
    gap = habits.days_between_purchases(account)
    every = ""
    if gap:
        every = ngettext("every day on average", "every {days} days on average", gap).format(
            days=gap
        )
    segment = next((one for one in choices.SEGMENTS if one.value == account.rfm_word), None)
    return [
        Figure(
            label=_("Last purchase"),
            value=reading.format.relative(account.last_purchase_on),
            note=reading.format.date(account.last_purchase_on),
            none=pgettext("purchase", "none yet"),
        ),
        Figure(
            label=_("Purchases 12 mo."),
            value=reading.format.integer(account.purchases_12m_count),
            note=" · ".join(filter(None, [every, note])),
        ),
        _revenue(account, reading),
        Figure(
            label=_("Segment"),
            value=str(segment.label) if segment else "",
            segment=segment,
            digits=f"{account.rfm_r}{account.rfm_f}{account.rfm_m}" if segment else "",
            note=" · ".join(filter(None, [_moved(move, reading), note])),
            none=pgettext("segment", "none yet"),
        ),
        Figure(
            label=reading.say(_("{customer.up} since")),
            value=reading.format.date(account.customer_since),
            note=_how_long(account.customer_since, reading),
        ),
    ]


def _moved(move: SegmentMove | None, reading: Reading) -> str:
    """Since when an account is in its segment, and in which it was before."""
    if move is None:
        return ""
    day = reading.format.date(move.moved_on)
    before = next((one.label for one in choices.SEGMENTS if one.value == move.was), None)
    if before is None:
        return _("since {day}").format(day=day)
    return _("since {day}, before: {segment}").format(day=day, segment=reading.say(before))


def _revenue(account: Account, reading: Reading) -> Figure:
    change = habits.revenue_change(account)
    return Figure(
        label=_("Revenue 12 mo."),
        value=reading.format.money(account.purchases_12m_total, reading.workspace.currency),
        change=change,
        change_text=reading.format.percent(abs(change) / 100) if change is not None else "",
        note=_("than the year before") if change is not None else "",
    )


def _last_contact(account: Account, reading: Reading) -> Figure:
    at = account.last_contact_at
    is_late = account.is_client and is_silent(
        at, reading, account.client_since, account.silence_days or SILENT_DAYS
    )
    return Figure(
        label=_("Last contact"),
        value=reading.format.days_ago(at),
        note=reading.format.instant(at) or (_("time to get in touch") if is_late else ""),
        tone="warn" if is_late else "",
        none=_("never"),
    )


def _meeting(request: Any, account: Account, reading: Reading) -> Figure:
    noted = ahead_of(request, account).meeting_near
    at = noted.occurred_at if noted else None
    href = ""
    for one in meetings_of(request, account):
        is_next = at is None or at <= clock.now() or one.starts_at < at
        if one.is_planned and one.starts_at > clock.now() and is_next:
            at, href = one.starts_at, f"/{request.workspace.slug}/meetings/{one.pk}"
    if at is None:
        return Figure(label=_("Last meeting"), none=pgettext("meeting", "none yet"))
    return Figure(
        label=_("Next meeting") if at > clock.now() else _("Last meeting"),
        value=reading.format.relative(at),
        note=reading.format.instant(at),
        href=href,
    )


def ahead_of(request: Any, account: Account) -> queries.Ahead:
    """What lies ahead of an account, read once a page."""
    return read_once(request, "ahead", account.pk, lambda: queries.ahead_of(request.actor, account))


def _people(count: int) -> Figure:
    return Figure(label=_("People"), value=str(count) if count else "")


def _how_long(day: date | None, reading: Reading) -> str:
    return reading.format.relative(day) if day else ""
