"""The facts of an account, edited in place: what says something first, what is empty on demand."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from klientel.crm.always_shown import warning
from klientel.crm.duties import DUTIES
from klientel.crm.marked_field import may_be_marked
from klientel.crm.models import Account, Contact
from klientel.crm.people_parts import holder_on, own_facts, relatives_on
from klientel.kit.postal import order_of
from klientel.records.fields import Field
from klientel.records.reading import learn, links_of
from klientel.records.types import RecordType, record_types
from klientel.ui.html import Html, el, fits_in_button, join
from klientel.ui.icons import icon
from klientel.views.field_files import way_to
from klientel.views.own_field_facts import FactStanding, Stands
from klientel.views.own_field_pages import add_field_address
from klientel.views.render import page_reading

MOST = 8
#: in the order in which they are worth reading; the address stands for its parts
_ORDER = (
    "decision_maker", "billing_contact", "parent", "stage", "email", "phone", "address",
    "acquired_on", "owner", "industry", "source", "website", "external_number", "source_note",
)  # fmt: skip
#: what an address is made of, where it is filled in
_ADDRESS = ("street", "postcode", "city", "country")
#: always offered, filled or not: without them the account cannot be looked after
_ALWAYS = ("stage", "email", "phone")
#: facts that name one of the people
_DUTIES = {duty.field: duty for duty in DUTIES}
_USUAL = Stands()
#: what opens a fact without the mouse
_KEYS = {"stage": "S", "tags": "L"}


def name_html(request: Any, account: Account) -> Html:
    """The heading: the name, edited in place."""
    if not request.actor.may("account.edit"):
        return el("h1", account.name, tabindex="-1", id="record-title")
    edit = el(
        "button",
        account.name,
        class_="fact-value",
        type="button",
        hx_get=f"{_fields(request, account)}/name?as=title",
        hx_target="#record-title",
    )
    return el("h1", edit, tabindex="-1", id="record-title")


def _fields(request: Any, account: Account) -> str:
    return f"/{request.workspace.slug}/accounts/{account.pk}/fields"


def facts_html(request: Any, account: Account) -> Html:
    """The facts that say something: eight in sight, as many of those that the firm added, the rest
    and the empty ones folded.
    """
    reading = page_reading(request)
    record_type = record_types.get("account").in_workspace(reading.workspace)
    label = reading.say(record_type.label)
    rows = [row for name in _ORDER if (row := _row(request, account, name))]
    learn(request.actor, reading, links_of(record_type.added, [account]))
    # a fold for a single one would take the place it saves
    most = MOST if len(rows) > MOST + 1 else len(rows)
    added = _added(request, account, record_type)
    shown = [*rows[:most], *own_facts(request, account), *added[:MOST]]
    more = [*rows[most:], *added[MOST:]]
    if account.tags or request.actor.may("account.edit"):
        shown.append(_fact(request, account, record_type.field("tags"), account.tags))
    told = ngettext("{count} more detail", "{count} more details", len(more))
    parts = [
        el("dl", *shown, class_="facts", aria_label=label),
        _fold(told.format(count=len(more)), more),
        _fold(_("Add a detail"), _empty(request, account, record_type)),
        _add_field(request, record_type),
    ]
    return join(parts)


def _added(request: Any, account: Account, record_type: RecordType) -> list[Html]:
    """What the fields say that the firm added, those of one section under its name."""
    rows, section = [], ""
    standing = FactStanding(request, record_type, account)
    for one in record_type.added:
        value, stands = one.value(account), standing.of(one)
        if not stands.is_shown or (one.is_empty(value) and not stands.is_missing):
            continue
        heading = page_reading(request).say(one.section)
        if heading and heading != section:
            rows.append(el("div", el("dt", heading), el("dd"), class_="fact-section"))
        section = heading
        rows.append(_fact(request, account, one, value, stands))
    return rows


def _add_field(request: Any, record_type: RecordType) -> Html:
    """The way to a new field, for whoever may add one."""
    href = add_field_address(request, record_type)
    if not href:
        return Html("")
    label = join([icon("plus"), el("span", _("Field"))])
    opens = {"hx_get": href, "hx_target": "#quick", "hx_swap": "innerHTML", "hx_boost": "false"}
    look = "button button-quiet button-small"
    return el("p", el("a", label, class_=look, href=href, **opens), class_="fact-add")


def _fold(title: str, rows: Sequence[Html]) -> Html:
    if not rows:
        return Html("")
    facts = el("dl", *rows, class_="facts", aria_label=title)
    return el("details", el("summary", title), facts, class_="fold")


def _row(request: Any, account: Account, name: str) -> Html:
    if name == "owner" and account.is_client:
        return Html("")  # stands in the head
    if name == "address":
        return _address(request, account)
    one = record_types.get("account").field(name)
    value = one.value(account)
    if one.is_empty(value) and name not in _ALWAYS:
        return Html("")
    if name == "parent":
        relatives_on(request, account)
    if name in _DUTIES:
        return _holder(request, one, holder_on(request, account, _DUTIES[name]))
    return _fact(request, account, one, value)


def _address(request: Any, account: Account) -> Html:
    """Street, place and country as one fact, each part edited by itself."""
    record_type = record_types.get("account")
    lines = []
    for names in order_of(account.country, account.postcode):
        filled = [
            one for one in map(record_type.field, names) if not one.is_empty(one.value(account))
        ]
        if filled:
            lines.append(el("div", join([_part(request, account, one) for one in filled], " ")))
    if not lines:
        return Html("")
    parts = el("dd", *lines, class_="fact-parts")
    return el("div", el("dt", _("Address")), parts, id="fact-address")


def _part(request: Any, account: Account, one: Field) -> Html:
    reading = page_reading(request)
    shown, key = one.cell(one.value(account), reading), f"part-{one.name}"
    if request.actor.may("account.edit"):
        edit = f"{_fields(request, account)}/{one.name}?as=part"
        hint = el("span", f" {reading.say(one.label)}: {_('Edit')}", class_="visually-hidden")
        shown = _editable(join([shown, hint]), edit, f"#{key}", reading.say(one.label))
    return el("span", shown, class_="fact-part", id=key)


def _empty(request: Any, account: Account, record_type: RecordType) -> list[Html]:
    """What is not known yet and may be filled here, in the order of the facts."""
    if not request.actor.may("account.edit"):
        return []
    names = [name for name in _ORDER if name not in (*_ALWAYS, "address")]
    at = names.index("acquired_on")
    names[at:at] = _ADDRESS
    found = []
    standing = FactStanding(request, record_type, account)
    for one in (*(record_type.field(name) for name in names), *record_type.added):
        stands = standing.of(one)
        is_headed = one.name == "owner" and account.is_client
        if not stands.is_shown or stands.is_missing:
            continue
        is_open = one.is_sent or (one.editable and one.inline)
        if is_open and not is_headed and one.is_empty(one.value(account)):
            found.append(_fact(request, account, one, None, stands))
    return found


def _fact(request: Any, account: Account, one: Field, value: Any, stands: Stands = _USUAL) -> Html:
    reading = page_reading(request)
    shown = one.fact(value, reading) if not one.is_empty(value) else stands.missing
    key = f"fact-{one.name}"
    label = reading.say(one.label)
    may_edit = one.is_changeable and one.inline and request.actor.may("account.edit")
    if one.is_sent and not stands.locked and request.actor.may("account.edit"):
        shown = join([shown, way_to(request, account, one)])
    if stands.locked and may_edit:
        shown = join([shown, icon("lock", 12, stands.locked)], " ")
    elif may_edit:
        edit = f"{_fields(request, account)}/{one.name}?as=fact"
        if one.is_empty(value) and not stands.is_missing and one.name not in _ALWAYS:
            hint = el("span", f"{label}: {_('Edit')}", class_="visually-hidden")
            shown = join([icon("plus", 12), hint])
        shown = _editable(shown, edit, f"#{key}", label, _KEYS.get(one.name, ""))
    marks = [icon("shield", 12, _("Hidden from outsiders"))] if stands.is_internal else []
    is_marked = one.name in account.always_shown
    if not one.is_empty(value) or is_marked:
        marks += _pin(request, account, one, label, is_marked)
    pinned = {"class_": "fact-pinned"} if is_marked else {}
    named = join([label, *marks], " ") if marks else label
    return el("div", el("dt", named), el("dd", shown, **pinned), id=key)


def _pin(request: Any, account: Account, one: Field, label: str, is_marked: bool) -> list[Html]:
    """The button that lets a fact be repeated beside all that is done for the account."""
    record_type = record_types.get("account").in_workspace(page_reading(request).workspace)
    if not may_be_marked(one, record_type) or not request.actor.may("account.edit"):
        return [warning()] if is_marked else []
    told = _("Always show: {fact}").format(fact=label)
    href = f"/{request.workspace.slug}/accounts/{account.pk}/actions/show_always"
    given = json.dumps({"fact": one.name, "is_shown": "0" if is_marked else "1"})
    return [
        el(
            "button", icon("pin", 12), class_="fact-pin", type="button", aria_label=told,
            aria_pressed="true" if is_marked else "false", data_tip=told, hx_post=href,
            hx_vals=given, hx_swap="none",
        )
    ]  # fmt: skip


def _editable(shown: Html, edit: str, target: str, label: str, key: str = "") -> Html:
    """A value that opens by click; what may not stand in a button has a pencil beside it."""
    opens = {"type": "button", "hx_get": edit, "hx_target": target}
    if key:
        opens |= {"data_key": key, "data_key_label": label}
    if fits_in_button(shown):
        return el("button", shown or "–", class_="fact-value", **opens)
    told = f"{label}: {_('Edit')}"
    pencil = el("button", icon("pencil", 12), class_="fact-value", aria_label=told, **opens)
    return el("div", shown, pencil, class_="fact-linked")


def _holder(request: Any, one: Field, found: Contact | None) -> Html:
    if found is None:
        return Html("")
    parts: list[Html] = [
        el(
            "a",
            found.name,
            class_="link link-quiet",
            href=f"/{request.workspace.slug}/contacts/{found.pk}",
        )
    ]
    label = page_reading(request).say(one.label)
    return el("div", el("dt", label), el("dd", join(parts)), id=f"fact-{one.name}")
