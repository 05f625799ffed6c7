"""What of the room stands in the sidebar."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from klientel.crm.account_tabs import first_query
from klientel.records.fields.base import Text
from klientel.views.navigation import Entry, entries
from klientel.workspaces.models import Workspace


def register() -> None:
    """Add the list of accounts, called by what the firm serves, and that of people."""
    entries.add(
        Entry(
            name="accounts",
            label=_accounts_label,
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


def _accounts_label(workspace: Workspace) -> Text:
    if workspace.serves == Workspace.Serves.CLIENTS:
        return _("{client.pl.up}")
    if workspace.serves == Workspace.Serves.CUSTOMERS:
        return _("{customer.pl.up}")
    return _("{client.pl.up} & {customer.pl}")
