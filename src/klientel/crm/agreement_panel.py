"""The terms of a client beside its page: what was agreed, and where it is changed."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from klientel.crm import queries
from klientel.crm.actions.agreement import in_force
from klientel.crm.models import Account, Agreement
from klientel.records.fields.base import Reading
from klientel.records.types import record_types
from klientel.ui.html import Html
from klientel.views.render import address_of, page_reading
from klientel.views.render import piece as draw


def was_client(_request: Any, account: Account) -> bool:
    """Whether there are terms to show, or somebody to agree on some with."""
    return account.client_since is not None


def agreement_panel(request: Any, account: Account) -> Html:
    """The agreement in force, and how many there were before."""
    reading = page_reading(request)
    found = queries.agreements_with(request.actor, account)
    now = in_force(found, reading.today) or next(iter(found), None)
    type_ = record_types.get("agreement")
    base = f"/{request.workspace.slug}/{type_.slug}"
    earlier = [one for one in found if one is not now]
    may_add = request.actor.may("agreement.create") and account.is_client
    return draw(
        request,
        "crm/agreement_panel.html",
        agreement=now,
        href=address_of(request, now) if now else "",
        lines=_lines(now, reading) if now else [],
        services=[line for line in now.services.splitlines() if line.strip()] if now else [],
        earlier=[
            {"subject": one.subject, "href": address_of(request, one), "span": _span(one, reading)}
            for one in earlier
        ],
        add=f"{base}/new?account={account.pk}" if may_add else "",
    )


def _lines(agreement: Agreement, reading: Reading) -> list[tuple[str, str]]:
    deputy = reading.directory.members.get(agreement.deputy_id, "")
    months = agreement.notice_months
    notice = ngettext("{count} month", "{count} months", months).format(count=months)
    renewed = ngettext("{count} month", "{count} months", agreement.renews_months)
    renewed = renewed.format(count=agreement.renews_months)
    silence = agreement.silence_days or 0
    days = ngettext("{count} day", "{count} days", silence).format(count=silence)
    pairs = [
        (_("Runs"), _span(agreement, reading)),
        (_("Notice"), notice if months else ""),
        (_("Notice given"), reading.format.date(agreement.notice_given_on)),
        (_("Renews for"), renewed if agreement.goes_on and agreement.ends_on else ""),
        (_("Tier"), agreement.tier.upper()),
        (_("Longest silence"), days if silence else ""),
        (_("Deputy"), deputy),
        (_("Reason for the end"), agreement.end_reason),
    ]
    return [(label, text) for label, text in pairs if text]


def _span(agreement: Agreement, reading: Reading) -> str:
    start = reading.format.date(agreement.starts_on)
    if agreement.ends_on is None:
        return _("since {day}, open-ended").format(day=start)
    return f"{start} – {reading.format.date(agreement.ends_on)}"
