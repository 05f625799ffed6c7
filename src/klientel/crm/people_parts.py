"""Parts of pages of accounts and people: who belongs where, agrees to what, knows whom."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from klientel.crm import people_queries
from klientel.crm.actions.own_person import ASKED, person_among
from klientel.crm.duties import DECIDES, GETS_BILLS, Duty
from klientel.crm.models import Account, Affiliation, Contact
from klientel.crm.on_page import read_once
from klientel.crm.people_queries import Around, Known
from klientel.records.actions import actions
from klientel.records.fields.base import Reading
from klientel.records.fields.linked import Linked
from klientel.records.types import record_types
from klientel.ui.html import Html, el
from klientel.views.render import address_of, page_reading
from klientel.views.render import piece as draw

# What is read once a page


def around_on(request: Any, account: Account) -> Around:
    """The account's people and what there is beside them."""

    def read() -> Around:
        found = people_queries.around(request.actor, account)
        _link(request, found.people)
        return found

    return read_once(request, "around", account.pk, read)


def others_on(request: Any, account: Account) -> list[Affiliation]:
    """Who belongs to the account beside their home; who left comes last."""

    def read() -> list[Affiliation]:
        if not around_on(request, account).has_others:
            return []
        rows = people_queries.people_from_elsewhere(request.actor, account)
        _link(request, [one.contact for one in rows])
        return rows

    return read_once(request, "others", account.pk, read)


def at_hand(request: Any, account: Account) -> list[Contact]:
    """With whom one speaks at an account: its people, and those from elsewhere who are there."""
    today = page_reading(request).today
    others = [one.contact for one in others_on(request, account) if not one.is_over_on(today)]
    return [*around_on(request, account).people, *others]


def ever_at_hand(request: Any, account: Account) -> list[Contact]:
    """With whom anybody ever spoke there: those who have left since, too."""
    others = [one.contact for one in others_on(request, account)]
    return [*around_on(request, account).people, *others]


def holder_on(request: Any, account: Account, duty: Duty) -> Contact | None:
    """Who has a duty at the account, whatever their home is; None where the reader sees nobody."""
    key = duty.holder(account)
    here = next((one for one in around_on(request, account).people if one.pk == key), None)
    if here is not None or key is None:
        return here
    return next((one.contact for one in others_on(request, account) if one.contact_id == key), None)


def _link(request: Any, people: Sequence[Contact]) -> None:
    base = f"/{request.workspace.slug}/contacts"
    page_reading(request).linked.update(
        {one.pk: Linked(one.pk, "contact", one.name, f"{base}/{one.pk}") for one in people}
    )


# Organisations


def others_shown(request: Any, account: Account) -> dict[str, list[dict[str, Any]]]:
    """Those people as the panel of an account shows them, who left apart."""
    reading = page_reading(request)
    shown: dict[str, list[dict[str, Any]]] = {"others": [], "left": []}
    for one in others_on(request, account):
        place = "left" if one.is_over_on(reading.today) else "others"
        person, home = one.contact, one.contact.account
        shown[place].append(
            _affiliation(request, one, person)
            | {
                "name": person.name,
                "href": address_of(request, person),
                "home": home.name,
                "home_href": address_of(request, home),
                "email": person.email,
                "phone": person.phone or person.mobile,
                "decides": DECIDES.holder(account) == person.pk,
                "gets_bills": GETS_BILLS.holder(account) == person.pk,
            }
        )
    return shown


def organisations_panel(request: Any, contact: Contact) -> Html:
    """Where a person belongs beside their home."""
    reading = page_reading(request)
    rows: dict[bool, list[dict[str, Any]]] = {False: [], True: []}
    for one in people_queries.organisations_of(request.actor, contact):
        rows[one.is_over_on(reading.today)].append(
            _affiliation(request, one, contact)
            | {"name": one.account.name, "href": address_of(request, one.account)}
        )
    return draw(
        request,
        "crm/organisations_panel.html",
        rows=rows[False],
        left=rows[True],
        add=act(request, contact, "add_organisation"),
    )


def _affiliation(request: Any, one: Affiliation, contact: Contact) -> dict[str, Any]:
    reading = page_reading(request)
    is_over = one.is_over_on(reading.today)
    names = ["change_organisation", "make_home"]
    names += [] if one.until else ["leave_organisation"]
    return {
        "id": one.pk,
        "position": one.position,
        "span": _span(one, reading),
        "note": one.note,
        "is_over": is_over,
        "acts": acts_of(request, contact, one.pk, [*names, "remove_organisation"]),
    }


def _span(one: Any, reading: Reading) -> str:
    since, until = reading.format.date(one.since), reading.format.date(one.until)
    if since and until:
        return f"{since} – {until}"
    if until:
        return _("until {day}").format(day=until)
    return _("since {day}").format(day=since) if since else ""


def person_from_elsewhere(request: Any, account: Account) -> str:
    """Where somebody from elsewhere is added; empty for whoever may not, and at a person."""
    if account.kind == Account.Kind.PERSON:
        return ""
    return act(request, account, "add_person_from_elsewhere")


