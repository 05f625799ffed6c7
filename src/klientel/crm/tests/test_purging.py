"""After thirty days in the trash everything of a record is gone, but not what was told of it."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from klientel.crm.actions.people import add_person
from klientel.crm.actions.purchase import LineDraft, PurchaseDraft, record_purchases
from klientel.crm.actions.purchase_trash import purge_trashed, trash_purchase
from klientel.crm.models import Account, Contact, Interaction, Purchase, PurchaseLine
from klientel.events.models import Event
from klientel.kit import clock
from klientel.kit.refused import Forbidden, NotFound
from klientel.records import actions
from klientel.records.actions import purge as purging
from klientel.records.models import RecordGrant, RecordRef, Responsibility, SearchDoc, Tagging
from klientel.records.tasks import empty_trash
from klientel.workspaces.scope import ScopedModel
from tests.cast import Firm

pytestmark = pytest.mark.django_db
MONTH = timedelta(days=31)


def furnished(firm: Firm, name: str) -> Account:
    """An account with everything that can hang on one."""
    values = {"name": name, "relationship": "client", "tags": ["VIP"], "owner": "Olga"}
    account = actions.create(firm.olga, "account", values)
    contact = add_person(firm.olga, account, {"last_name": "Falk"}, decides=True)
    talk = {"account": account.pk, "kind": "call", "body": "Hello", "contact": contact.pk}
    actions.create(firm.olga, "interaction", talk)
    line = LineDraft("Roggenbrot", Decimal(1), Decimal(1))
    record_purchases(firm.olga, [PurchaseDraft(account.pk, date(2026, 11, 1), Decimal(1), [line])])
    return account


def counts(firm: Firm) -> dict[str, int]:
    models: list[Any] = [
        Account, Contact, Interaction, Purchase, PurchaseLine,
        RecordRef, Responsibility, RecordGrant, SearchDoc, Tagging,
    ]  # fmt: skip
    here = firm.workspace.pk
    return {one.__name__: one.objects.in_workspace(here).count() for one in models}


def told(firm: Firm, verb: str) -> set[UUID | None]:
    events = Event.objects.in_workspace(firm.workspace.pk).filter(verb=verb)
    return set(events.values_list("record_id", flat=True))


def test_an_account_goes_with_all_that_hangs_on_it(firm: Firm) -> None:
    furnished(firm, "Stays")
    before = counts(firm)
    gone = furnished(firm, "Goes")
    actions.trash(firm.olga, "account", gone.pk)
    events = Event.objects.in_workspace(firm.workspace.pk).count()
    assert empty_trash.call() == 0
    with clock.travel(MONTH):
        assert empty_trash.call() == 3
        assert empty_trash.call() == 0
    assert counts(firm) == before
    assert told(firm, "account.purged") == {gone.pk}
    assert len(told(firm, "contact.purged")) == len(told(firm, "interaction.purged")) == 1
    assert Event.objects.in_workspace(firm.workspace.pk).count() == events + 3


def test_a_person_goes_alone_and_is_named_nowhere(firm: Firm) -> None:
    account = furnished(firm, "Stays")
    contact = Contact.objects.in_workspace(firm.workspace.pk).get()
    actions.trash(firm.olga, "contact", contact.pk)
    with clock.travel(MONTH):
        assert empty_trash.call() == 1
    talk = Interaction.objects.in_workspace(firm.workspace.pk).get()
    account = Account.objects.in_workspace(firm.workspace.pk).get(pk=account.pk)
    assert (talk.contact_id, account.decision_maker_id) == (None, None)


def test_many_records_go_in_steps(firm: Firm, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(purging, "_CHUNK", 2)
    made = [actions.create(firm.olga, "account", {"name": f"No {n}"}) for n in range(5)]
    actions.trash_many(firm.olga, "account", [one.pk for one in made])
    with clock.travel(MONTH):
        assert empty_trash.call() == 5


def test_only_the_program_removes_and_nothing_comes_back_afterwards(firm: Firm) -> None:
    account = furnished(firm, "Goes")
    actions.trash(firm.olga, "account", account.pk)
    with pytest.raises(Forbidden):
        list(purging.purge(firm.olga))
    with clock.travel(MONTH), pytest.raises(NotFound):
        actions.restore(firm.olga, "account", account.pk)


def test_another_firm_keeps_its_trash_until_its_own_month_is_over(
    firm: Firm, other_firm: Firm
) -> None:
    theirs = actions.create(other_firm.actor("fremd"), "account", {"name": "Theirs"})
    mine = actions.create(firm.olga, "account", {"name": "Mine"})
    actions.trash(firm.olga, "account", mine.pk)
    with clock.travel(MONTH):
        actions.trash(other_firm.actor("fremd"), "account", theirs.pk)
        assert empty_trash.call() == 1


def test_purchases_go_by_themselves_and_their_account_is_told(firm: Firm) -> None:
    account = furnished(firm, "Stays")
    purchase = Purchase.objects.in_workspace(firm.workspace.pk).get()
    trash_purchase(firm.olga, account.pk, purchase.pk)
    purge_trashed(firm.workspace.pk)
    assert counts(firm)["Purchase"] == 1
    with clock.travel(MONTH):
        purge_trashed(firm.workspace.pk)
    assert (counts(firm)["Purchase"], counts(firm)["PurchaseLine"]) == (0, 0)
    assert told(firm, "purchase.purged") == {account.pk}


def test_everything_under_a_record_is_let_go_by_a_scoped_model() -> None:
    for model in (Account, Contact, Interaction, RecordRef):
        for relation in model._meta.get_fields(include_hidden=True):
            if relation.auto_created and not relation.concrete:
                assert issubclass(relation.related_model, (ScopedModel, SearchDoc))
