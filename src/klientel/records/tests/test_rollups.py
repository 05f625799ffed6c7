"""Roll-ups: what linked records hold, summed up, kept, and true whoever changes either end."""

from __future__ import annotations

from typing import Any

import pytest

from klientel.kit.refused import Refused
from klientel.records import actions
from klientel.records.actions.own_field import add_field, restore_field, trash_field
from klientel.records.consistency import differences
from klientel.records.models import FieldDefinition, FieldValue
from klientel.records.reading import reading_for
from klientel.records.tasks import reckon_formulas, settle_field
from klientel.records.tests.related import CHARTERER, a_boat, an_account, related, set_to
from klientel.records.types import record_types
from tests.cast import Firm

pytestmark = pytest.mark.django_db


def rolled(firm: Firm, label: str, how: str, of: str = "length") -> FieldDefinition:
    """A field of accounts that sums up their ships."""
    what = f"own_ships:{of}" if of else "own_ships"
    made: FieldDefinition = add_field(
        firm.olga, type="account", kind="rollup", label=label, what=what, how=how
    )
    firm.workspace.refresh_from_db()
    reckon_formulas.func(str(firm.workspace.pk), "account")
    return made


def shown(firm: Firm, record: Any, field: FieldDefinition) -> str:
    record_type = record_types.get("account").in_workspace(firm.workspace)
    row = type(record).objects.in_workspace(firm.workspace.pk).get(pk=record.pk)
    one = record_type.field(field.name)
    return one.shown(one.value(row), reading_for(firm.workspace))


def test_each_way_sums_up_what_is_filled(firm: Firm) -> None:
    related(firm)
    weber = an_account(firm)
    boats = [a_boat(firm, f"B{n}", length=length, launched_on=day) for n, (length, day) in
             enumerate([("10.50", "2020-05-01"), ("5", "2019-01-02"), ("", "")])]  # fmt: skip
    set_to(firm, weber, "own_ships", *boats)
    asked = {
        ("sum", "length"): "15.5",
        ("average", "length"): "7.75",
        ("least", "length"): "5",
        ("most", "length"): "10.5",
        ("least", "launched_on"): "2 Jan 2019",
        ("most", "launched_on"): "1 May 2020",
        ("count", ""): "3",
    }
    for (how, of), told in asked.items():
        field = rolled(firm, f"{how} {of}", how, of)
        assert shown(firm, weber, field) == told, how
        assert FieldValue.objects.visible_to(firm.olga).filter(field_id=field.pk).count() == 1
    assert list(differences(firm.workspace)) == []


def test_a_sum_follows_values_and_links_from_either_end(firm: Firm) -> None:
    related(firm)
    total = rolled(firm, "Length", "sum")
    weber, nord = an_account(firm), an_account(firm, "Nord")
    adler = a_boat(firm, length="10", **{CHARTERER: str(weber.pk)})
    assert shown(firm, weber, total) == "10"
    actions.change(firm.olga, "boat", adler.pk, {"length": "12"})
    assert shown(firm, weber, total) == "12"
    set_to(firm, adler, CHARTERER, nord)
    assert (shown(firm, weber, total), shown(firm, nord, total)) == ("", "12")
    actions.trash(firm.olga, "boat", adler.pk)
    assert shown(firm, nord, total) == ""
    actions.restore(firm.olga, "boat", adler.pk)
    assert shown(firm, nord, total) == "12"
    assert list(differences(firm.workspace)) == []


def test_a_formula_reckons_with_a_sum_at_once(firm: Firm) -> None:
    related(firm)
    rolled(firm, "Length", "sum")
    fee = add_field(
        firm.olga, type="account", kind="formula", label="Fee", formula="{Length} * 3", places="0"
    )
    firm.workspace.refresh_from_db()
    weber = an_account(firm)
    adler = a_boat(firm, length="10", **{CHARTERER: str(weber.pk)})
    assert shown(firm, weber, fee) == "30"
    actions.change(firm.olga, "boat", adler.pk, {"length": "11"})
    assert shown(firm, weber, fee) == "33"


