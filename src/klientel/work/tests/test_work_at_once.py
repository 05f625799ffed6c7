"""What two people set up at the same moment holds: on PostgreSQL both really run at once."""

from __future__ import annotations

from contextlib import suppress

import pytest
from django.db import connection

from klientel.kit.refused import Refused
from klientel.work.actions import place
from klientel.work.actions import status as statuses
from klientel.work.actions.dependency import wait_for
from klientel.work.kinds import read_kinds
from klientel.work.models import Dependency, WorkItem
from klientel.work.tests.items import add, read
from tests.at_once import both_at_once
from tests.cast import Firm

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        connection.vendor != "postgresql", reason="SQLite lets one transaction write"
    ),
]


def test_two_statuses_that_are_added_at_once_are_both_kept(firm: Firm) -> None:
    olga, lena = firm.olga, firm.actor("lena")
    given = {"kind": "task", "category": "active", "tone": ""}
    both_at_once(
        lambda: statuses.add_status(olga, name="Review", **given),
        lambda: statuses.add_status(lena, name="Proof", **given),
    )
    assert {"review", "proof"} <= set(read_kinds(firm.workspace.pk).kind("task").statuses)


def test_two_who_let_items_wait_for_each_other_close_no_circle(firm: Firm) -> None:
    one, other = add(firm, "One"), add(firm, "Other")
    olga, lena = firm.olga, firm.actor("lena")

    def second() -> None:
        with suppress(Refused):
            wait_for(lena, other.pk, other=str(one.pk))

    both_at_once(lambda: wait_for(olga, one.pk, other=str(other.pk)), second)
    rows = Dependency.objects.in_workspace(firm.workspace.pk)
    assert list(rows.values_list("item_id", "waits_for_id")) == [(one.pk, other.pk)]


def test_two_who_move_items_below_each_other_close_no_circle(firm: Firm) -> None:
    one, other = add(firm, "One"), add(firm, "Other")
    olga, lena = firm.olga, firm.actor("lena")

    def move(actor: object, item: WorkItem, parent: WorkItem) -> None:
        with suppress(Refused):
            place.move(actor, item.pk, parent=str(parent.pk))

    both_at_once(lambda: move(olga, one, other), lambda: move(lena, other, one))
    above = [read(firm, item).parent_id for item in (one, other)]
    assert above.count(None) == 1
