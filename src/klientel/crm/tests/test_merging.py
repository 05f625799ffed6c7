"""Two records become one with all that hangs on them, and apart again as they were."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from klientel.crm.actions.account import name_decider
from klientel.crm.actions.purchase import PurchaseDraft, record_purchases
from klientel.crm.models import Account, Contact, Interaction, Purchase
from klientel.events.models import Event
from klientel.integrations.tests.files import imported, write
from klientel.kit import clock
from klientel.kit.refused import Conflict, Forbidden, NotFound, Refused
from klientel.records import actions, consistency
from klientel.records.actions.merge import merge
from klientel.records.actions.undo import undo
from klientel.records.actions.unmerge import unmerge
from klientel.records.merging import moving
from klientel.records.models import Merge, RecordRef, SearchDoc
from klientel.records.types import record_types
from klientel.workspaces.rows import known_as
from klientel.workspaces.scope import ScopedModel
from tests.cast import Firm

pytestmark = pytest.mark.django_db


def again(row):
    return type(row).objects.in_workspace(row.workspace_id).get(pk=row.pk)


def add(firm: Firm, name: str, **values: object) -> Account:
    return known_as(Account, actions.create(firm.olga, "account", {"name": name, **values}))


def person(firm: Firm, account: Account, last_name: str, **values: object) -> Contact:
    values = {"last_name": last_name, "account": account.pk, **values}
    return known_as(Contact, actions.create(firm.olga, "contact", values))


def talk(firm: Firm, account: Account, **values: object) -> Interaction:
    values = {"body": "Rang an", "kind": "call", "account": account.pk, **values}
    return known_as(Interaction, actions.create(firm.olga, "interaction", values))


def buy(firm: Firm, account: Account, amount: str, number: str = "") -> None:
    day = clock.today(firm.workspace.time_zone) - timedelta(days=3)
    record_purchases(
        firm.olga, [PurchaseDraft(account.pk, day, Decimal(amount), [], number=number)]
    )


@pytest.fixture
def twins(firm: Firm) -> tuple[Account, Account]:
    kept = add(firm, "Werft Kornblume", relationship="client", phone="0421 123456",
               tags=["Hafen"], acquired_on="2024-05-01")  # fmt: skip
    gone = add(firm, "Kornblume GmbH", relationship="customer", email="info@kornblume.de",
               tags=["Schiff"], acquired_on="2021-01-01")  # fmt: skip
    return kept, gone


def test_everything_moves_and_the_figures_follow(firm: Firm, twins) -> None:
    kept, gone = twins
    buy(firm, kept, "10.00")
    buy(firm, gone, "5.00")
    who = person(firm, gone, "Holzer")
    said = talk(firm, gone, contact=who.pk)
    merge(firm.olga, "account", kept.pk, [gone.pk])
    one = again(kept)
    assert (one.purchases_count, one.purchases_total) == (2, Decimal("15.00"))
    assert one.last_contact_at == said.occurred_at
    assert (one.email, one.phone) == ("info@kornblume.de", "+49421123456")
    assert one.acquired_on == date(2021, 1, 1)
    assert len(one.tags) == 2
    assert again(who).account_id == kept.pk
    ref = RecordRef.objects.in_workspace(firm.workspace.pk).get(pk=said.pk)
    assert (ref.account_id, ref.sphere) == (kept.pk, "client")
    assert not list(consistency.differences(firm.workspace))


def test_the_other_is_neither_found_nor_listed_nor_restored_by_itself(firm: Firm, twins) -> None:
    kept, gone = twins
    merge(firm.olga, "account", kept.pk, [gone.pk])
    assert not Account.objects.visible_to(firm.olga).filter(pk=gone.pk).exists()
    docs = SearchDoc.objects.in_workspace(firm.workspace.pk)
    assert not docs.filter(record_id=gone.pk).exists()
    with pytest.raises(Refused, match="Take the merge back"):
        actions.restore(firm.olga, "account", gone.pk)


def test_a_person_chooses_each_value(firm: Firm, twins) -> None:
    kept, gone = twins
    merge(firm.olga, "account", kept.pk, [gone.pk], {"name": gone.pk, "email": kept.pk})
    assert (again(kept).name, again(kept).email) == ("Kornblume GmbH", "")


def test_taken_apart_all_is_as_it_was(firm: Firm, twins) -> None:
    kept, gone = twins
    buy(firm, gone, "5.00")
    who = person(firm, gone, "Holzer")
    name_decider(firm.olga, gone.pk, contact=who.pk)
    talk(firm, gone, contact=who.pk)
    seen = (
        "name", "email", "phone", "tags", "acquired_on", "relationship", "decision_maker_id",
        "purchases_total", "purchases_count", "last_contact_at", "ref", "trashed_at",
    )  # fmt: skip
    before = [[getattr(again(one), name) for name in seen] for one in twins]
    done = merge(firm.olga, "account", kept.pk, [gone.pk])
    assert again(kept).decision_maker_id == who.pk
    apart = unmerge(firm.olga, done.pk)
    assert [[getattr(again(one), name) for name in seen] for one in twins] == before
    assert (apart.rows, apart.fields) == (0, [])
    assert again(who).is_decision_maker
    assert RecordRef.objects.in_workspace(firm.workspace.pk).get(pk=who.pk).account_id == gone.pk
    assert Purchase.objects.in_workspace(firm.workspace.pk).get().account_id == gone.pk
    assert not list(consistency.differences(firm.workspace))


def test_what_was_edited_since_stays_and_is_told(firm: Firm, twins) -> None:
    kept, gone = twins
    who = person(firm, gone, "Holzer")
    third = add(firm, "Lechner")
    done = merge(firm.olga, "account", kept.pk, [gone.pk])
    actions.change(firm.olga, "account", kept.pk, {"email": "neu@kornblume.de"})
    actions.change(firm.olga, "contact", who.pk, {"account": third.pk})
    later = talk(firm, kept)
    apart = unmerge(firm.olga, done.pk)
    assert again(kept).email == "neu@kornblume.de"
    assert [str(label) for label in apart.fields] == ["E-mail"]
    assert apart.rows == 1
    assert again(who).account_id == third.pk
    assert again(later).account_id == kept.pk


def test_the_log_tells_it_on_both_and_the_event_takes_it_back(firm: Firm, twins) -> None:
    kept, gone = twins
    merge(firm.olga, "account", kept.pk, [gone.pk])
    events = Event.objects.in_workspace(firm.workspace.pk)
    told = events.get(verb="account.merged")
    assert (told.record_id, told.facts["other"]) == (kept.pk, "Kornblume GmbH")
    assert events.get(verb="account.merged_away").record_id == gone.pk
    undo(firm.olga, told.pk)
    assert again(gone).trashed_at is None


def test_the_undo_of_the_whole_step_takes_it_apart(firm: Firm, twins) -> None:
    kept, gone = twins
    who = person(firm, gone, "Holzer")
    done = merge(firm.olga, "account", kept.pk, [gone.pk])
    undo(firm.olga, done.batch)
    assert (again(kept).email, again(gone).email) == ("", "info@kornblume.de")
    assert again(who).account_id == gone.pk
    assert again(gone).trashed_at is None


def test_whatever_points_to_a_record_by_a_foreign_key_can_follow_it() -> None:
    for record_type in record_types:
        if record_type.merging is not None:
            places = {moving.place_of(key) for key in moving.pointers(record_type)}
            assert places
            assert all(issubclass(key.model, ScopedModel) for key in moving.pointers(record_type))
    assert {
        "crm.contact.account", "crm.interaction.account", "crm.purchase.account"
    } <= {moving.place_of(key) for key in moving.pointers(record_types.get("account"))}  # fmt: skip


def test_two_who_merge_at_once_one_wins(firm: Firm, twins) -> None:
    kept, gone = twins
    seen = {kept.pk: kept.version, gone.pk: gone.version}
    merge(firm.olga, "account", kept.pk, [gone.pk], seen=seen)
    with pytest.raises(Conflict, match="merged or deleted"):
        merge(firm.actor("lena"), "account", gone.pk, [kept.pk], seen=seen)


def test_what_was_changed_since_it_was_looked_at_is_looked_at_again(firm: Firm, twins) -> None:
    kept, gone = twins
    actions.change(firm.olga, "account", gone.pk, {"city": "Bremen"})
    with pytest.raises(Conflict, match="changed in the meantime"):
        merge(firm.olga, "account", kept.pk, [gone.pk], seen={gone.pk: gone.version})


def test_only_once_taken_apart_and_only_for_thirty_days(firm: Firm, twins) -> None:
    kept, gone = twins
    done = merge(firm.olga, "account", kept.pk, [gone.pk])
    unmerge(firm.olga, done.pk)
    with pytest.raises(Conflict, match="already"):
        unmerge(firm.olga, done.pk)
    done = merge(firm.olga, "account", kept.pk, [gone.pk])
    Merge.objects.in_workspace(firm.workspace.pk).filter(pk=done.pk).update(
        merged_at=clock.now() - timedelta(days=31)
    )
    with pytest.raises(Refused, match="30 days"):
        unmerge(firm.olga, done.pk)


def test_a_merge_of_a_merge_is_taken_apart_from_the_outside(firm: Firm, twins) -> None:
    kept, gone = twins
    third = add(firm, "Werft Kornblume Bremen", relationship="client")
    inner = merge(firm.olga, "account", kept.pk, [gone.pk])
    outer = merge(firm.olga, "account", third.pk, [kept.pk])
    with pytest.raises(Refused, match="Bring it back first"):
        unmerge(firm.olga, inner.pk)
    unmerge(firm.olga, outer.pk)
    unmerge(firm.olga, inner.pk)
    assert {again(one).trashed_at for one in (kept, gone, third)} == {None}


def test_who_may_not_or_sees_not_both_merges_nothing(firm: Firm, other_firm: Firm, twins) -> None:
    kept, gone = twins
    for name in ("sam", "bodo"):
        with pytest.raises(Forbidden):
            merge(firm.actor(name), "account", kept.pk, [gone.pk])
    with pytest.raises(Conflict):
        merge(other_firm.actor("fremd"), "account", kept.pk, [gone.pk])
    done = merge(firm.olga, "account", kept.pk, [gone.pk])
    with pytest.raises(NotFound):
        unmerge(other_firm.actor("fremd"), done.pk)
    with pytest.raises(Forbidden):
        unmerge(firm.actor("sam"), done.pk)


def test_a_merge_is_asked_for_by_name_as_every_action_is(firm: Firm, twins) -> None:
    kept, gone = twins
    actions.run(firm.olga, "account.merge", kept.pk, other=str(gone.pk))
    assert again(gone).trashed_at is not None


def test_a_person_goes_into_another_with_talks_and_the_say(firm: Firm, twins) -> None:
    kept, _gone = twins
    one = person(firm, kept, "Holzer", first_name="Hans")
    other = person(firm, kept, "Holzer", first_name="Johannes", email="h@kornblume.de")
    name_decider(firm.olga, kept.pk, contact=other.pk)
    said = talk(firm, kept, contact=other.pk)
    done = merge(firm.olga, "contact", one.pk, [other.pk])
    assert again(said).contact_id == one.pk
    assert again(kept).decision_maker_id == one.pk
    assert again(one).is_decision_maker
    assert again(one).email == "h@kornblume.de"
    unmerge(firm.olga, done.pk)
    assert again(said).contact_id == other.pk
    assert again(kept).decision_maker_id == other.pk
    assert (again(one).is_decision_maker, again(other).is_decision_maker) == (False, True)


def test_five_at_most_and_two_at_least(firm: Firm, twins) -> None:
    kept, _gone = twins
    for others in ([], [kept.pk], [add(firm, f"Nr. {n}").pk for n in range(5)]):
        with pytest.raises(Refused, match="between two and"):
            merge(firm.olga, "account", kept.pk, others)


def test_a_receipt_imported_again_after_a_merge_adds_nothing(
    firm: Firm, twins, tmp_path: Path
) -> None:
    kept, gone = twins
    rows = [("Kundennummer", "Datum", "Betrag", "Belegnummer"), ("K7", "03.11.2026", "5,00", "B1")]
    actions.change(firm.olga, "account", gone.pk, {"external_number": "K7"})
    bought = imported(firm.olga, write(tmp_path, rows), "purchases")
    assert again(gone).purchases_count == 1, bought.counts
    done = merge(firm.olga, "account", kept.pk, [gone.pk])
    imported(firm.olga, write(tmp_path, rows), "purchases", source="another till")
    assert again(kept).purchases_count == 1
    unmerge(firm.olga, done.pk)
    imported(firm.olga, write(tmp_path, rows), "purchases", source="a third till")
    assert again(gone).purchases_count == 1
