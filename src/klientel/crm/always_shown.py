"""Facts of an account that must not be overlooked: repeated beside whatever is done for it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from klientel.crm.marked_field import may_be_marked
from klientel.crm.models import Account
from klientel.records.reading import learn, links_of
from klientel.records.types import record_types
from klientel.ui.html import Html
from klientel.ui.icons import icon
from klientel.views.own_field_facts import FactStanding
from klientel.views.render import address_of, page_reading, piece


def warning() -> Html:
    """The sign of a fact that is always shown."""
    return icon("triangle-alert", 12, str(_("Always shown")))


def account_beside(request: Any, account_id: UUID) -> Account | None:
    """The account that a page is about beside its record; read once for all of its parts."""
    known: dict[UUID, Account | None] = request.__dict__.setdefault("accounts_beside", {})
    if account_id not in known:
        rows = Account.objects.visible_to(request.actor).filter(pk=account_id)
        known[account_id] = rows.first()
    return known[account_id]


def marked_facts(request: Any, account: Account) -> list[tuple[str, Html]]:
    """The facts that are always shown, as far as they say something."""
    if not account.always_shown:
        return []
    reading = page_reading(request)
    record_type = record_types.get("account").in_workspace(reading.workspace)
    named = [record_type.by_name.get(name) for name in account.always_shown]
    fields = [one for one in named if one is not None and may_be_marked(one, record_type)]
    learn(request.actor, reading, links_of(fields, [account]))
    standing = FactStanding(request, record_type, account)
    return [
        (reading.say(one.label), one.fact(one.value(account), reading))
        for one in fields
        if not one.is_empty(one.value(account)) and standing.of(one).is_shown
    ]


def is_beside_an_account(request: Any, record: Any) -> bool:
    """Whether a record belongs to an account and is none itself."""
    return not isinstance(record, Account) and _account_of(record) is not None


def _account_of(record: Any) -> UUID | None:
    name = record_types.get(record.record_type).account
    found: UUID | None = getattr(record, name, None) if name else None
    return found


def marked_panel(request: Any, record: Any) -> Html:
    """What must not be overlooked of the account that a record belongs to."""
    key = _account_of(record)
    account = account_beside(request, key) if key is not None else None
    facts = marked_facts(request, account) if account is not None else []
    if not facts:
        return Html("")
    return piece(
        request,
        "crm/always_shown.html",
        title=account.name if account else "",
        href=address_of(request, account),
        facts=facts,
        warning=warning(),
    )
