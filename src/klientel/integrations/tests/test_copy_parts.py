"""What a copy of a workspace is made with: one moment, small parts, and ids in a new place."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.db import transaction

from klientel.events.log import record
from klientel.events.models import Event, EventSeal
from klientel.integrations.copies import bring_in, export
from klientel.integrations.copies.held import held
from klientel.integrations.copies.ids import Ids
from klientel.kit.ids import time_of, uuid7
from klientel.records import actions
from tests.cast import Firm
from tests.sample_room.models import Boat

pytestmark = pytest.mark.django_db(transaction=True)


def test_an_export_shows_one_moment(firm: Firm) -> None:
    """What is written meanwhile is not seen, and nobody waits for the look."""
    mine = Boat.objects.in_workspace(firm.workspace.pk)
    with held() as look:
        before = mine.count()
        with look.left():
            actions.create(firm.olga, "boat", {"name": "Später"})
            assert mine.count() == before + 1
        assert mine.count() == before
    assert mine.count() == before + 1


def test_ids_keep_their_order_and_their_time() -> None:
    old, new = uuid7(), uuid7()
    ids = Ids(old, new, {})
    some = [uuid7() for _ in range(500)]
    moved = [ids.of(one) for one in some]
    assert moved == sorted(moved)
    assert not set(moved) & set(some)
    assert [time_of(one) for one in moved] == [time_of(one) for one in some]
    assert [ids.of(one) for one in moved] == some, "one to one"
    text = f"siehe /roth/boats/{some[0]}, nicht a{some[1]}"
    assert ids.within(text) == f"siehe /roth/boats/{moved[0]}, nicht a{some[1]}"
    assert ids.within({str(some[0]): [str(old), 7, None]}) == {str(moved[0]): [str(new), 7, None]}
    path = f"kept/{old.hex}/ab/abcdef"
    assert ids.path(path) == f"kept/{new.hex}/ab/abcdef", "a place of one's own, the same name"
    assert ids.path("imports/abcdef.csv") == f"imports/{ids.name('abcdef.csv')}"
    assert ids.name("abcdef.csv") != "abcdef.csv"
    kept = Ids(old, old, {})
    assert kept.path(path) == path
    assert [kept.of(one) for one in some] == some


def test_parts_are_small_whatever_the_table_has(
    firm: Firm, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No more than a part is held in memory, on the way out and on the way in."""
    monkeypatch.setattr(export, "_PART", 2_000)
    with transaction.atomic():
        for number in range(60):
            record(firm.olga, "workspace.changed", facts={"what": f"name {number}"})
    path = tmp_path / "all.tar.gz"
    manifest = export.export(firm.olga, path)
    parts = [one for name, one in manifest["members"].items() if "events.event/" in name]
    assert len(parts) > 5
    assert all(one["bytes"] < 4_000 for one in parts)
    brought = bring_in.bring_in(path, "zwei")
    events = Event.objects.in_workspace(brought.workspace.pk)
    assert events.filter(verb="workspace.changed").count() == 60
    assert EventSeal.objects.in_workspace(brought.workspace.pk).count() == 60