def relatives_on(request: Any, account: Account) -> tuple[Account | None, list[Account]]:
    """What the account is part of and what is part of it, read once a page."""

    def read() -> tuple[Account | None, list[Account]]:
        found = people_queries.relatives_of(request.actor, account)
        if found[0] is not None:
            one = found[0]
            linked = Linked(one.pk, "account", one.name, address_of(request, one))
            page_reading(request).linked[one.pk] = linked
        return found

    return read_once(request, "relatives", account.pk, read)


def family_panel(request: Any, account: Account) -> Html:
    """What an account is part of, and what is part of it."""
    whole, parts = relatives_on(request, account)
    if whole is None and not parts:
        return Html("")
    return draw(
        request,
        "crm/family_panel.html",
        whole=_relative(request, whole) if whole else None,
        parts=[_relative(request, one) for one in parts],
    )


def _relative(request: Any, account: Account) -> dict[str, Any]:
    reading = page_reading(request)
    field = record_types.get("account").field("relationship")
    return {
        "name": account.name,
        "href": address_of(request, account),
        "relationship": field.cell(account.relationship, reading),
    }


def has_family(request: Any, account: Account) -> bool:
    """Whether an account stands in a tree at all."""
    return account.parent_id is not None or around_on(request, account).has_parts


# Who knows whom


def known_panel(request: Any, contact: Contact) -> Html:
    """Who knows a person."""
    found = people_queries.known_of(request.actor, [contact.pk])
    return draw(
        request,
        "crm/known_panel.html",
        rows=[_known(request, one, {contact.pk: contact}) for one in found],
        add=act(request, contact, "add_acquaintance"),
    )


def has_known(request: Any, account: Account) -> bool:
    """Whether somebody knows one of an account's people."""
    return around_on(request, account).has_known


def known_at_account(request: Any, account: Account) -> Html:
    """Who can open a door at an account: the team first, then people from elsewhere."""
    people = {one.pk: one for one in around_on(request, account).people}
    found = people_queries.known_of(request.actor, list(people))
    outside = [one for one in found if one.other is None or one.other.pk not in people]
    if not outside:
        return Html("")
    outside.sort(key=lambda one: one.other is not None)
    rows = [_known(request, one, people) for one in outside]
    return draw(request, "crm/known_at_account.html", rows=rows)


def _known(request: Any, one: Known, people: dict[Any, Contact]) -> dict[str, Any]:
    reading = page_reading(request)
    contact, other = people[one.contact], one.other
    acts = ["change_acquaintance", "remove_acquaintance"]
    return {
        "id": one.row.pk,
        "whom": contact.name,
        "whom_href": address_of(request, contact),
        "name": other.name if other else reading.directory.members.get(one.row.member_id, ""),
        "href": address_of(request, other) if other else "",
        "at": other.account.name if other else _("our team"),
        "how": one.row.how,
        "span": _span_of_known(one.row, reading),
        "acts": acts_of(request, contact, one.row.pk, acts),
    }


def _span_of_known(row: Any, reading: Reading) -> str:
    return _("since {day}").format(day=reading.format.date(row.since)) if row.since else ""


# The person that an account is


def own_facts(request: Any, account: Account) -> list[Html]:
    """Birthday, language and the like on the page of an account that is a person."""
    contact = person_among(account, around_on(request, account).people)
    if contact is None:
        return []
    reading, record_type = page_reading(request), record_types.get("contact")
    may_edit = request.actor.may("contact.edit")
    rows = []
    for name in ASKED:
        one = record_type.field(name)
        value, key = one.value(contact), f"fact-{name}"
        if one.is_empty(value):
            continue
        shown: Any = one.fact(value, reading)
        if may_edit:
            edit = f"/{request.workspace.slug}/contacts/{contact.pk}/fields/{name}?as=fact"
            shown = el(
                "button", shown, class_="fact-value", type="button", hx_get=edit,
                hx_target=f"#{key}",
            )  # fmt: skip
        rows.append(el("div", el("dt", reading.say(one.label)), el("dd", shown), id=key))
    return rows


# Actions


def act(request: Any, record: Any, name: str) -> str:
    """Where an action on a record is asked for; empty for whoever may not."""
    if not request.actor.may("contact.edit"):
        return ""
    return address_of(request, record, "actions", f"{record.record_type}.{name}")


def acts_of(
    request: Any, contact: Contact, entry: Any, names: Sequence[str]
) -> list[dict[str, str]]:
    """What can be done with an entry, as items of its menu."""
    if not request.actor.may("contact.edit"):
        return []
    base = f"/{request.workspace.slug}/contacts/{contact.pk}/entries/{entry}"
    found = [(name, actions.get(f"contact.{name}")) for name in names]
    say = page_reading(request).say
    return [
        {"label": say(one.label), "icon": one.icon, "href": f"{base}/{name}"} for name, one in found
    ]
