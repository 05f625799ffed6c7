"""Agreements where other parts meet them: merging, handing over, changing many at once."""

from __future__ import annotations

from datetime import timedelta

import pytest

from klientel.crm.actions.account import promote
from klientel.crm.models import Account, Agreement, Meeting
from klientel.events import worker
from klientel.kit.refused import Refused
from klientel.records import actions
from klientel.records.actions.merge import merge
from klientel.records.types import record_types
from klientel.team.actions import hand_over
from klientel.views.actions.bulk import is_for_many
from tests.cast import Firm

pytestmark = pytest.mark.django_db(transaction=True)


def a_client(firm: Firm, name: str = "Weber Bau", manager: str = "wim") -> Account:
    made = actions.create(firm.olga, "account", {"name": name, "relationship": "customer"})
    promote(firm.olga, made.pk, manager=str(firm.members[manager].pk), tier="a")
    return Account.objects.in_workspace(firm.workspace.pk).get(pk=made.pk)


def agreement_of(account: Account) -> Agreement:
    return Agreement.objects.in_workspace(account.workspace_id).get(account_id=account.pk)


def test_with_whom_an_agreement_runs_stays_a_client_when_merged(firm: Firm) -> None:
    client = a_client(firm)
    other = actions.create(firm.olga, "account", {"name": "Weber", "relationship": "customer"})
    with pytest.raises(Refused, match="An agreement runs"):
        merge(firm.olga, "account", other.pk, [client.pk], {"relationship": other.pk})
    merge(firm.olga, "account", other.pk, [client.pk])
    kept = Account.objects.in_workspace(firm.workspace.pk).get(pk=other.pk)
    assert (kept.relationship, kept.tier) == ("client", "a")
    assert agreement_of(kept).tier == "a"


def test_who_leaves_hands_over_planned_meetings_and_standing_in(firm: Firm) -> None:
    account = a_client(firm)
    deputy = {"deputy": str(firm.members["wim"].pk)}
    actions.change(firm.olga, "agreement", agreement_of(account).pk, deputy)
    values = {"name": "Jour fixe", "account": account.pk, "starts_at": "2027-03-01 10:00"}
    owner = {"owner": str(firm.members["wim"].pk), "minutes": 60, "time_zone": "Europe/Berlin"}
    meeting = actions.create(firm.olga, "meeting", {**values, **owner})
    bea = firm.members["bea"].pk
    hand_over(firm.olga, member=firm.members["wim"].pk, to=bea, leaves="1")
    worker.run_until_idle(ahead=timedelta(minutes=1))
    assert agreement_of(account).deputy_id == bea
    kept = Account.objects.in_workspace(firm.workspace.pk).get(pk=account.pk)
    assert (kept.owner_id, kept.deputy_id) == (bea, bea)
    assert Meeting.objects.in_workspace(firm.workspace.pk).get(pk=meeting.pk).owner_id == bea


def test_of_what_names_several_only_what_can_be_added_is_given_to_many_at_once() -> None:
    fields = {one.name: one for one in record_types.get("interaction").fields}
    assert is_for_many(fields["contact"])
    assert not is_for_many(fields["people"])
    assert is_for_many(fields["colleagues"])
