"""The panels of the account's page that come from this room."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from klientel.crm import habits, queries, timeline_filters
from klientel.crm.account_timeline import channel, days_of, know, lines_shown
from klientel.crm.advertising import warning
from klientel.crm.choices import CONTACT_KINDS
from klientel.crm.duties import DECIDES
from klientel.crm.meeting_panels import meetings_of
from klientel.crm.models import Account, Contact, Purchase
from klientel.crm.people_parts import (
    around_on,
    at_hand,
    ever_at_hand,
    holder_on,
    others_shown,
    person_from_elsewhere,
)
from klientel.kit import clock
from klientel.kit.cursors import BadCursor
from klientel.kit.ids import uuid7
from klientel.kit.text import fold
from klientel.records.fields.base import Reading
from klientel.records.models import RecordGrant
from klientel.records.reading import learn
from klientel.records.types import record_types
from klientel.ui.html import Html
from klientel.views.file_parts import takes
from klientel.views.render import address_of, is_fragment, page_reading
from klientel.views.render import piece as draw
from klientel.views.timeline_chips import chips_for
from klientel.views.who_sees import who_sees
from klientel.workspaces.policy import Privacy


def has_purchases(_request: Any, account: Account) -> bool:
    """Whether there is anything to show of purchases."""
    return account.purchases_count > 0


def mostly_buys(_request: Any, account: Account) -> bool:
    """Whether what the account tends to buy is worth a look: a client's purchases have a tab."""
    return account.purchases_count > 0 and not account.is_client


def people_on(request: Any, account: Account) -> list[Contact]:
    """The account's contacts, read once a page."""
    return list(around_on(request, account).people)


def timeline_tab(request: Any, account: Account) -> Html:
    """Composer, filters and the newest part of the timeline."""
    people = at_hand(request, account)
    return draw(
        request,
        "crm/timeline_tab.html",
        **timeline_context(request, account),
        **composer_context(request, account, people),
        people=people,
    )


def composer_context(
    request: Any, about: Account | Contact, people: Sequence[Contact]
) -> dict[str, Any]:
    """What the composer on a record's page needs beside the `people` to choose from."""
    account = about if isinstance(about, Account) else about.account
    return {
        "modes": [{**one, "warning": warning(one["id"], account, people)} for one in _modes()],
        "form_key": str(uuid7()),
        "may_log": request.actor.may("interaction.create"),
        "log_to": address_of(request, about, "log"),
        "takes": takes(request),
        "colleagues": _colleagues(request),
    }


def _colleagues(request: Any) -> list[tuple[UUID, str]]:
    """Who of the firm can have taken part beside the person that writes it down."""
    directory = page_reading(request).directory
    others = ((key, directory.members[key]) for key in directory.active - {request.member.pk})
    return sorted(others, key=lambda one: fold(one[1]))


def timeline_context(request: Any, account: Account) -> dict[str, Any]:
    """One stretch of the timeline as the address asks for it; a strange place is the top."""
    show = request.GET.get("show", "all")
    chip = next((one for one in chips_for(request) if one.name == show), None)
    show = show if chip or show in queries.SHOWN else "all"
    only = timeline_filters.narrowing_of(request)
    if only is not None:
        show, chip = "talks", None
    people = ever_at_hand(request, account)
    known = partial(know, request)
    before = request.GET.get("before", "")
    asked_for: dict[str, Any] = {"known": known, "show": show, "only": only}
    asked_for["types"] = chip.record_types if chip else ()
    try:
        page = queries.timeline(request.actor, account, before=before, **asked_for)
    except BadCursor:
        page = queries.timeline(request.actor, account, **asked_for)
    items = page.rows
    if show in ("all", "talks") and only is None and not before:
        items = [*_planned(request, account), *page.rows]
        items.sort(key=lambda item: item.place, reverse=True)
    here = address_of(request, account, "timeline")
    rows = [
        {"label": label, "href": f"{here}?show={name}", "current": name == show}
        for name, label in _filters(request, account)
    ]
    asked = {"show": show, **timeline_filters.asked(request)}
    older = f"{here}?{urlencode({**asked, 'before': page.next_cursor})}" if page.next_cursor else ""
    is_stretch = is_fragment(request) and bool(before)
    folds = chip is None and show != "system"
    return {
        "account": account,
        "days": days_of(request, account, items, fold_changes=folds),
        "folds": folds,
        "filters": rows,
        "menus": [] if is_stretch else timeline_filters.menus(request, account, people, here),
        "everything": here if only else "",
        "older": older,
        "show": show,
    }


def _planned(request: Any, account: Account) -> list[queries.Item]:
    """Meetings that are still to come stand above what has been."""
    coming = [one for one in meetings_of(request, account) if one.starts_at > clock.now()]
    return [queries.Item(one.starts_at, one.pk, "meeting", one) for one in coming]


def _filters(request: Any, account: Account) -> list[tuple[str, str]]:
    found = [("all", _("All")), ("talks", _("Conversations"))]
    if account.purchases_count:
        found.append(("purchases", _("Purchases")))
    say = page_reading(request).say
    found += [(one.name, say(one.label)) for one in chips_for(request)]
    return [*found, ("system", _("Changes"))]


