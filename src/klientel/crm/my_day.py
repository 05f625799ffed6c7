"""What the room tells a member's day: clients that need care, next steps, figures."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from klientel.crm import day_queries, radar
from klientel.crm.bands import FAIR
from klientel.crm.care import Care, care_for
from klientel.crm.fields import NOTICE_DAYS
from klientel.crm.models import Account
from klientel.crm.relationship.shown import why
from klientel.desk.today import attention, due, figures
from klientel.desk.today.attention import Attention
from klientel.desk.today.due import Due
from klientel.desk.today.figures import Tile
from klientel.records.reading import learn
from klientel.views.render import address_of, page_reading
from klientel.workspaces.models import Workspace
from klientel.workspaces.policy import MANAGERS

_URGENCY = {"terms": 10, "manager": 20, "away": 25, "silence": 30}
_SUGGESTED = 50
#: a day by which notice can be given that is further away is no hurry
_SOON, _NO_HURRY = 14, 40
#: suggestions on one day: they can wait
_MOST_SUGGESTED = 2
_IDLE = 3
#: days in which a customer is new
_RECENT = 30


def introduce() -> None:
    """Tell the desk what there is to know of a day."""
    attention.sources += [clients_in_need, seemingly_clients]
    attention.idle_sources.append(clients_without_step)
    due.sources.append(next_steps)
    due.followed.update({"account", "interaction", "meeting", "agreement"})
    figures.sources += [clients_in_figures, customers_in_figures]


def clients_in_need(request: Any, members: frozenset[UUID]) -> Iterator[Attention]:
    """Clients that are owed something, of these members and, for who leads, of nobody."""
    reading = page_reading(request)
    for account in _clients(request, members):
        for care in care_for(account, reading):
            yield _cared(request, account, care)


def _can_wait(account: Account, care: Care, today: date) -> bool:
    by = account.notice_by
    return care.name == "terms" and by is not None and (by - today).days > _SOON


def _cared(request: Any, account: Account, care: Care) -> Attention:
    reading = page_reading(request)
    here = address_of(request, account)
    is_call = care.name == "silence"
    action = f"{here}/actions/{care.action}" if care.action else f"{here}#agreement"
    label = {
        "manager": _("Assign"),
        "away": _("Assign"),
        "silence": _("Log a conversation"),
        "terms": _("Open the agreement"),
    }[care.name]
    return Attention(
        key=f"{care.name}:{account.pk}",
        title=account.name,
        text=care.text,
        why=reading.words.fill(_why(care.name), days=str(NOTICE_DAYS)),
        href=here,
        urgency=_NO_HURRY if _can_wait(account, care, reading.today) else _URGENCY[care.name],
        icon=care.icon,
        action=f"{here}#composer-call" if is_call else action,
        action_label=label,
        action_icon="phone" if is_call else care.icon,
        in_panel=bool(care.action),
        peek=f"/{request.workspace.slug}/accounts/{account.pk}/peek",
    )


def _why(name: str) -> str:
    return {
        "manager": _("One person each looks after {client.pl}; who leads the firm is told."),
        "away": _("Whoever looks after this account is away, and nobody stands in."),
        "silence": _(
            "The agreement says how long there may be no contact; it can be changed there."
        ),
        "terms": _("By then notice must be given to end the agreement; shown {days} days ahead."),
    }[name]


def _clients(request: Any, members: frozenset[UUID]) -> list[Account]:
    """The clients whose care is these members' business, read once a request."""
    known: dict[frozenset[UUID], list[Account]] = request.__dict__.setdefault("crm_cared", {})
    if members not in known:
        leads = request.actor.role in MANAGERS and request.actor.member_id in members
        known[members] = day_queries.clients_cared_for(request.actor, members, and_nobodys=leads)
    return known[members]


def seemingly_clients(request: Any, members: frozenset[UUID]) -> Iterator[Attention]:
    """Customers who are dealt with like clients, for who may make them clients."""
    serves_clients = request.workspace.serves != Workspace.Serves.CUSTOMERS
    if not (serves_clients and request.actor.may("account.promote")):
        return
    reading = page_reading(request)
    for found in radar.suggested(request.actor, members, _MOST_SUGGESTED):
        here = address_of(request, found.account)
        yield Attention(
            key=f"promote:{found.account.pk}",
            title=found.account.name,
            text=reading.words.fill(
                _("is treated like {client.a}: {reasons}."),
                reasons="; ".join(why(found.profile, reading)[:2]),
            ),
            why=_("The radar compares what an account is called with how it is served."),
            href=f"{here}/standing",
            urgency=_SUGGESTED,
            icon="radar",
            action=f"{here}/actions/account.promote",
            action_label=reading.say(_("Promote to {client}")),
            action_icon="handshake",
            in_panel=True,
            peek=f"/{request.workspace.slug}/accounts/{found.account.pk}/peek",
        )


