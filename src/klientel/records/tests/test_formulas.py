"""Fields that are reckoned: written with their inputs, kept current, refused in words."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import translation

from klientel.events.models import Event, Job
from klientel.kit import clock
from klientel.kit.formulas import Wrong
from klientel.kit.ids import uuid7
from klientel.kit.refused import Forbidden, Invalid, Refused
from klientel.records import actions, tasks
from klientel.records.actions.create import Draft
from klientel.records.actions.many import Edit, change_each
from klientel.records.actions.merge import merge
from klientel.records.actions.own_field import (
    add_field,
    change_field,
    restore_field,
    set_choices,
    trash_field,
)
from klientel.records.consistency import differences
from klientel.records.models import FieldDefinition, FieldValue
from klientel.records.own_fields.defined import OWN_KINDS
from klientel.records.own_fields.reckoning import reckon_anew
from klientel.records.reading import reading_for
from klientel.records.types import RecordType, record_types
from klientel.workspaces.rows import known_as
from tests.cast import Firm

pytestmark = pytest.mark.django_db


def own(firm: Firm, label: str, kind: str = "number", **said: Any) -> FieldDefinition:
    asked = {"places": "2", "choices": "North\nSouth", "to": "contact"}
    made = add_field(firm.olga, type="account", kind=kind, label=label, **{**asked, **said})
    firm.workspace.refresh_from_db()
    return known_as(FieldDefinition, made)


def formula(firm: Firm, label: str, text: str, **said: Any) -> FieldDefinition:
    return own(firm, label, "formula", formula=text, **said)


def change(firm: Firm, field: FieldDefinition, text: str, **said: Any) -> None:
    asked = {"label": field.label, "formula": text, "places": "2", **said}
    change_field(firm.olga, field=str(field.pk), **asked)
    firm.workspace.refresh_from_db()


def accounts(firm: Firm) -> RecordType:
    firm.workspace.refresh_from_db()
    return record_types.get("account").in_workspace(firm.workspace)


def an_account(firm: Firm, name: str = "Weber Bau", **values: Any) -> Any:
    return actions.create(
        firm.olga, "account", {"name": name, "relationship": "customer", **values}
    )


def value(firm: Firm, record: Any, field: FieldDefinition) -> Any:
    row = type(record).objects.visible_to(firm.olga, trashed=None).get(pk=record.pk)
    return accounts(firm).field(field.name).value(row)


def rows_of(firm: Firm, field: FieldDefinition) -> list[Any]:
    return list(FieldValue.objects.visible_to(firm.olga).filter(field_id=field.pk))


def reckon(firm: Firm) -> None:
    """What the job does that a change of fields asks for."""
    firm.workspace.refresh_from_db()
    list(reckon_anew(firm.workspace, "account"))


@pytest.fixture
def margin(firm: Firm) -> tuple[FieldDefinition, FieldDefinition, FieldDefinition]:
    price, cost = own(firm, "Preis", "money"), own(firm, "Kosten", "money")
    return price, cost, formula(firm, "Marge", "{Preis} - {Kosten}")


Margin = tuple[FieldDefinition, FieldDefinition, FieldDefinition]


def test_a_result_is_written_with_what_it_is_reckoned_from(firm: Firm, margin: Margin) -> None:
    price, cost, result = margin
    account = an_account(firm, **{price.name: "100", cost.name: "60.50"})
    assert value(firm, account, result) == Decimal("39.50")
    assert [row.number for row in rows_of(firm, result)] == [Decimal("39.5")]
    actions.change(firm.olga, "account", account.pk, {cost.name: "90"})
    assert value(firm, account, result) == Decimal("10.00")
    actions.change(firm.olga, "account", account.pk, {cost.name: ""})
    assert value(firm, account, result) is None
    assert rows_of(firm, result) == []
    assert list(differences(firm.workspace)) == []


def test_many_records_get_their_results_at_once(firm: Firm, margin: Margin) -> None:
    price, cost, result = margin
    drafts = [
        Draft({"name": f"Firm {n}", "relationship": "customer", price.name: str(n), cost.name: "1"})
        for n in range(15)
    ]
    made = actions.create_many(firm.olga, "account", drafts)
    assert [value(firm, one, result) for one in made] == [Decimal(n - 1) for n in range(15)]
    ids = [one.pk for one in made]
    edit = Edit(cost.name, "set", Decimal(2))
    change_each(firm.olga, record_types.get("account"), ids, edit, uuid7())
    assert value(firm, made[9], result) == Decimal(7)
    assert list(differences(firm.workspace)) == []


def test_nobody_sets_a_result_by_hand(firm: Firm, margin: Margin) -> None:
    with pytest.raises(Invalid):
        an_account(firm, **{margin[2].name: "5"})
    account = an_account(firm)
    with pytest.raises(Invalid):
        actions.change(firm.olga, "account", account.pk, {margin[2].name: "5"})


def test_the_log_tells_what_was_typed_and_not_what_follows(firm: Firm, margin: Margin) -> None:
    price, cost, _result = margin
    account = an_account(firm, **{price.name: "5", cost.name: "1"})
    actions.change(firm.olga, "account", account.pk, {price.name: "6"})
    event = Event.objects.visible_to(firm.olga).filter(verb="account.changed").latest("id")
    assert set(event.facts["changes"]) == {price.name}
    actions.undo(firm.olga, event.pk)
    assert value(firm, account, margin[2]) == Decimal("4.00")


def test_a_renamed_field_changes_no_formula_and_no_record(firm: Firm, margin: Margin) -> None:
    price, cost, result = margin
    account = an_account(firm, **{price.name: "5", cost.name: "1"})
    change_field(firm.olga, field=str(price.pk), label="Umsatz", places="2")
    result.refresh_from_db()
    assert result.options["formula"] == f"{{{price.name}}} - {{{cost.name}}}"
    assert value(firm, account, result) == Decimal("4.00")


def test_formulas_read_each_other_in_their_order(firm: Firm, margin: Margin) -> None:
    price, cost, _result = margin
    share = formula(firm, "Anteil", "{Marge} / {Preis}", as_percent="1", places="1")
    word = formula(firm, "Urteil", 'IF({Anteil} > 0.3; "gut"; "knapp")')
    account = an_account(firm, **{price.name: "300", cost.name: "200"})
    assert value(firm, account, share) == Decimal("33.3")
    reading = reading_for(firm.workspace)
    assert accounts(firm).field(share.name).shown(Decimal("33.3"), reading) == "33.3%"
    assert value(firm, account, word) == "gut"
    assert rows_of(firm, word)[0].text == "gut"


def test_a_cycle_is_refused_in_words(firm: Firm, margin: Margin) -> None:
    first = formula(firm, "Eins", "{Preis} + 1")
    second = formula(firm, "Zwei", "{Eins} + 1")
    third = formula(firm, "Drei", "{Zwei} + 1")
    with pytest.raises(Refused, match="Eins → Drei → Zwei → Eins"):
        change(firm, first, "{Drei} + 1")
    with pytest.raises(Refused, match="Zwei → Zwei"):
        change(firm, second, "{Zwei} + 1")
    change(firm, third, "{Eins} + 1")


def test_an_undo_brings_no_cycle_back(firm: Firm, margin: Margin) -> None:
    one, other = formula(firm, "Eins", "1"), formula(firm, "Zwei", "{Eins} + 1")
    change(firm, other, "2")
    event = Event.objects.visible_to(firm.olga).filter(verb="field.changed").latest("id")
    change(firm, one, "{Zwei} + 1")
    with pytest.raises(Refused, match="cannot read its own result"):
        actions.undo(firm.olga, event.pk)


@pytest.mark.parametrize(
    "text", ["", "1 +", "{Gibtsnicht}", "WENN(", "{Preis", "(" * 500, "{Tags} + 1", "x" * 4_000]
)
def test_what_is_no_formula_is_refused_in_words(firm: Firm, margin: Margin, text: str) -> None:
    with pytest.raises(Refused) as told:
        formula(firm, "Neu", text)
    assert str(told.value)
    assert FieldDefinition.objects.visible_to(firm.olga).filter(label="Neu").count() == 0


def test_what_goes_wrong_is_a_word_in_the_cell_and_found_by_no_value(firm: Firm) -> None:
    count = own(firm, "Stück")
    each = formula(firm, "Je Stück", "100 / {Stück}")
    account = an_account(firm, **{count.name: "0"})
    assert value(firm, account, each) == Wrong("division")
    assert rows_of(firm, each) == []
    one, reading = accounts(firm).field(each.name), reading_for(firm.workspace)
    assert one.shown(Wrong("division"), reading) == "Divided by zero"
    assert "Divided by zero" in one.cell(Wrong("division"), reading)
    assert one.from_api(one.api(Wrong("division"))) == Wrong("division")
    assert list(differences(firm.workspace)) == []
    actions.change(firm.olga, "account", account.pk, {count.name: "8"})
    assert value(firm, account, each) == Decimal("12.50")


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("{Preis} * 2", Decimal("20.00")),
        ('{Name} & "!"', "Weber Bau!"),
        ("DATE(2026, 11, 26)", date(2026, 11, 26)),
        ("{Preis} > 5", True),
        ("LEN({Name})", Decimal("9.00")),
        ("{Region}", "South"),
        ("19% * {Preis}", Decimal("1.90")),
    ],
)
def test_a_result_of_each_kind_is_kept_and_compared(firm: Firm, text: str, result: Any) -> None:
    price, region = own(firm, "Preis", "money"), own(firm, "Region", "choice")
    made = formula(firm, "Ergebnis", text)
    account = an_account(firm, **{price.name: "10", region.name: "South"})
    assert value(firm, account, made) == result
    assert len(rows_of(firm, made)) == 1
    assert list(differences(firm.workspace)) == []


def test_a_formula_that_gives_something_else_is_reckoned_for_all_records(firm: Firm) -> None:
    price = own(firm, "Preis", "money")
    made = formula(firm, "Ergebnis", "{Preis} * 2")
    account = an_account(firm, **{price.name: "10"})
    change(firm, made, "DATE(2026, 11, 26)")
    # until the job comes, what stands there is of another kind
    assert value(firm, account, made) is None
    reckon(firm)
    assert value(firm, account, made) == date(2026, 11, 26)
    (row,) = rows_of(firm, made)
    assert (row.number, row.day) == (None, date(2026, 11, 26))
    version = account.version
    reckon(firm)
    account.refresh_from_db()
    assert account.version == version


def test_a_new_formula_has_its_results_reckoned_by_a_job(firm: Firm) -> None:
    account = an_account(firm)
    made = formula(firm, "Kurz", "LEFT({Name}, 3)")
    assert value(firm, account, made) == ""
    assert Job.objects.filter(name__contains="reckon_formulas").count() == 1
    assert tasks.reckon_formulas.call(str(firm.workspace.pk), "account") == 1
    assert value(firm, account, made) == "Web"


def test_what_depends_on_today_is_reckoned_anew_when_the_day_begins(firm: Firm) -> None:
    since = own(firm, "Seit", "day")
    age = formula(firm, "Tage", "TODAY() - {Seit}", places="0")
    today = clock.today(firm.workspace.time_zone)
    account = an_account(firm, **{since.name: (today - timedelta(days=10)).isoformat()})
    assert value(firm, account, age) == 10
    assert tasks.reckon_new_days.call() == 1
    assert tasks.reckon_new_days.call() == 0
    with clock.travel(timedelta(days=1)):
        assert tasks.reckon_new_days.call() == 1
        reckon(firm)
    assert value(firm, account, age) == 11
    assert rows_of(firm, age)[0].number == 11


def test_a_day_whose_job_could_not_be_asked_for_is_still_to_be_reckoned(
    firm: Firm, monkeypatch: pytest.MonkeyPatch
) -> None:
    formula(firm, "Heute", "TODAY()")

    def full_disk(*args: Any, **more: Any) -> None:
        raise OSError("disk full")

    with monkeypatch.context() as broken:
        broken.setattr(tasks, "reckon_later", full_disk)
        with pytest.raises(OSError, match="disk full"):
            tasks.reckon_new_days.call()
    assert tasks.reckon_new_days.call() == 1


def test_a_field_that_a_formula_reads_stays(firm: Firm, margin: Margin) -> None:
    price, _cost, result = margin
    with pytest.raises(Refused, match="Marge"):
        trash_field(firm.olga, field=str(price.pk))
    trash_field(firm.olga, field=str(result.pk))
    trash_field(firm.olga, field=str(price.pk))
    account = an_account(firm)
    # back without what it reads: it says so
    restore_field(firm.olga, field=str(result.pk))
    reckon(firm)
    assert value(firm, account, result) == Wrong("field")
    restore_field(firm.olga, field=str(price.pk))
    reckon(firm)
    assert value(firm, account, result) is None


def test_a_formula_under_others_keeps_the_kind_of_its_result(firm: Firm, margin: Margin) -> None:
    formula(firm, "Doppelt", "{Marge} * 2")
    with pytest.raises(Refused, match="Doppelt"):
        change(firm, margin[2], '"nichts"')


def test_other_words_for_an_option_are_reckoned_anew(firm: Firm) -> None:
    region = own(firm, "Region", "choice")
    made = formula(firm, "Kürzel", "UPPER(LEFT({Region}, 2))")
    account = an_account(firm, **{region.name: "North"})
    assert value(firm, account, made) == "NO"
    every = '[{"value": "o1", "label": "West"}, {"value": "o2", "label": "South"}]'
    set_choices(firm.olga, field=str(region.pk), every=every)
    assert Job.objects.filter(name__contains="reckon_formulas").exists()
    reckon(firm)
    assert value(firm, account, made) == "WE"


def test_a_merge_reckons_with_what_is_chosen(firm: Firm, margin: Margin) -> None:
    price, cost, result = margin
    first = an_account(firm, "Weber", **{price.name: "7"})
    second = an_account(firm, "Weber Bau", **{cost.name: "2"})
    merge(firm.olga, "account", first.pk, [second.pk])
    assert value(firm, first, result) == Decimal("5.00")
    assert list(differences(firm.workspace)) == []


def test_a_field_that_is_called_like_another_is_spelled_by_its_lasting_name(firm: Firm) -> None:
    """In German the own field is called like one of the program's, which is free in English."""
    price = own(firm, "Branche")
    made = formula(firm, "Ergebnis", "{Branche} * 2")
    with translation.override("de"):
        reading = reading_for(firm.workspace)
        held = OWN_KINDS["formula"].held(made, accounts(firm), reading)
    assert held["formula"] == f"{{{price.name}}} * 2"
    held = OWN_KINDS["formula"].held(made, accounts(firm), reading_for(firm.workspace))
    assert held["formula"] == "{Branche} * 2"


def test_only_who_manages_the_firm_writes_formulas(firm: Firm) -> None:
    with pytest.raises(Forbidden):
        add_field(firm.actor("wim"), type="account", kind="formula", label="X", formula="1")


def test_results_are_the_same_whoever_writes(firm: Firm) -> None:
    """The firm's language decides, not the reader's."""
    hours = own(firm, "Stunden")
    made = formula(firm, "Satz", '{Stunden} & " h"')
    account = an_account(firm, **{hours.name: "7.5"})
    wanted = "7,5 h" if firm.workspace.language == "de" else "7.5 h"
    assert value(firm, account, made) == wanted