def _modes() -> list[dict[str, Any]]:
    words = {
        "note": (_("Save note"), _("A note for the team …")),
        "call": (_("Log call"), _("What was it about?")),
        "meeting": (_("Log meeting"), _("What was agreed?")),
        "visit": (_("Log visit"), _("What was agreed?")),
        "mail": (_("Log e-mail"), _("What did it say?")),
        "message": (_("Log message"), _("What did it say?")),
    }
    icons = {one.value: (one.icon, str(one.label)) for one in CONTACT_KINDS}
    return [
        {
            "id": name,
            "label": icons[name][1],
            "icon": icons[name][0],
            "key": "N" if name == "note" else "",
            "submit": submit,
            "internal": name == "note",
            "lasts": name in ("call", "meeting", "visit"),
            "both_ways": name in ("call", "mail", "message"),
            "placeholder": placeholder,
        }
        for name, (submit, placeholder) in words.items()
    ]


def purchases_tab(request: Any, account: Account) -> Html:
    """What was bought, newest first."""
    return draw(request, "crm/purchases_tab.html", **purchases_context(request, account))


def purchases_context(request: Any, account: Account) -> dict[str, Any]:
    """One stretch of the purchases as the address asks for it."""
    try:
        page = queries.purchase_page(request.actor, account, request.GET.get("before", ""))
    except BadCursor:
        page = queries.purchase_page(request.actor, account)
    reading = page_reading(request)
    lines = queries.lines_of(request.actor, [item.id for item in page.rows])
    learn(request.actor, reading, {one.what.source_id for one in page.rows} - {None})
    rows = [
        {
            "id": item.id,
            "day": reading.format.date(item.what.bought_on),
            "what": _what(item.what, reading),
            "source": reading.linked.get(item.what.source_id),
            "lines": lines_shown(lines.get(item.id, ()), reading),
            "amount": reading.format.money(item.what.amount, item.what.currency),
            "is_return": item.what.amount < 0,
        }
        for item in page.rows
    ]
    here = address_of(request, account, "purchases")
    return {
        "account": account,
        "rows": rows,
        "here": here,
        "older": f"{here}?before={page.next_cursor}" if page.next_cursor else "",
        "may_trash": request.actor.may("purchase.trash"),
    }


def _what(bought: Purchase, reading: Reading) -> list[str]:
    """Time, channel, receipt and number of positions, as far as they are known."""
    parts = [reading.format.time(bought.bought_at, in_table=True)] if bought.has_time else []
    parts += filter(None, [channel(bought.channel), bought.number])
    if bought.lines_count > 1:
        count = ngettext("{count} item", "{count} items", bought.lines_count)
        parts.append(count.format(count=bought.lines_count))
    return parts


def buying_panel(request: Any, account: Account) -> Html:
    """What the account mostly buys, and when."""
    reading = page_reading(request)
    habit = habits.habit_of(request.actor, account, str(reading.format.zone))
    return draw(
        request,
        "crm/buying_panel.html",
        account=account,
        products=habit.products,
        when=_habit_in_words(habit),
        total=reading.format.money(account.purchases_total, reading.workspace.currency),
        first=reading.format.date(account.first_purchase_on),
        count=ngettext("{count} purchase", "{count} purchases", account.purchases_count).format(
            count=reading.format.integer(account.purchases_count)
        ),
    )


def _habit_in_words(habit: habits.Habit) -> str:
    days = (
        _("Monday"), _("Tuesday"), _("Wednesday"), _("Thursday"),
        _("Friday"), _("Saturday"), _("Sunday"),
    )  # fmt: skip
    parts = [days[habit.weekday]] if habit.weekday is not None else []
    if habit.hours:
        parts.append(_("{start}–{end} h").format(start=habit.hours[0], end=habit.hours[1]))
    return " ".join(parts)


def people_panel(request: Any, account: Account, given: Any = None, error: str = "") -> Html:
    """Who speaks for the account, who decides first."""
    return draw(
        request,
        "crm/people_panel.html",
        account=account,
        people=people_on(request, account),
        **others_shown(request, account),
        affiliate=person_from_elsewhere(request, account),
        decider=holder_on(request, account, DECIDES),
        here=address_of(request, account),
        form_key=str(uuid7()),
        may_add=request.actor.may("contact.create"),
        given=given or {},
        decides=request.method == "POST" and bool(error) and request.POST.get("decides") == "1",
        error=error,
    )


def privacy_panel(request: Any, account: Account) -> Html:
    """Who may know of the account: each role, and who sees it by name."""
    reading = page_reading(request)
    named: list[Any] = []
    if account.privacy == Privacy.NAMED:
        grants = RecordGrant.objects.in_workspace(request.actor.workspace_id)
        named = list(grants.filter(record_id=account.pk).values_list("member_id", flat=True))
    lines = who_sees(
        reading,
        record_types.get("account"),
        privacy=account.privacy,
        sphere=account.sphere,
        team=reading.directory.teams.get(account.team_id, ""),
        people=[*named, account.owner_id],
    )
    share = address_of(request, account, "share") if request.actor.may("account.share") else ""
    return draw(request, "crm/privacy_panel.html", lines=lines, is_closed=bool(named), share=share)
