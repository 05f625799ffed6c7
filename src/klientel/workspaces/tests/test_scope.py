"""What the workspace in a query costs: rows asked for by key are found by key."""

from __future__ import annotations

from django.db import connection

from klientel.kit.ids import uuid7
from klientel.workspaces.models import Member
from tests.cast import Firm


def test_rows_asked_for_by_key_are_found_by_key_and_in_their_workspace(
    firm: Firm, other_firm: Firm
) -> None:
    mine, strange = firm.actor(), other_firm.actor("fremd")
    members = Member.objects.in_workspace(mine.workspace_id)
    asked = members.filter(pk__in=[mine.member_id, strange.member_id, uuid7()])
    assert [one.pk for one in asked] == [mine.member_id]
    if connection.vendor == "sqlite":
        plan = asked.explain()
        assert "(id=?)" in plan, plan
        assert "workspace_id=?" not in plan, plan


def test_a_write_by_key_leaves_other_workspaces_alone(firm: Firm, other_firm: Firm) -> None:
    mine, strange = firm.actor(), other_firm.actor("fremd")
    members = Member.objects.in_workspace(mine.workspace_id)
    assert members.filter(pk__in=[strange.member_id]).update(name="Somebody") == 0
    assert members.exclude(pk__in=[mine.member_id]).filter(pk=strange.member_id).count() == 0
