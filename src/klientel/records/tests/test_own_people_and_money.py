"""Own fields of several people and teams, and of amounts in a currency of their own."""

from __future__ import annotations

import pytest
from django.http import QueryDict

from klientel.kit.refused import Refused
from klientel.records import actions
from klientel.records.actions.own_field import add_field, change_field, found_field
from klientel.records.own_fields.inputs import shape_of
from klientel.records.reading import reading_for
from klientel.records.tests.own import accounts, again, an_account, own, rows_of, shown
from klientel.views.query import ViewQuery
from klientel.views.rows import Listing
from tests.cast import Firm

pytestmark = pytest.mark.django_db


def found(firm: Firm, query: str) -> list[str]:
    """The names of the accounts that a list shows for a query."""
    record_type, reading = accounts(firm), reading_for(firm.workspace)
    asked = ViewQuery.from_request(record_type, QueryDict(query), firm.olga, reading)
    assert not asked.notices, asked.notices
    rows = Listing(record_type, asked, firm.olga, reading).rows
    return sorted(rows.values_list("name", flat=True))


# people -----------------------------------------------------------------------------------------


def test_lists_are_narrowed_to_one_of_several_people(firm: Firm) -> None:
    field = own(firm, "Crew", "members")
    an_account(firm, "Both", **{field.name: "Wim, Olga"})
    an_account(firm, "One", **{field.name: "Wim"})
    an_account(firm, "None")
    wim, olga = firm.members["wim"].pk, firm.members["olga"].pk
    assert found(firm, f"{field.name}={wim}") == ["Both", "One"]
    assert found(firm, f"{field.name}={olga}") == ["Both"]
    assert found(firm, f"{field.name}.not={olga}") == ["None", "One"]
    assert found(firm, f"{field.name}.empty=") == ["None"]
    assert found(firm, f"{field.name}.filled=") == ["Both", "One"]


def test_people_are_added_and_taken_away_one_by_one(firm: Firm) -> None:
    field = own(firm, "Crew", "members")
    made = an_account(firm, **{field.name: "Wim"})
    one = accounts(firm).field(field.name)
    there = one.value(made)
    olga = [str(firm.members["olga"].pk)]
    assert one.merged("add", there, olga) == [*there, *olga]
    assert one.merged("remove", [*there, *olga], olga) == there
    assert one.merged("set", there, olga) == olga


def test_what_stands_in_the_field_can_be_sent_as_it_stands(firm: Firm) -> None:
    field = own(firm, "Crew", "members")
    olga = firm.members["olga"]
    olga.name = "Olga, M. A."
    olga.save()
    firm.workspace.touch_directory()
    made = an_account(firm, **{field.name: f"{olga.pk},Wim"})
    one, reading = accounts(firm).field(field.name), reading_for(firm.workspace)
    typed = one.input(one.value(made), reading)["value"]
    assert typed == one.export(one.value(made), reading) == "Olga, M. A.; Wim"
    assert one.clean(typed, reading) == one.value(made)
    assert one.clean(f"{olga.pk}; Wim", reading) == one.value(made)


def test_a_name_with_a_comma_alone_and_one_of_two_are_read_again(firm: Firm) -> None:
    field = own(firm, "Crew", "members")
    olga, wim, lena = (firm.members[name] for name in ("olga", "wim", "lena"))
    olga.name, wim.name, lena.name = "Weber, Anna", "Kai", "Kai"
    for one in (olga, wim, lena):
        one.save()
    firm.workspace.touch_directory()
    firm.workspace.refresh_from_db()
    one = accounts(firm).field(field.name)
    reading = reading_for(firm.workspace)
    for keys in ([str(olga.pk)], [str(wim.pk)], [str(olga.pk), str(lena.pk)]):
        assert one.clean(one.input(keys, reading)["value"], reading) == keys
        assert one.clean(one.export(keys, reading), reading) == keys


def test_somebody_who_is_not_there_or_of_another_firm_is_refused(
    firm: Firm, other_firm: Firm
) -> None:
    field = own(firm, "Crew", "members")
    made = an_account(firm)
    for who in ("Nobody", str(other_firm.members["fremd"].pk), "Wim, Nobody"):
        with pytest.raises(Refused):
            actions.change(firm.olga, "account", made.pk, {field.name: who})
    assert rows_of(firm, field) == []


def test_what_must_be_filled_cannot_be_emptied(firm: Firm) -> None:
    field = own(firm, "Crew", "members", is_required=True)
    made = an_account(firm, **{field.name: "Wim"})
    with pytest.raises(Refused):
        actions.change(firm.olga, "account", made.pk, {field.name: ""})
    assert shown(firm, again(firm, made), field.name) == "Wim"


def test_teams_are_chosen_found_and_grouped_by(firm: Firm) -> None:
    one, many = own(firm, "Berth", "team"), own(firm, "Helpers", "teams")
    an_account(firm, "A", **{one.name: "web", many.name: "Web, Beratung"})
    an_account(firm, "B", **{one.name: "beratung"})
    web = firm.teams["web"].pk
    assert found(firm, f"{one.name}={web}") == ["A"]
    assert found(firm, f"{many.name}={web}") == ["A"]
    assert found(firm, f"{many.name}.not={web}") == ["B"]
    buckets = dict(accounts(firm).field(one.name).buckets(reading_for(firm.workspace)))
    assert buckets[web] == "Web"


# money ------------------------------------------------------------------------------------------


def test_amounts_are_shown_in_the_currency_of_their_field(firm: Firm) -> None:
    usual, other = own(firm, "Budget", "money"), own(firm, "Rent", "money", currency="CHF")
    made = an_account(firm, **{usual.name: "1200", other.name: "1200"})
    assert shown(firm, made, usual.name) == "€1,200.00"
    assert "CHF" in shown(firm, made, other.name)
    one, reading = accounts(firm).field(other.name), reading_for(firm.workspace)
    assert "CHF" in one.total_shown(one.value(made), "", reading)
    assert one.sheet_label(reading) == "Rent (CHF)"
    assert one.schema(reading)["description"] == "CHF"


def test_the_currency_of_the_firm_is_none_of_the_field(firm: Firm) -> None:
    field = own(firm, "Budget", "money", currency=firm.workspace.currency)
    assert field.options == {}
    with pytest.raises(Refused):
        own(firm, "Other", "money", currency="XXX")


def test_a_currency_stays_when_a_field_is_renamed(firm: Firm) -> None:
    field = own(firm, "Rent", "money", currency="CHF")
    change_field(firm.olga, field=str(field.pk), label="Rents")
    assert found_field(firm.olga, str(field.pk)).options == {"currency": "CHF"}
    with pytest.raises(Refused):
        change_field(firm.olga, field=str(field.pk), label="Rents", currency="EUR")


def test_formulas_read_no_amounts_of_another_currency(firm: Firm) -> None:
    usual, other = own(firm, "Budget", "money"), own(firm, "Rent", "money", currency="CHF")
    assert shape_of(accounts(firm).field(usual.name)) is not None
    assert shape_of(accounts(firm).field(other.name)) is None
    add = {"type": "account", "kind": "formula", "label": "Twice"}
    with pytest.raises(Refused):
        add_field(firm.olga, **add, formula="{Rent} * 2")
    add_field(firm.olga, **add, formula="{Budget} * 2")
