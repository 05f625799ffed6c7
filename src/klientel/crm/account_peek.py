"""The preview of an account: what one wants to know of it before a call."""

from __future__ import annotations

from typing import Any

from klientel.crm import account_parts as parts
from klientel.crm.account_facts import facts_html
from klientel.crm.account_head import figures
from klientel.crm.models import Account
from klientel.records.fields import away_note
from klientel.records.types import record_types
from klientel.ui.html import Html
from klientel.views.render import page_reading, piece


def account_preview(request: Any, account: Account) -> Html:
    """Key figures, main facts, people and timeline, as on the account's own page."""
    reading = page_reading(request)
    people = parts.people_on(request, account)
    relationship = record_types.get("account").field("relationship")
    return piece(
        request,
        "crm/account_peek.html",
        **parts.timeline_context(request, account),
        type_label=relationship.shown(account.relationship, reading),
        manager=reading.directory.members.get(account.owner_id, ""),
        manager_away=away_note(account.owner_id, reading),
        figures=figures(request, account, len(people)),
        shown_facts=facts_html(request, account),
        people_panel=parts.people_panel(request, account),
    )
