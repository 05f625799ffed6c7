"""Own fields in imports: columns become them, and new ones on the way."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from klientel.crm.models import Account, Contact
from klientel.integrations.actions import run as runs
from klientel.integrations.engine import carry_out
from klientel.integrations.models import ImportRun
from klientel.integrations.models.row_problem import RowProblem
from klientel.integrations.tests.files import imported
from klientel.kit.refused import Refused
from klientel.records import actions
from klientel.records.actions.own_field import add_field
from klientel.records.actions.own_field_conditions import set_conditions
from klientel.records.consistency import differences
from klientel.records.models import FieldDefinition
from klientel.records.types import record_types
from tests.cast import Firm
from tests.sample_room.models import Boat

pytestmark = pytest.mark.django_db


def write(folder: Path, text: str) -> Path:
    path = folder / "file.csv"
    path.write_text(text, encoding="utf-8")
    return path


def own(firm: Firm, type_name: str, label: str, kind: str, **said: Any) -> str:
    asked = {"choices": "North\nSouth", "places": "1", "to": "boat"}
    made = add_field(firm.olga, type=type_name, kind=kind, label=label, **{**asked, **said})
    firm.workspace.refresh_from_db()
    return made.name


def test_columns_named_like_own_fields_become_them(firm: Firm, tmp_path: Path) -> None:
    names = [
        own(firm, "boat", label, kind)
        for label, kind in [
            ("Region", "choice"), ("Services", "choices"), ("Budget", "money"),
            ("Discount", "percent"), ("Checked", "day"), ("Insured", "truth"),
        ]
    ]  # fmt: skip
    path = write(
        tmp_path,
        "Name;Region;Services;Budget;Discount;Checked;Insured\n"
        "Adler;north;South, North;1.234,50;12,5 %;23.11.2026;ja\n"
        "Biene;;;;;;\n",
    )
    imported(firm.olga, path)
    adler = Boat.objects.visible_to(firm.olga).get(name="Adler")
    assert [adler.own_values[name] for name in names] == [
        "o1", ["o1", "o2"], "1234.50", "12.5", "2026-11-23", True,
    ]  # fmt: skip
    assert Boat.objects.visible_to(firm.olga).get(name="Biene").own_values == {}
    assert list(differences(firm.workspace)) == []


def test_a_link_is_found_by_the_name_in_its_column(firm: Firm, tmp_path: Path) -> None:
    sister = own(firm, "boat", "Sister", "record")
    there = actions.create(firm.olga, "boat", {"name": "Adler"})
    path = write(tmp_path, "Name;Sister\nBiene;Adler\n")
    imported(firm.olga, path)
    biene = Boat.objects.visible_to(firm.olga).get(name="Biene")
    assert biene.own_values == {sister: str(there.pk)}


def test_several_links_are_found_by_names_parted_by_semicolons(firm: Firm, tmp_path: Path) -> None:
    sisters = own(firm, "boat", "Sisters", "relation", back_label="Sister of")
    adler = actions.create(firm.olga, "boat", {"name": "Adler"})
    path = write(tmp_path, 'Name,Sisters\nBiene,"Adler; Clara"\nDora,\n')
    imported(firm.olga, path)
    biene, clara = (Boat.objects.visible_to(firm.olga).get(name=n) for n in ("Biene", "Clara"))
    assert biene.own_values == {sisters: [str(adler.pk), str(clara.pk)]}
    assert clara.own_values == {"own_sister_of": [str(biene.pk)]}
    assert list(differences(firm.workspace)) == []


def test_an_address_book_fills_own_fields_of_companies_and_of_people(
    firm: Firm, tmp_path: Path
) -> None:
    region = own(firm, "account", "Region", "choice")
    hobby = own(firm, "contact", "Hobby", "text")
    path = write(
        tmp_path,
        "Company;First name;Family name;Region;Hobby\nRoth GmbH;Jana;Roth;South;Rudern\n",
    )
    imported(firm.olga, path, "address_book")
    account = Account.objects.visible_to(firm.olga).get(name="Roth GmbH")
    person = Contact.objects.visible_to(firm.olga).get(last_name="Roth")
    assert account.own_values == {region: "o2"}
    assert person.own_values == {hobby: "Rudern"}


def _taken_in(firm: Firm, recipe: str, path: Path) -> ImportRun:
    return runs.take_in_file(firm.olga, recipe, path)


def test_a_column_becomes_a_new_field_of_the_kind_that_it_holds(firm: Firm, tmp_path: Path) -> None:
    path = write(
        tmp_path,
        "Name;Fleet;Premium;Inspected\nAdler;12;12,50;23.11.2026\nBiene;3;1,25;01.02.2026\n",
    )
    run = _taken_in(firm, "boat", path)
    browser = firm.client("olga")
    here = f"/{firm.slug}/import/{run.pk}/map"
    assert "New field" in browser.get(here).content.decode()
    chosen = {
        "target-0": "name", "target-1": "new:", "target-2": "new:", "target-3": "new:",
        "match": "name",
    }  # fmt: skip
    answer = browser.post(here, chosen)
    assert answer.status_code in (302, 303), answer.content.decode()
    made = FieldDefinition.objects.visible_to(firm.olga).order_by("place")
    assert [(one.label, one.kind) for one in made] == [
        ("Fleet", "number"), ("Premium", "number"), ("Inspected", "day"),
    ]  # fmt: skip
    run.refresh_from_db()
    carry_out(run, firm.olga)
    adler = Boat.objects.visible_to(firm.olga).get(name="Adler")
    assert adler.own_values == {
        "own_fleet": "12", "own_premium": "12.500", "own_inspected": "2026-11-23",
    }  # fmt: skip


def test_a_name_that_is_taken_is_told_at_its_column(firm: Firm, tmp_path: Path) -> None:
    path = write(tmp_path, "Name;Harbour\nAdler;Kiel\n")
    run = _taken_in(firm, "boat", path)
    answer = firm.client("olga").post(
        f"/{firm.slug}/import/{run.pk}/map", {"target-0": "name", "target-1": "new:"}
    )
    assert answer.status_code == 422
    assert "There is a field" in answer.content.decode()
    assert record_types.get("boat").in_workspace(firm.workspace).added == ()


def test_who_may_not_add_fields_is_offered_none(firm: Firm, tmp_path: Path) -> None:
    path = write(tmp_path, "Name;Fleet\nAdler;12\n")
    run = runs.take_in_file(firm.actor("wim"), "boat", path)
    browser = firm.client("wim")
    here = f"/{firm.slug}/import/{run.pk}/map"
    assert "New field" not in browser.get(here).content.decode()
    answer = browser.post(here, {"target-0": "name", "target-1": "new:"})
    assert answer.status_code in (403, 422)
    assert not FieldDefinition.objects.visible_to(firm.olga).exists()


def test_columns_that_are_refused_together_leave_no_field_behind(
    firm: Firm, tmp_path: Path
) -> None:
    path = write(tmp_path, "Name;Fleet;Harbour\nAdler;12;Kiel\n")
    run = _taken_in(firm, "boat", path)
    browser = firm.client("olga")
    here = f"/{firm.slug}/import/{run.pk}/map"
    # the second is called like a field that is there: the first must not stay alone
    chosen = {"target-0": "name", "target-1": "new:", "target-2": "new:", "match": "name"}
    assert browser.post(here, chosen).status_code == 422
    assert not FieldDefinition.objects.visible_to(firm.olga).exists()
    # nor be known to anybody under a version that the next change gets
    own(firm, "boat", "Budget", "money")
    added = record_types.get("boat").in_workspace(firm.workspace).added
    assert [one.name for one in added] == ["own_budget"]
    answer = browser.post(here, {**chosen, "target-2": "harbour"})
    assert answer.status_code in (302, 303), answer.content.decode()
    made = FieldDefinition.objects.visible_to(firm.olga).order_by("place")
    assert [one.label for one in made] == ["Budget", "Fleet"]


def test_what_conditions_refuse_is_a_remark_on_its_row(firm: Firm, tmp_path: Path) -> None:
    reason, price = own(firm, "boat", "Reason", "text"), own(firm, "boat", "Price", "money")
    for name, purpose in ((reason, "required"), (price, "locked")):
        field = FieldDefinition.objects.visible_to(firm.olga).get(name=name)
        conditions = '["and",["rig","any","ketch"]]'
        set_conditions(firm.olga, field=str(field.pk), purpose=purpose, conditions=conditions)
    for boat in ({"name": "Adler", "rig": "ketch", reason: "Old", price: "5"}, {"name": "Biene"}):
        actions.create(firm.olga, "boat", boat)
    run = imported(
        firm.olga,
        write(tmp_path, "Name;Rig;Price\nAdler;ketch;6\nBiene;ketch;1\nClara;ketch;\n"),
        # so that the price of Adler is to be replaced
        careful=False,
    )
    told = {
        one.line: (Refused(one.reason, **one.values).text(), one.was_imported)
        for one in RowProblem.objects.in_workspace(firm.workspace.pk).filter(run=run)
    }
    locked, required = (
        f"“{label}” {what} “Rig” is Ketch."
        for label, what in (("Price", "is locked while"), ("Reason", "must be filled when"))
    )
    assert told == {2: (locked, False), 3: (required, False), 4: (required, True)}
    held = {one.name: one.own_values for one in Boat.objects.visible_to(firm.olga)}
    assert held == {"Adler": {reason: "Old", price: "5.00"}, "Biene": {}, "Clara": {}}
