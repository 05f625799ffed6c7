"""Back from client to customer: what is open is told and given to whoever takes it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from klientel.crm.actions.account import promote, return_to_customer
from klientel.crm.actions.interaction import log
from klientel.crm.actions.meeting import cancel, plan
from klientel.crm.models import Account, Agreement, Interaction, Meeting
from klientel.events.feed import history_of
from klientel.kit import clock
from klientel.kit.refused import Refused
from klientel.records import actions
from klientel.records.actions import share
from klientel.records.actions.catalogue import run
from klientel.records.actions.undo import undo
from tests.cast import Firm

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(firm: Firm) -> Account:
    """A client of Olga with a next step, a planned meeting and one that was called off."""
    made = actions.create(firm.olga, "account", {"name": "Nord", "relationship": "customer"})
    promote(firm.olga, made)
    log(firm.olga, made.pk, kind="call", body="Budget", next_step="Send the offer")
    log(firm.olga, made.pk, kind="call", body="Logo", next_step="Ask Falk")
    run(firm.olga, "interaction.finish_step", newest_talk(firm))
    for name in ("Jour fixe", "Off"):
        plan(firm.olga, made.pk, name=name, starts_at=clock.now() + timedelta(days=2))
    cancel(firm.olga, open_meetings(firm, made)[1])
    return read_again(firm, made)


def read_again(firm: Firm, account: Any) -> Account:
    return Account.objects.in_workspace(firm.workspace.pk).get(pk=account.pk)


def newest_talk(firm: Firm) -> Any:
    return Interaction.objects.visible_to(firm.olga).order_by("-pk").first()


def open_meetings(firm: Firm, account: Any) -> list[Any]:
    return list(Meeting.objects.visible_to(firm.olga).filter(account_id=account.pk).order_by("pk"))


def holders(firm: Firm, account: Account) -> list[str]:
    """Who has the open step, the finished one, the meeting, and the one that was called off."""
    names = {one.pk: name for name, one in firm.members.items()}
    talks = Interaction.objects.visible_to(firm.olga).order_by("pk")
    steps = [one.next_step_by_id or one.owner_id for one in talks]
    return [names[key] for key in [*steps, *(one.owner_id for one in open_meetings(firm, account))]]


def test_the_form_tells_what_is_open_and_asks_who_takes_it(firm: Firm, client: Account) -> None:
    address = f"/werft/accounts/{client.pk}/actions/account.return_to_customer"
    form = firm.client().get(address).content.decode()
    assert "1 open next step: Send the offer" in form
    assert "1 planned meeting: Jour fixe" in form
    assert "Who takes what is open" in form
    assert 'name="successor"' in form


def test_nothing_is_told_where_nothing_is_open(firm: Firm) -> None:
    made = actions.create(firm.olga, "account", {"name": "Nord", "relationship": "customer"})
    promote(firm.olga, made)
    address = f"/werft/accounts/{made.pk}/actions/account.return_to_customer"
    assert "Still open" not in firm.client().get(address).content.decode()


def test_the_successor_takes_what_is_open_and_one_undo_gives_all_of_it_back(
    firm: Firm, client: Account
) -> None:
    before = ["olga"] * 4
    assert holders(firm, client) == before
    return_to_customer(firm.olga, client, successor=str(firm.members["wim"].pk))
    assert holders(firm, client) == ["wim", "olga", "wim", "olga"]
    assert read_again(firm, client).relationship == "customer"
    told = history_of(firm.olga, client.pk, limit=1).rows[0]
    undo(firm.olga, told.batch)
    assert holders(firm, client) == before
    assert read_again(firm, client).relationship == "client"
    agreed = Agreement.objects.visible_to(firm.olga).get(account_id=client.pk)
    assert agreed.ends_on is None


def test_without_a_successor_everybody_keeps_what_they_have(firm: Firm, client: Account) -> None:
    return_to_customer(firm.olga, client)
    assert holders(firm, client) == ["olga"] * 4


def test_who_does_not_see_the_account_takes_nothing(firm: Firm, client: Account) -> None:
    share(firm.olga, "account", client.pk, privacy="team", team_id=firm.teams["web"].pk)
    with pytest.raises(Refused, match="must see"):
        return_to_customer(firm.olga, client, successor=str(firm.members["bea"].pk))
    assert holders(firm, client) == ["olga"] * 4
    assert read_again(firm, client).relationship == "client"
    return_to_customer(firm.olga, client, successor=str(firm.members["wim"].pk))
    assert holders(firm, client)[0] == "wim"
