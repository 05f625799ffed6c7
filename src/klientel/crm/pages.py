"""The page of an account, and what is sent from it: contacts, people, deleted purchases."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _

from klientel.crm import account_parts as parts
from klientel.crm import queries
from klientel.crm.account_facts import facts_html, name_html
from klientel.crm.account_head import figures, since_lines
from klientel.crm.actions.interaction import log
from klientel.crm.actions.people import add_person
from klientel.crm.actions.purchase_trash import trash_purchase
from klientel.crm.care import care_for
from klientel.crm.contact_parts import conversations_context
from klientel.crm.models import Account, SegmentRun
from klientel.crm.on_page import read_anew
from klientel.crm.steps_panel import steps_of
from klientel.kit.ids import uuid7
from klientel.kit.refused import Forbidden, Invalid, Refused
from klientel.records.fields import away_note
from klientel.records.types import record_types
from klientel.ui.html import el
from klientel.views.doors import find, staff
from klientel.views.panels import Panel, panels
from klientel.views.record_pages import lead_of, neighbours, offered_actions
from klientel.views.render import address_of, is_fragment, page_reading, redirect, render, said
from klientel.workspaces.models import Workspace
from klientel.workspaces.rows import known_as

_TALK = (
    "body", "kind", "occurred_at", "minutes", "direction", "contact", "outcome", "next_step",
    "next_step_on", "key",
)  # fmt: skip
_SEVERAL = ("people", "colleagues", "files")
_PERSON = ("first_name", "last_name", "position", "email", "phone")


def account_page(request: Any, account: Account) -> HttpResponse:
    """The whole page, on the tab that matters most for what the account is.

    A script that asks for what is `before` a place gets that stretch of the tab alone.
    """
    tab = getattr(request, "record_tab", "")
    if is_fragment(request) and request.GET.get("before"):
        return _stretch(request, account, tab)
    shown = panels.shown(request, account, "tab")
    open_tab = _open(shown, account, tab)
    reading = page_reading(request)
    record_type = record_types.get("account")
    people = parts.people_on(request, account)
    ended = queries.is_day_of_ended_log(_segment_run(request, account))
    verbs = _verbs(request, account)
    beside = _beside(request)
    context = {
        "account": account,
        "here": address_of(request, account),
        "type_label": record_type.field("relationship").shown(account.relationship, reading),
        "name": name_html(request, account),
        "since": since_lines(account, reading),
        "manager": reading.directory.members.get(account.owner_id, ""),
        "deputy": reading.directory.members.get(account.deputy_id, ""),
        "cares": care_for(account, reading),
        "manager_away": away_note(account.owner_id, reading),
        "figures": figures(request, account, len(people)),
        "ended_on": reading.format.date(ended),
        "shown_facts": facts_html(request, account),
        "left": [one.render(request, account) for one in panels.shown(request, account, "left")],
        "lead": lead_of(request, account),
        "primary": [
            one.render(request, account) for one in panels.shown(request, account, "primary")
        ],
        "right": [one.render(request, account) for one in panels.shown(request, account, "right")],
        "tab": open_tab.render(request, account),
        "compose": _compose(request, account, open_tab.name),
        "tab_links": _links(request, account, shown, open_tab),
        "place": neighbours(request, record_type, account),
        "actions": [_in_menu(one) for name, one in verbs.items() if name not in beside],
        "on_phone": [one for name, one in verbs.items() if name in beside],
        "promotes_first": "account.promote" in beside,
        "verbs": verbs,
        "may_log": request.actor.may("interaction.create"),
        "may_trash": request.actor.may("account.trash"),
    }
    return render(request, "crm/account.html", context)


def _compose(request: Any, account: Account, tab: str) -> str:
    """Where a conversation is noted: on this very page, where the composer stands on it."""
    place = "#composer-call"
    return place if tab == "timeline" else address_of(request, account, "timeline") + place


def _segment_run(request: Any, account: Account) -> SegmentRun | None:
    run = queries.segment_run(request.actor) if account.purchases_count else None
    request.crm_segment_run = run
    return run


def _open(shown: list[Panel], account: Account, name: str) -> Panel:
    """The tab of the address; without one a customer's purchases, else the timeline."""
    wanted = name or ("purchases" if account.relationship == "customer" else "timeline")
    return next((one for one in shown if one.name == wanted), shown[0])


def _links(
    request: Any, account: Account, shown: list[Panel], current: Panel
) -> list[dict[str, Any]]:
    counts = {"purchases": account.purchases_count}
    format_ = page_reading(request).format
    ordered = shown
    if account.relationship == "customer":
        ordered = sorted(shown, key=lambda one: one.name != "purchases")
    return [
        {
            "label": page_reading(request).say(one.label),
            "href": address_of(request, account, one.name),
            "current": one is current,
            "count": format_.integer(counts[one.name]) if counts.get(one.name) else "",
        }
        for one in ordered
    ]


def _account(request: Any, key: str) -> Account:
    return known_as(Account, find(request.actor, record_types.get("account"), key))


#: with a control of their own on the page, which carries their key
_ON_PAGE = frozenset({"account.promote", "account.assign"})
#: the fact they change carries their key
_KEYED_BY_FACT = frozenset({"account.change_stage"})
#: with a composer on the page, in place of an entry of the menu
_COMPOSED = frozenset({"interaction.log"})


