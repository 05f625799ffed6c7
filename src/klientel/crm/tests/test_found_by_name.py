"""Rows of a file find accounts by their names through the index, however these are written."""

from __future__ import annotations

import pytest
from django.db import connection

from klientel.crm.models import Account
from klientel.integrations.matching import records_by_key
from klientel.records import actions
from klientel.records.actions.create import Draft
from klientel.records.looking_up import among
from klientel.records.recipes import CleanRow
from klientel.records.types import record_types
from tests.cast import Firm

pytestmark = pytest.mark.django_db

NAMES = ("Möller & Söhne", "NORD GMBH", "Straße 7 KG", "!?!", "Nord gmbh", '  O\'Hara \\ "Co"')


def account(firm: Firm, name: str) -> Account:
    made: Account = actions.create(firm.olga, "account", {"name": name})
    return made


def found(firm: Firm, *names: str) -> dict[str, list[Account]]:
    rows = [CleanRow(line, {"name": name}, str(line)) for line, name in enumerate(names)]
    by_key = records_by_key(firm.olga, record_types.get("account"), rows, ["name"])
    return {name: records for (_target, name), records in by_key.items()}


def test_each_name_finds_its_account_and_no_other_that_is_ordered_like_it(firm: Firm) -> None:
    made = {name: account(firm, name) for name in NAMES}
    account(firm, "Moller + Sohne")
    there = found(firm, "möller & söhne", "Nord GmbH", "Straße 7 KG", "!?!", "Unbekannt AG")
    assert there == {
        "möller & söhne": [made["Möller & Söhne"]],
        "nord gmbh": [made["NORD GMBH"]],
        "strasse 7 kg": [made["Straße 7 KG"]],
        "!?!": [made["!?!"]],
    }


def test_a_name_that_only_signs_make_is_found_among_others(firm: Firm) -> None:
    signs, letters = account(firm, "???"), account(firm, "Ost AG")
    assert found(firm, "???", "Ost AG") == {"???": [signs], "ost ag": [letters]}


def test_names_of_another_workspace_are_not_found(firm: Firm, other_firm: Firm) -> None:
    account(firm, "Nord GmbH")
    rows = [CleanRow(1, {"name": "Nord GmbH"}, "1")]
    assert (
        records_by_key(other_firm.actor("fremd"), record_types.get("account"), rows, ["name"]) == {}
    )


def test_quotes_and_signs_of_other_scripts_reach_the_database_as_they_are(firm: Firm) -> None:
    texts = ['a"b', "a\\b", "a'b", "é\u4e2d\U0001f600", "a,b", "[1]"]
    made = actions.create_many(
        firm.olga, "account", [Draft({"name": text, "external_number": text}) for text in texts]
    )
    rows = among(Account.objects.visible_to(firm.olga), "external_number", texts)
    assert {row.pk for row in rows} == {one.pk for one in made}
    parts = among(Account.objects.visible_to(firm.olga), "external_number", ["a", "b", "1"])
    assert not parts.exists()


@pytest.mark.parametrize(
    ("column", "index"),
    [("name_key", "account_by_name"), ("email", "account_by_email")],
)
def test_thousands_of_values_are_looked_up_by_the_index(
    firm: Firm, column: str, index: str
) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL has statistics, and takes another way where few rows are")
    values = [f"wert{number}" for number in range(3_000)]
    rows = among(Account.objects.visible_to(firm.olga), column, values)
    assert index in rows.explain()


def test_records_that_are_added_together_share_no_list(firm: Firm) -> None:
    one, other = actions.create_many(
        firm.olga, "account", [Draft({"name": "Eins"}), Draft({"name": "Zwei"})]
    )
    assert one.tags == other.tags == []
    assert one.tags is not other.tags
    assert one.own_values is not other.own_values
