"""The quick filters above the list of accounts: each with the columns that tell its kind apart."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from klientel.crm.queries import is_day_of_ended_log, segment_run
from klientel.records.fields.base import Reading, Text
from klientel.records.types import Tab
from klientel.workspaces.actor import Actor
from klientel.workspaces.models import Workspace

CLIENT, CUSTOMER = _("{client.up}"), _("{customer.up}")
EITHER = _("{client.up} or {customer}")

# Clients are told by who looks after them, customers by what they bought.
ALL = Tab(
    "all",
    _("All"),
    "",
    columns=("name", "relationship", "stage", "rating", "last_contact", "care"),
)
CLIENTS = Tab(
    "clients",
    _("{client.pl.up}"),
    "relationship=client",
    "handshake",
    ("name", "stage", "owner", "health", "last_contact", "next_step", "notice_by"),
)
CUSTOMERS = Tab(
    "customers",
    _("{customer.pl.up}"),
    "relationship=customer",
    "shopping-bag",
    ("name", "last_purchase", "purchases_12m", "revenue_12m", "rfm", "last_contact"),
)
PROSPECTS = Tab(
    "prospects",
    _("{prospect.pl.up}"),
    "relationship=prospect",
    "circle-dashed",
    ("name", "stage", "lead_score", "owner", "last_contact", "source", "email", "phone"),
)

_ALL_CLIENTS = ("name", "relationship", "stage", "owner", "rating", "last_contact", "next_step")
_ALL_CUSTOMERS = (
    "name",
    "relationship",
    "last_purchase",
    "purchases_12m",
    "revenue_12m",
    "rfm",
    "last_contact",
)


def tabs_in(workspace: Workspace) -> Sequence[Tab]:
    """The quick filters of a workspace; whom the firm serves alone comes first."""
    if workspace.serves == Workspace.Serves.CLIENTS:
        return (CLIENTS, PROSPECTS, replace(ALL, columns=_ALL_CLIENTS))
    if workspace.serves == Workspace.Serves.CUSTOMERS:
        prospects = tuple(name for name in PROSPECTS.columns if name != "owner")
        everybody = replace(ALL, columns=_ALL_CUSTOMERS)
        return (CUSTOMERS, replace(PROSPECTS, columns=prospects), everybody)
    return (ALL, CLIENTS, CUSTOMERS, PROSPECTS)


def label_in(workspace: Workspace) -> Text:
    """What one account is called where the firm serves clients only, or customers only."""
    if workspace.serves == Workspace.Serves.CLIENTS:
        return CLIENT
    return CUSTOMER if workspace.serves == Workspace.Serves.CUSTOMERS else EITHER


def label_plural_in(workspace: Workspace) -> Text:
    """What several accounts are called where the firm serves clients only, or customers only."""
    if workspace.serves == Workspace.Serves.CLIENTS:
        return _("{client.pl.up}")
    if workspace.serves == Workspace.Serves.CUSTOMERS:
        return _("{customer.pl.up}")
    return _("{client.pl.up} & {customer.pl}")


def first_query(workspace: Workspace) -> str:
    """The query that the sidebar opens the list with: the first quick filter's."""
    return tabs_in(workspace)[0].query


#: columns that count from the day of the segments
_COUNTED = frozenset({"rfm", "purchases_12m", "revenue_12m"})


def list_note(actor: Actor, reading: Reading, shown: Collection[str]) -> str:
    """As of which day the segments are, when the purchases ended before today."""
    if _COUNTED.isdisjoint(shown):
        return ""
    ended = is_day_of_ended_log(segment_run(actor))
    if ended is None:
        return ""
    return gettext("Segments as of {day}").format(day=reading.format.date(ended))