def clients_without_step(request: Any, members: frozenset[UUID]) -> list[Attention]:
    """A few clients of these members with whom nothing is agreed to happen next."""
    found = day_queries.without_next_step(request.actor, _clients(request, members), _IDLE)
    return [
        Attention(
            key=f"idle:{account.pk}",
            title=account.name,
            text=_("has no next step."),
            why=_("Nothing is planned or agreed with this account."),
            href=address_of(request, account),
            icon="circle-dashed",
            peek=f"/{request.workspace.slug}/accounts/{account.pk}/peek",
        )
        for account in found
    ]


def next_steps(request: Any, members: frozenset[UUID], until: date) -> list[Due]:
    """What was agreed in conversations to happen next."""
    reading = page_reading(request)
    found = day_queries.steps_due(request.actor, members, reading.today, until, due.MOST)
    learn(request.actor, reading, {one.account_id for one in found})
    may_finish = request.actor.may("interaction.edit")
    base = f"/{request.workspace.slug}"
    rows = []
    for one in found:
        account = reading.linked.get(one.account_id)
        if account is None or one.next_step_on is None:
            continue
        talk = f"{base}/interactions/{one.pk}"
        rows.append(
            Due(
                key=f"step:{one.pk}",
                day=one.next_step_on,
                title=one.next_step,
                note=account.title,
                href=account.href,
                member=one.steps_member_id,
                done=f"{talk}/actions/interaction.finish_step" if may_finish else "",
                peek=f"{base}/accounts/{one.account_id}/peek",
                record=one.pk,
            )
        )
    return rows


def clients_in_figures(request: Any, member: UUID) -> list[Tile]:
    """The member's clients and how they are, and who might become one."""
    reading = page_reading(request)
    mine = [one for one in _clients(request, frozenset({member})) if one.owner_id == member]
    base, who = f"/{request.workspace.slug}/accounts", f"owner={member}"
    count = reading.format.integer
    is_own = member == request.actor.member_id
    rows = []
    if mine:
        critical = sum(one.health is not None and one.health < FAIR for one in mine)
        label = reading.say(_("My {client.pl}") if is_own else _("{client.pl.up}"))
        rows.append(Tile(label, count(len(mine)), f"{base}?relationship=client&{who}"))
        rows.append(
            Tile(
                _("In a critical state"),
                count(critical),
                f"{base}?relationship=client&{who}&sort=health",
                "warn" if critical else "",
            )
        )
    open_ones = day_queries.prospects_of(request.actor, member)
    if open_ones:
        label = reading.say(_("My {prospect.pl}") if is_own else _("{prospect.pl.up}"))
        rows.append(Tile(label, count(open_ones), f"{base}?relationship=prospect&{who}"))
    return rows


def customers_in_figures(request: Any, _member: UUID) -> list[Tile]:
    """Who came new to a firm that sells, and whom it may lose; nobody answers for those by name."""
    workspace = request.workspace
    if workspace.serves == Workspace.Serves.CLIENTS or not request.actor.may("account.view"):
        return []
    reading = page_reading(request)
    found = day_queries.customers_counted(request.actor, reading.today - timedelta(days=_RECENT))
    base = f"/{workspace.slug}/accounts?relationship=customer"

    def shown(count: int) -> str:
        most = day_queries.COUNTED
        return f"{reading.format.integer(count)}{'+' if count >= most else ''}"

    fresh = reading.words.fill(_("New {customer.pl} in {days} days"), days=str(_RECENT))
    return [
        Tile(fresh, shown(found.fresh), f"{base}&acquired_on.within={_RECENT}"),
        Tile(
            reading.say(_("{customer.pl.up} at risk")),
            shown(found.at_risk),
            f"{base}&rfm=at_risk",
            "warn" if found.at_risk else "",
        ),
    ]
