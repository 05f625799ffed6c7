"""Whom an order is for, beside it: what one wants to know while the telephone rings."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from klientel.billing.order_parts import has_positions
from klientel.crm import choices
from klientel.crm.always_shown import account_beside
from klientel.crm.country_field import country_abroad
from klientel.crm.models import Account, Contact
from klientel.kit.postal import lines_of
from klientel.records.fields.base import Reading
from klientel.records.types import record_types
from klientel.ui.html import NOTHING, Html
from klientel.views.render import address_of, page_reading, piece
from klientel.work.models import WorkItem


def is_for_somebody(request: Any, item: WorkItem) -> bool:
    """Whether an item is for an account, and lists what is delivered to it."""
    return item.account_id is not None and has_positions(request, item)


def customer_panel(request: Any, item: WorkItem) -> Html:
    """The account with its telephone and what it bought, and the person at it; two queries."""
    account = account_beside(request, item.account_id) if item.account_id else None
    if account is None:
        return NOTHING
    reading = page_reading(request)
    account_type = record_types.get("account")
    return piece(
        request,
        "billing/customer_panel.html",
        account=account,
        href=address_of(request, account),
        type_label=account_type.field("relationship").shown(account.relationship, reading),
        phone=account_type.field("phone").fact(account.phone, reading),
        person=_person(request, item),
        facts=_facts(account, reading),
    )


def _person(request: Any, item: WorkItem) -> dict[str, Any]:
    if item.contact_id is None:
        return {}
    found = Contact.objects.visible_to(request.actor).filter(pk=item.contact_id).first()
    if found is None:
        return {}
    phone = record_types.get("contact").field("phone").fact(found.phone, page_reading(request))
    return {"name": found.name, "href": address_of(request, found), "phone": phone}


def _facts(account: Account, reading: Reading) -> list[tuple[str, str]]:
    segment = next((one for one in choices.SEGMENTS if one.value == account.rfm_word), None)
    named = country_abroad(account.country, reading)
    lines = lines_of(account.street, account.postcode, account.city, account.country, named=named)
    pairs = [
        (_("Address"), ", ".join(lines)),
        (_("Last purchase"), reading.format.relative(account.last_purchase_on)),
        (
            _("Purchases 12 mo."),
            reading.format.integer(account.purchases_12m_count)
            if account.purchases_12m_count
            else "",
        ),
        (_("Segment"), str(segment.label) if segment else ""),
    ]
    return [(label, text) for label, text in pairs if text]
