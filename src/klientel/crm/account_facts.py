"""The facts of an account: at most eight that say something, edited in place."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from klientel.crm.models import Account, Contact
from klientel.records.fields import Field
from klientel.records.types import record_types
from klientel.ui.html import NOTHING, Html, el, join
from klientel.ui.icons import icon
from klientel.views.render import page_reading

MOST = 8
#: in the order in which they are worth reading
_ORDER = (
    "decision_maker", "stage", "email", "phone", "acquired_on", "owner", "source", "website",
    "street", "city", "industry", "external_number", "country", "source_note",
)  # fmt: skip
#: always offered, filled or not: without them the account cannot be looked after
_ALWAYS = ("stage", "email", "phone")
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


def facts_html(request: Any, account: Account, people: Sequence[Contact]) -> Html:
    """The list of facts; what is empty is hidden unless it is always offered."""
    kind = record_types.get("account")
    reading = page_reading(request)
    rows: list[Html] = []
    for name in _ORDER:
        one = kind.field(name)
        value = one.value(account)
        if name == "owner" and account.is_client:
            continue  # stands in the head
        if one.is_empty(value) and name not in _ALWAYS:
            continue
        if name == "decision_maker":
            rows.append(_decider(request, one, value, people))
        else:
            rows.append(_fact(request, account, one, value))
        if len(rows) == MOST:
            break
    tags = kind.field("tags")
    if account.tags or request.actor.may("account.edit"):
        rows.append(_fact(request, account, tags, account.tags))
    return el("dl", *rows, class_="facts", aria_label=reading.say(kind.label))


def _fact(request: Any, account: Account, one: Field, value: Any) -> Html:
    reading = page_reading(request)
    shown = one.cell(value, reading) if not one.is_empty(value) else NOTHING
    key = f"fact-{one.name}"
    label = reading.say(one.label)
    may_edit = one.is_changeable and one.inline and request.actor.may("account.edit")
    if may_edit:
        edit = f"{_fields(request, account)}/{one.name}?as=fact"
        shown = _editable(shown, edit, f"#{key}", label, _KEYS.get(one.name, ""))
    return el("div", el("dt", label), el("dd", shown), id=key)


def _editable(shown: Html, edit: str, target: str, label: str, key: str = "") -> Html:
    """A value that opens by click; a link keeps its own click, with a pencil beside it."""
    opens = {"type": "button", "hx_get": edit, "hx_target": target}
    if key:
        opens |= {"data_key": key, "data_key_label": label}
    if "<a " not in shown:
        return el("button", shown or "–", class_="fact-value", **opens)
    told = f"{label}: {_('Edit')}"
    pencil = el("button", icon("pencil", 12), class_="fact-value", aria_label=told, **opens)
    return el("span", shown, pencil, class_="fact-linked")


def _decider(request: Any, one: Field, value: Any, people: Sequence[Contact]) -> Html:
    found = next((person for person in people if person.pk == value), None)
    if found is None:
        return NOTHING
    parts: list[Html] = [
        el(
            "a",
            found.name,
            class_="link link-quiet",
            href=f"/{request.workspace.slug}/contacts/{found.pk}",
        )
    ]
    label = page_reading(request).say(one.label)
    return el("div", el("dt", label), el("dd", join(parts)), id="fact-decision_maker")