def test_a_sum_of_own_fields_and_back_again_ends(firm: Firm) -> None:
    related(firm)
    for type_name in ("account", "boat"):
        add_field(firm.olga, type=type_name, kind="number", label="Points", places="0")
    firm.workspace.refresh_from_db()
    there = rolled(firm, "Points of ships", "sum", "own_points")
    add_field(firm.olga, type="boat", kind="rollup", label="Points of charterers",
              what="own_charterer:own_points", how="sum")  # fmt: skip
    firm.workspace.refresh_from_db()
    weber = an_account(firm, own_points="7")
    adler = a_boat(firm, own_points="4", **{CHARTERER: str(weber.pk)})
    actions.change(firm.olga, "account", weber.pk, {"own_points": "8"})
    actions.change(firm.olga, "boat", adler.pk, {"own_points": "5"})
    adler.refresh_from_db()
    assert adler.own_values["own_points_of_charterers"] == "8"
    assert shown(firm, weber, there) == "5"
    assert list(differences(firm.workspace)) == []


def test_what_is_summed_up_is_not_deleted_under_its_sum(firm: Firm) -> None:
    field = related(firm)
    own = add_field(firm.olga, type="boat", kind="number", label="Points", places="0")
    firm.workspace.refresh_from_db()
    total = rolled(firm, "Points of ships", "sum", "own_points")
    for key in (own.pk, field.pk):
        with pytest.raises(Refused, match="uses this field"):
            trash_field(firm.olga, field=str(key))
    weber = an_account(firm)
    a_boat(firm, own_points="4", **{CHARTERER: str(weber.pk)})
    trash_field(firm.olga, field=str(total.pk))
    firm.workspace.refresh_from_db()
    restore_field(firm.olga, field=str(total.pk))
    settle_field.call(str(firm.workspace.pk), str(total.pk))
    firm.workspace.refresh_from_db()
    assert shown(firm, weber, total) == "4"


@pytest.mark.parametrize(
    ("what", "how", "why"),
    [
        ("own_nothing:length", "sum", "Choose what"),
        ("own_ships:name", "sum", "Choose a field"),
        ("own_ships", "sum", "Choose a field"),
        ("own_ships:launched_on", "average", "no sum and no average"),
        ("own_ships:length", "", "must not be empty"),
    ],
)
def test_what_cannot_be_summed_up_is_refused(firm: Firm, what: str, how: str, why: str) -> None:
    related(firm)
    with pytest.raises(Refused, match=why):
        add_field(firm.olga, type="account", kind="rollup", label="X", what=what, how=how)


def test_the_settings_offer_what_the_other_end_has(firm: Firm) -> None:
    related(firm)
    browser, here = firm.client(), f"/{firm.slug}/settings/fields/accounts/new"
    form = browser.get(f"{here}?kind=rollup").content.decode()
    assert 'value="own_ships:length"' in form
    assert "Ships: Length" in form
    typed = {"kind": "rollup", "label": "Fleet", "what": "own_ships:length", "how": "sum"}
    assert browser.post(here, typed).status_code == 303


def test_a_change_of_many_sums_up_in_a_few_statements(
    firm: Firm, django_assert_max_num_queries: Any
) -> None:
    related(firm)
    total = rolled(firm, "Length", "sum")
    weber = an_account(firm)
    boats = [a_boat(firm, f"B{n}", **{CHARTERER: str(weber.pk)}) for n in range(20)]

    def give(length: str, some: list[Any]) -> None:
        actions.change_many(firm.olga, "boat", {one.pk: {"length": length} for one in some})

    with django_assert_max_num_queries(60) as few:
        give("2", boats[:3])
    with django_assert_max_num_queries(len(few)):
        give("3", boats)
    assert shown(firm, weber, total) == "60"
