"""For whom a record exists, asked for many at once: the same answer as each of them gets alone."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from klientel.records import actions
from klientel.records.actions.share import share
from klientel.records.models import RecordRef
from klientel.records.seen_by import seen_by
from tests.cast import Firm

pytestmark = pytest.mark.django_db


def alone(firm: Firm, ref: RecordRef) -> set[str]:
    return {
        name
        for name in firm.members
        if RecordRef.objects.visible_to(firm.actor(name)).filter(pk=ref.pk).exists()
    }


def together(firm: Firm, ref: RecordRef) -> set[str]:
    seen = seen_by(ref, [one.pk for one in firm.members.values()])
    return {name for name, one in firm.members.items() if one.pk in seen}


def spine(firm: Firm, record: Any) -> RecordRef:
    return RecordRef.objects.in_workspace(firm.workspace.pk).get(pk=record.pk)


def kept(firm: Firm, how: str) -> Any:
    values = {"name": "Nord Media", "relationship": "client" if how == "client" else "customer"}
    if how == "client":
        values["owner"] = str(firm.members["wim"].pk)
    account = actions.create(firm.olga, "account", values)
    if how in ("web", "beratung"):
        key = firm.teams[how].pk
        share(firm.olga, "account", account.pk, privacy="team", team_id=key)
    if how == "named":
        named = [firm.members["bea"].pk, firm.members["sam"].pk]
        share(firm.olga, "account", account.pk, privacy="named", member_ids=named)
    return account


@pytest.mark.parametrize("how", ["everyone", "client", "web", "beratung", "named"])
def test_many_at_once_get_the_answer_that_each_gets_alone(firm: Firm, how: str) -> None:
    account = kept(firm, how)
    contact = actions.create(
        firm.olga, "contact", {"last_name": "Falk", "account": str(account.pk)}
    )
    agreement_like = [spine(firm, account), spine(firm, contact)]
    for ref in agreement_like:
        assert together(firm, ref) == alone(firm, ref)
    if how == "named":
        assert together(firm, spine(firm, contact)) == {"olga", "bea", "sam"}


def test_nobody_sees_what_is_deleted_and_who_has_left_sees_nothing(firm: Firm) -> None:
    account = kept(firm, "everyone")
    firm.members["wim"].is_active = False
    firm.members["wim"].save()
    assert "wim" not in together(firm, spine(firm, account))
    actions.trash(firm.olga, "account", account.pk)
    assert together(firm, spine(firm, account)) == set()


def test_it_takes_three_reads_for_any_number_and_none_for_nobody(firm: Firm) -> None:
    ref = spine(firm, kept(firm, "web"))
    for members, most in (([], 0), ([one.pk for one in firm.members.values()], 3)):
        with CaptureQueriesContext(connection) as queries:
            seen_by(ref, members)
        assert len(queries) == most
