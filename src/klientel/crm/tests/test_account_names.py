"""One order of names: people by the family name wherever they are listed, shown so, and found."""

from __future__ import annotations

from datetime import date

import pytest

from klientel.crm.account_names import family_of, keys_of, order_key, plain_key
from klientel.crm.actions.people import add_person
from klientel.crm.models import Account
from klientel.crm.tests.imported import row, run
from klientel.records import actions
from tests.cast import Firm

pytestmark = pytest.mark.django_db


def new(firm: Firm, name: str, kind: str = "person") -> Account:
    values = {"name": name, "kind": kind, "relationship": "customer"}
    made: Account = actions.create(firm.olga, "account", values)
    return made


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Ole Dietz", "dietz ole"),
        ("Dietz, Ole", "dietz ole"),
        ("Dr. Anna von der Heide", "von der heide anna"),
        ("Anna Müller-Lüdenscheid", "muller ludenscheid anna"),
        ("Özil", "ozil"),
    ],
)
def test_a_person_is_ordered_by_the_family_name(name: str, key: str) -> None:
    assert order_key(name, "person") == key
    assert {key, plain_key(name)} == keys_of(name)


def test_a_firm_is_ordered_as_it_is_written() -> None:
    assert order_key("Ole Dietz GmbH", "organisation") == "ole dietz gmbh"


@pytest.mark.parametrize(
    ("name", "family"),
    [("Ole Dietz", "Dietz"), ("Dietz, Ole", ""), ("Dietz", ""), ("Dr. Ole von Berg", "von Berg")],
)
def test_the_family_name_is_what_the_name_ends_with(name: str, family: str) -> None:
    assert family_of(name) == family


def test_accounts_and_people_stand_in_one_order(firm: Firm) -> None:
    for name in ("Anna Zander", "Zoe Adler"):
        account = new(firm, name)
        first, last = name.split()
        add_person(firm.olga, account, {"first_name": first, "last_name": last})
    new(firm, "Möwe GmbH", "organisation")
    for path in ("accounts?tab=all", "contacts"):
        text = firm.client().get(f"/{firm.slug}/{path}").content.decode()
        adler, zander = text.index(">Zoe </span>Adler"), text.index(">Anna </span>Zander")
        assert adler < zander, path


def test_what_becomes_a_person_is_put_in_order_anew(firm: Firm) -> None:
    account = new(firm, "Ole Dietz", "organisation")
    actions.change(firm.olga, "account", account.pk, {"kind": "person"})
    assert Account.objects.visible_to(firm.olga).get(pk=account.pk).name_key == "dietz ole"


def test_who_is_the_account_belongs_to_themselves(firm: Firm) -> None:
    account = new(firm, "Ole Dietz")
    add_person(firm.olga, account, {"first_name": "Ole", "last_name": "Dietz"})
    add_person(firm.olga, account, {"first_name": "Mia", "last_name": "Dietz"})
    text = firm.client().get(f"/{firm.slug}/contacts").content.decode()
    assert text.count(">themselves</a>") == 1
    assert text.count(">Ole Dietz</a>") == 1


def test_purchases_find_a_person_by_the_name_as_it_is_written(firm: Firm) -> None:
    person, turned = new(firm, "Ole Dietz"), new(firm, "Dietz Ole", "organisation")
    run(firm, [row(1, "", date(2026, 1, 5), "10", name="Ole Dietz")])
    run(firm, [row(2, "", date(2026, 1, 6), "20", name="dietz ole")])
    run(firm, [row(3, "", date(2026, 1, 7), "30", name="Dietz, Ole")])
    bought = {
        pk: Account.objects.visible_to(firm.olga).get(pk=pk).purchases_total
        for pk in (person.pk, turned.pk)
    }
    assert bought == {person.pk: 10, turned.pk: 50}
