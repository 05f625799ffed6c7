"""What the kernel keeps beside a record can be compared and mended."""

from __future__ import annotations

import pytest

from klientel.records import actions
from klientel.records.consistency import differences, repair
from klientel.records.models import RecordRef, SearchDoc
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
