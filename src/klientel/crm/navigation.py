"""What of the room stands in the sidebar."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from klientel.crm.account_tabs import first_query, label_plural_in
from klientel.views.navigation import Entry, entries
from klientel.workspaces.models import Workspace


def register() -> None:
    """Add the list of accounts, called by what the firm serves, and that of people."""
    entries.add(
        Entry(
            name="accounts",
            label=label_plural_in,
            icon="users",
            path="accounts",
            query=first_query,
            key="G K",
            type="account",
            permission="account.view",
            order=20,
        ),
        Entry(
            name="contacts",
            label=_("People"),
            icon="user-round",
            path="contacts",
            key="G P",
            type="contact",
            permission="contact.view",
            order=22,
        ),
        Entry(
            name="radar",
            label=_("Radar"),
            icon="radar",
            path="radar",
            key="G R",
            permission="account.promote",
            fits=_knows_clients,
            order=26,
            on_phone=False,
        ),
        Entry(
            name="segments",
            label=_("Segments"),
            icon="trending-up",
            path="segments",
            key="G S",
            permission="account.view",
            order=27,
            on_phone=False,
        ),
    )


def _knows_clients(workspace: Workspace) -> bool:
    """Only a firm that has both, or clients, may call somebody other than it deals with."""
    return workspace.serves != Workspace.Serves.CUSTOMERS
