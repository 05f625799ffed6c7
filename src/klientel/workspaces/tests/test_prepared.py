"""A query compiled once answers for other values as if it had been put together for them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from klientel.workspaces.models import Member
from klientel.workspaces.prepared import Prepared
from tests.cast import Firm

pytestmark = pytest.mark.django_db
MARKER = UUID(int=11)


def members_called(workspace: UUID, name: str) -> Any:
    return Member.objects.in_workspace(workspace).filter(name=name).values_list("id", "joined_at")


def test_each_call_answers_for_its_own_values(firm: Firm, other_firm: Firm) -> None:
    query = Prepared(members_called, workspace=MARKER, name="a name that marks its place")
    for one, name in ((firm, "Olga"), (other_firm, "Fremd"), (firm, "Wim"), (firm, "Fremd")):
        straight = list(members_called(one.workspace.pk, name))
        assert query.rows(workspace=one.workspace.pk, name=name) == straight


def test_rows_become_objects_of_the_model(firm: Firm) -> None:
    def everybody(workspace: UUID) -> Any:
        columns = [field.attname for field in Member._meta.concrete_fields]
        return Member.objects.in_workspace(workspace).order_by("name").values_list(*columns)

    found = Prepared(everybody, workspace=MARKER).objects(Member, workspace=firm.workspace.pk)
    assert [one.name for one in found] == sorted(one.name for one in firm.members.values())
    assert found[0].changed_columns() == []


def test_a_marker_that_the_query_does_not_hold_is_an_error(firm: Firm) -> None:
    query = Prepared(lambda workspace, forgotten: members_called(workspace, "x"),
                     workspace=MARKER, forgotten="nowhere in it")  # fmt: skip
    with pytest.raises(LookupError):
        query.rows(workspace=firm.workspace.pk, forgotten="1")
