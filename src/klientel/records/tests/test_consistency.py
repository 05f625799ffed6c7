"""What the kernel keeps beside a record can be compared and mended."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

import pytest

from klientel.records import actions
from klientel.records.consistency import differences, repair
from klientel.records.models import RecordRef, Responsibility, SearchDoc, Tagging
from klientel.records.types import record_types
from tests.cast import Firm

pytestmark = pytest.mark.django_db


def test_nothing_differs_after_any_action(firm: Firm) -> None:
    boat = actions.create(firm.olga, "boat", {"name": "Möwe", "owner": "Wim", "tags": "alt"})
    actions.change(firm.olga, "boat", boat.pk, {"harbour": "Kiel"})
    actions.trash(firm.olga, "boat", boat.pk)
    assert list(differences(firm.workspace)) == []
    actions.restore(firm.olga, "boat", boat.pk)
    assert list(differences(firm.workspace)) == []


def test_a_lost_row_and_a_wrong_one_are_found_and_mended(firm: Firm) -> None:
    one, two = (actions.create(firm.olga, "boat", {"name": name}) for name in ("A", "B"))
    SearchDoc.objects.in_workspace(firm.workspace.pk).filter(record_id=one.pk).delete()
    RecordRef.objects.in_workspace(firm.workspace.pk).filter(pk=two.pk).update(title="wrong")
    found = {(one.record_id, one.what) for one in differences(firm.workspace)}
    assert found == {(one.pk, "search row differs"), (two.pk, "spine differs in title")}
    assert repair(firm.workspace) == 2
    assert list(differences(firm.workspace)) == []


def lose_spine(firm: Firm, *ids: UUID) -> None:
    for model in (SearchDoc, Responsibility, Tagging):
        model.objects.in_workspace(firm.workspace.pk).filter(record_id__in=ids).delete()
    rows = RecordRef.objects.in_workspace(firm.workspace.pk).filter(pk__in=ids)
    rows._raw_delete(rows.db)


def test_an_account_without_a_spine_is_mended_before_what_hangs_on_it(firm: Firm) -> None:
    account = actions.create(firm.olga, "account", {"name": "Ott", "owner": "Wim"})
    person = {"last_name": "Falk", "account": account.pk, "tags": "alt"}
    contact = actions.create(firm.olga, "contact", person)
    lose_spine(firm, account.pk, contact.pk)
    found = {(one.record_id, one.what) for one in differences(firm.workspace)}
    assert found == {(account.pk, "no spine"), (contact.pk, "no spine")}
    assert repair(firm.workspace) == 2
    assert list(differences(firm.workspace)) == []
    lose_spine(firm, account.pk)
    found = {(one.record_id, one.what) for one in differences(firm.workspace)}
    assert found == {(account.pk, "no spine"), (contact.pk, "its account has no spine")}
    assert repair(firm.workspace) == 2
    assert list(differences(firm.workspace)) == []


def test_everything_beside_a_record_is_compared_and_mended(
    firm: Firm, monkeypatch: pytest.MonkeyPatch
) -> None:
    due = datetime(2026, 12, 1, tzinfo=UTC)
    monkeypatch.setattr(record_types.get("boat"), "due_of", lambda boat: (due, True))
    boat = actions.create(firm.olga, "boat", {"name": "A", "owner": "Wim", "tags": "alt, neu"})
    here = firm.workspace.pk
    beside = Responsibility.objects.in_workspace(here)
    # somebody else who answers, too, is no difference
    Responsibility(
        workspace_id=here, record_id=boat.pk, member=firm.members["bea"], due_at=due
    ).save()
    assert list(differences(firm.workspace)) == []
    for spoil, what in (
        (lambda: RecordRef.objects.in_workspace(here).update(due_at=None), "spine differs in due"),
        (lambda: RecordRef.objects.in_workspace(here).update(inherits=True), "inherits"),
        (lambda: beside.filter(member=firm.members["wim"]).delete(), "who answers differs"),
        (lambda: beside.update(due_at=None), "who answers differs"),
        (lambda: Tagging.objects.in_workspace(here).filter(tag__folded="neu").delete(), "taggings"),
    ):
        spoil()
        (found,) = differences(firm.workspace)
        assert what in found.what
        assert repair(firm.workspace) == 1
        assert list(differences(firm.workspace)) == []
    assert beside.count() == 2