def _beside(request: Any) -> frozenset[str]:
    """The verbs beside the name. Where nobody becomes a client, promoting is one of the others."""
    if request.workspace.serves == Workspace.Serves.CUSTOMERS:
        return _ON_PAGE - {"account.promote"}
    return _ON_PAGE


def _in_menu(verb: dict[str, Any]) -> dict[str, Any]:
    """An entry of the menu; a key that a fact carries already stays there alone."""
    return {**verb, "key": ""} if verb["name"] in _KEYED_BY_FACT else verb


def _verbs(request: Any, account: Account) -> dict[str, dict[str, Any]]:
    """The verbs that make sense now and that the reader's role allows, by name."""
    offered = offered_actions(request, record_types.get("account"), account)
    return {one["name"]: one for one in offered if one["name"] not in _COMPOSED}


def _stretch(request: Any, account: Account, tab: str) -> HttpResponse:
    if tab == "purchases":
        context = parts.purchases_context(request, account)
        return render(request, "crm/purchase_rows.html", context, fragment=True)
    other = next((one for one in panels.shown(request, account, "tab") if one.name == tab), None)
    if other is not None and tab != "timeline":
        return HttpResponse(other.render(request, account))
    context = parts.timeline_context(request, account)
    return render(request, "crm/timeline_days.html", context, fragment=True)


@staff("POST")
def log_contact(request: Any, key: str) -> HttpResponse:
    """Log what the composer holds; a script gets the timeline and the key figures anew."""
    account = _account(request, key)
    try:
        log(request.actor, account, **_talk(request))
    except Forbidden:
        raise
    except Refused as refusal:
        return _log_refused(request, refusal, address_of(request, account, "timeline"))
    if not is_fragment(request):
        return redirect(request, address_of(request, account, "timeline"), said=_("Noted."))
    account = _account(request, key)
    context = {
        **parts.timeline_context(request, account),
        "figures": figures(request, account, len(parts.people_on(request, account))),
        "steps": steps_of(request, account),
        "form_key": str(uuid7()),
        "is_extra": True,
    }
    response = render(request, "crm/logged.html", context, fragment=True)
    response.headers["HX-Reswap"] = "outerHTML"
    return response


@staff("POST")
def log_with_person(request: Any, key: str) -> HttpResponse:
    """Log what the composer on a person's page holds; a script gets the conversations anew."""
    contact = find(request.actor, record_types.get("contact"), key)
    to = address_of(request, contact)
    try:
        log(request.actor, contact.account_id, **{"contact": str(contact.pk), **_talk(request)})
    except Forbidden:
        raise
    except Refused as refusal:
        return _log_refused(request, refusal, to)
    if not is_fragment(request):
        return redirect(request, to, said=_("Noted."))
    fresh = {"form_key": str(uuid7()), "is_extra": True}
    context = {**conversations_context(request, contact), **fresh}
    response = render(request, "crm/contact_logged.html", context, fragment=True)
    response.headers["HX-Reswap"] = "outerHTML"
    return response


def _talk(request: Any) -> dict[str, str]:
    given = {name: request.POST[name] for name in _TALK if name in request.POST}
    if "text" in request.POST:
        given["body"] = request.POST["text"]
    for name in _SEVERAL:
        given[name] = ",".join(request.POST.getlist(name))
    return given


def _log_refused(request: Any, refusal: Refused, target: str) -> HttpResponse:
    text = _in_words(request, refusal)
    if not is_fragment(request):
        return redirect(request, target, said=text)
    body = el("p", text, class_="field-error", role="alert")
    response = HttpResponse(el("div", body, id="log-error"), status=refusal.status)
    response.headers["HX-Retarget"] = "#log-error"
    response.headers["HX-Reswap"] = "outerHTML"
    return response


def _in_words(request: Any, refusal: Refused) -> str:
    if isinstance(refusal, Invalid) and refusal.errors:
        return " ".join(said(request, one) for one in refusal.errors.values())
    return said(request, refusal)


@staff("POST")
def add_contact(request: Any, key: str) -> HttpResponse:
    """Add a person to the account, by the family name alone if need be."""
    account = _account(request, key)
    given = {name: request.POST.get(name, "") for name in _PERSON if name in request.POST}
    error = ""
    try:
        add_person(
            request.actor,
            account,
            given,
            decides=request.POST.get("decides") == "1",
            key=request.POST.get("key", ""),
        )
        given = {}
    except Forbidden:
        raise
    except Refused as refusal:
        error = _in_words(request, refusal)
    if not is_fragment(request):
        return redirect(request, address_of(request, account), said=error or _("Added."))
    read_anew(request)
    html = parts.people_panel(request, account, given, error)
    return HttpResponse(html, status=422 if error else 200)


@staff("POST")
def delete_purchase(request: Any, key: str, purchase: UUID) -> HttpResponse:
    """Put a purchase into the trash; the figures follow, and it can be undone."""
    account = _account(request, key)
    told = trash_purchase(request.actor, account, purchase)
    undo = f"/{request.workspace.slug}/undo/{told}"
    to = address_of(request, account, "purchases")
    if not is_fragment(request):
        return redirect(request, to, said=_("Purchase deleted."), undo=undo)
    response = redirect(request, to, said=_("Purchase deleted."), undo=undo)
    response.status_code = 200
    response.headers["HX-Redirect"] = to
    return response
