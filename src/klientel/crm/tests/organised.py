"""People and organisations, and what their pages and lists say."""

from __future__ import annotations

from typing import Any

from klientel.crm.models import Account, Affiliation, Contact
from klientel.events.feed import history_of
from klientel.records import actions
from klientel.workspaces.rows import known_as
from tests.cast import Firm


def account(firm: Firm, name: str) -> Account:
    return known_as(Account, actions.create(firm.olga, "account", {"name": name}))


def person(firm: Firm, at: Account, last_name: str = "Falk", **values: Any) -> Contact:
    given = {"account": at.pk, "last_name": last_name, **values}
    return known_as(Contact, actions.create(firm.olga, "contact", given))


def rows(firm: Firm) -> list[Affiliation]:
    return list(Affiliation.objects.in_workspace(firm.workspace.pk).order_by("pk"))


def again(row: Any) -> Any:
    return type(row).objects.in_workspace(row.workspace_id).get(pk=row.pk)


def newest(firm: Firm, record: Any) -> Any:
    return history_of(firm.olga, record.pk, limit=1).rows[0]


def page(firm: Firm, record: Any, name: str = "olga") -> str:
    kind = "accounts" if isinstance(record, Account) else "contacts"
    return firm.client(name).get(f"/werft/{kind}/{record.pk}").content.decode()
