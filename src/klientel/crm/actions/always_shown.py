"""Marking facts of an account that must not be overlooked."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from klientel.crm.marked_field import FactField
from klientel.crm.models import Account
from klientel.kit.refused import Refused
from klientel.records.actions import action
from klientel.records.actions.change import write_changes
from klientel.records.fields import TruthField
from klientel.records.types import record_types
from klientel.workspaces.actor import Actor

#: where everything is marked, nothing is
MOST = 8


@action(
    "account.show_always",
    label=_("Always show a fact"),
    icon="pin",
    order=70,
    as_step=False,
    said=_("What is always shown of {record} was changed"),
    inputs=(
        FactField(name="fact", label=_("Fact"), required=True),
        TruthField(
            name="is_shown",
            label=_("Always shown"),
            default=True,
            help=_("It is repeated beside everything that belongs to it."),
        ),
    ),
)
def show_always(actor: Actor, account: Account, *, fact: str, is_shown: bool) -> Account:
    """Mark a fact to be repeated beside whatever is done for an account, or no longer.

    Raises `Refused` for more facts than anybody minds.
    """
    there = list(account.always_shown)
    if (fact in there) == is_shown:
        return account
    if is_shown and len(there) >= MOST:
        raise Refused("At most {most} facts can always be shown.", "fact", most=MOST)
    wanted = [*there, fact] if is_shown else [one for one in there if one != fact]
    record_type = record_types.get("account")
    values = {"always_shown": wanted}
    write_changes(actor, record_type, [(account, values)], facts={"title": account.name})
    return account
