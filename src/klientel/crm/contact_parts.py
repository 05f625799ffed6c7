"""The part of a contact's page that tells what was said with the person."""

from __future__ import annotations

from typing import Any

from klientel.crm import account_parts as parts
from klientel.crm import queries
from klientel.crm.account_timeline import days_of
from klientel.crm.models import Contact
from klientel.kit.cursors import BadCursor
from klientel.ui.html import Html
from klientel.views.render import address_of, is_fragment, piece

TAB = "conversations"


def conversations_tab(request: Any, contact: Contact) -> Html:
    """The composer with the person chosen, and all that was noted with them, newest first.

    A script that asks for what is `before` a place gets that stretch alone.
    """
    told = conversations_context(request, contact)
    if is_fragment(request) and request.GET.get("before"):
        return piece(request, "crm/timeline_days.html", **told)
    return piece(
        request,
        "crm/contact_tab.html",
        **told,
        **parts.composer_context(request, contact, [contact]),
        people=[contact],
        chosen=contact.pk,
    )


def conversations_context(request: Any, contact: Contact) -> dict[str, Any]:
    """One stretch of what was said; a strange place is the top."""
    before = request.GET.get("before", "")
    try:
        page = queries.talks_with(request.actor, contact, before)
    except BadCursor:
        page = queries.talks_with(request.actor, contact)
    here = address_of(request, contact, TAB)
    return {
        "days": days_of(request, contact, page.rows),
        "folds": True,
        "older": f"{here}?before={page.next_cursor}" if page.next_cursor else "",
    }
