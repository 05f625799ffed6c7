"""Kinds of field that no part of the program has heard of work everywhere: list, filter, sort,
form, edit in place, import, address; with rows of their own beside the record, too. What stands in
this file is all that they need.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.db.models import Exists, OuterRef, Q
from django.http import QueryDict

from klientel.automations.steps.mailing import recipients
from klientel.events.models import Event
from klientel.integrations.actions import run as runs
from klientel.integrations.api.examples import value_of
from klientel.integrations.tests.files import imported, write
from klientel.kit.ids import uuid7
from klientel.kit.refused import Refused
from klientel.records import actions
from klientel.records.actions.create import Draft
from klientel.records.consistency import differences, repair
from klientel.records.fields import Operator, Reading, TextField
from klientel.records.fields.base import Field
from klientel.records.fields.comparing import comparison_operators
from klientel.records.reading import reading_of
from klientel.records.types import record_types
from klientel.sharing import addressees
from klientel.views.query import ViewQuery
from klientel.workspaces.actor import Actor
from klientel.workspaces.models import Member
from tests.cast import Firm
from tests.sample_room.models import Berth, Boat


@dataclass(kw_only=True)
class PercentField(Field):
    """A share, shown as `12.5 %`."""

    kind = "percent"
    align = "number"
    repeats = True
    fits = ("integer", "decimal")
    reads_as = ("decimal",)
    written = "decimal"

    def parse(self, raw: Any, reading: Reading) -> Decimal | None:
        if raw is None or raw == "":
            return None
        try:
            return Decimal(str(raw).rstrip(" %"))
        except InvalidOperation:
            raise Refused("This is not a number.", self.name) from None

    def operators(self) -> Sequence[Operator]:
        return comparison_operators()

    def shown(self, value: Any, reading: Reading) -> str:
        return "" if value is None else f"{value.normalize():f} %"

    def api(self, value: Any) -> Any:
        return None if value is None else str(value)


@pytest.fixture(autouse=True)
def boats_heel(monkeypatch: pytest.MonkeyPatch, db: None) -> None:
    """Boats with a heel in place of a length, in the column that is there."""
    boat = record_types.get("boat")
    heel = PercentField(name="heel", label="Heel", column="length")
    fields = [heel if one.name == "length" else one for one in boat.fields]
    columns = ["name", "heel", "harbour"]
    known = {**record_types._by_name, "boat": replace(boat, fields=fields, default_columns=columns)}
    monkeypatch.setattr(record_types, "_by_name", known)


def names(text: str) -> list[str]:
    return re.findall(r'name="selected"[^>]* aria-label="Select ([^"]+)"', text)


def test_it_is_listed_filtered_sorted_and_kept_in_the_address(firm: Firm) -> None:
    for name, heel in (("Flat", "2"), ("Steep", "30 %"), ("Even", "")):
        actions.create(firm.olga, "boat", {"name": name, "heel": heel})
    browser = firm.client()
    text = browser.get("/werft/boats").content.decode()
    assert re.search(r'<td class="is-number[^>]*data-edit="[^"]*/fields/heel"[^>]*>30 %</td>', text)
    assert names(browser.get("/werft/boats?heel.min=10").content.decode()) == ["Steep"]
    order = names(browser.get("/werft/boats?sort=-heel").content.decode())
    assert order == ["Steep", "Flat", "Even"]
    panel = browser.get("/werft/boats/filters?on=heel").content.decode()
    assert "heel.between" in panel
    reading = reading_of(firm.olga)
    record_type = record_types.get("boat")
    given = QueryDict("heel.min=10&sort=-heel&cols=heel,rig")
    query = ViewQuery.from_request(record_type, given, firm.olga, reading)
    assert not query.notices
    again = ViewQuery.from_request(
        record_type, QueryDict(query.to_query_string()), firm.olga, reading
    )
    assert again == query


def test_it_is_in_the_form_and_edited_in_place(firm: Firm) -> None:
    browser = firm.client()
    assert 'name="heel"' in browser.get("/werft/boats/new").content.decode()
    given = {"name": "Flat", "heel": "2,5 %", "token": str(uuid7())}
    assert browser.post("/werft/boats/new", given).status_code == 422
    assert browser.post("/werft/boats/new", {**given, "heel": "2.5 %"}).status_code == 303
    boat = Boat.objects.in_workspace(firm.workspace.pk).get()
    path = f"/werft/boats/{boat.pk}/fields/heel"
    script = {"HTTP_HX_REQUEST": "true", "HTTP_HX_REQUEST_TYPE": "partial"}
    assert 'value="2.5 %"' in browser.get(path, **script).content.decode()
    saved = browser.post(path, {"heel": "4"}, **script)
    assert saved.status_code == 200
    assert "4 %" in saved.content.decode()


def test_a_column_of_a_file_becomes_it(firm: Firm, tmp_path: Path) -> None:
    rows = [("Name", "Heel"), ("Flat", "1.234,5"), ("Steep", "7,25")]
    path = write(tmp_path, rows)
    run = runs.take_in_file(firm.olga, "boat", path)
    plan = runs.suggest_plan(run, reading_of(firm.olga))
    assert {name: one.target for name, one in plan.columns.items()} == {
        "Name": "name",
        "Heel": "heel",
    }
    assert plan.columns["Heel"].decimal_mark == ","
    page = firm.client().get(f"/werft/import/{run.pk}/map").content.decode()
    assert "1234.5 %" in page
    assert "Decimal comma" in page
    imported(firm.olga, path)
    found = Boat.objects.in_workspace(firm.workspace.pk)
    assert {one.name: one.length for one in found} == {
        "Flat": Decimal("1234.50"),
        "Steep": Decimal("7.25"),
    }


@dataclass(kw_only=True)
class PigeonField(TextField):
    """A loft that letters fly to, which names no kind that anybody knows."""

    kind = "pigeon"
    takes_mail = True
    example = "Loft 7"


def test_what_generic_rooms_know_of_it_are_its_traits(
    firm: Firm, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "boat" not in addressees.types()
    boat = record_types.get("boat")
    loft = PigeonField(name="harbour", label="Loft")
    fields = [loft if one.name == "harbour" else one for one in boat.fields]
    known = {**record_types._by_name, "boat": replace(boat, fields=fields)}
    monkeypatch.setattr(record_types, "_by_name", known)
    assert "boat" in addressees.types()
    made = actions.create(firm.olga, "boat", {"name": "Flat", "harbour": "Loft 3"})
    assert addressees.addressee_of(firm.olga, made.pk).email == "Loft 3"
    reading = reading_of(firm.olga)
    assert [one.field for one in recipients(record_types.get("boat"), reading)][:1] == ["harbour"]
    assert value_of(loft, reading) == "Loft 7"


@dataclass(kw_only=True)
class CrewField(Field):
    """Who sails along: ids in a column of the boat, and a berth for each."""

    kind = "crew"
    is_side = True
    sortable: bool = False

    def empty(self) -> list[str]:
        return []

    def parse(self, raw: Any, reading: Reading) -> list[str]:
        return [name.strip() for name in str(raw or "").split(",") if name.strip()]

    def settle(self, actor: Actor, rows: Sequence[dict[str, Any]]) -> None:
        members = Member.objects.in_workspace(actor.workspace_id)
        known = {name: str(pk) for name, pk in members.values_list("name", "pk")}
        for row in rows:
            if strange := set(row.get(self.name, ())) - set(known):
                raise Refused("Nobody here is called “{value}”.", self.name, value=min(strange))
            if row.get(self.name):
                row[self.name] = [known[name] for name in row[self.name]]

    def side_model(self) -> Any:
        return Berth

    def side_rows(self, record: Any) -> Sequence[Any]:
        return [
            Berth(workspace_id=record.workspace_id, record_id=record.pk, member_id=UUID(key))
            for key in self.value(record)
        ]

    def parse_condition(self, raw: str, operator: Operator, reading: Reading) -> Any:
        return self.parse(raw, reading)

    def operators(self) -> Sequence[Operator]:
        return (Operator("any", "is one of", "many", lambda f, v: _sails(v)),)

    def shown(self, value: Any, reading: Reading) -> str:
        people = reading.directory.members
        return ", ".join(sorted(people[UUID(key)] for key in value or ()))


def _sails(names: list[str]) -> Q:
    berths = Berth.objects.for_system("a filter: joined to rows that are scoped").filter(
        workspace_id=OuterRef("workspace_id"), record_id=OuterRef("pk"), member__name__in=names
    )
    return Q(Exists(berths))


@pytest.fixture
def boats_crew(monkeypatch: pytest.MonkeyPatch, boats_heel: None) -> None:
    """Boats with a crew in place of tags."""
    boat = record_types.get("boat")
    crew = CrewField(name="crew", label="Crew", column="tags")
    fields = [crew if one.name == "tags" else one for one in boat.fields]
    columns = ["name", "crew"]
    known = {**record_types._by_name, "boat": replace(boat, fields=fields, default_columns=columns)}
    monkeypatch.setattr(record_types, "_by_name", known)


@pytest.mark.usefixtures("boats_crew")
def test_rows_beside_the_record_follow_it_everywhere(firm: Firm) -> None:
    def berths() -> set[tuple[str, str]]:
        rows = Berth.objects.in_workspace(firm.workspace.pk)
        return set(rows.values_list("record__title", "member__name"))

    drafts = [Draft({"name": "Flat", "crew": "Wim, Bea"}), Draft({"name": "Steep", "crew": "Wim"})]
    flat, _steep = actions.create_many(firm.olga, "boat", drafts)
    assert berths() == {("Flat", "Wim"), ("Flat", "Bea"), ("Steep", "Wim")}
    with pytest.raises(Refused, match="Nobody"):
        actions.change(firm.olga, "boat", flat.pk, {"crew": "Nemo"})
    browser = firm.client()
    script = {"HTTP_HX_REQUEST": "true", "HTTP_HX_REQUEST_TYPE": "partial"}
    saved = browser.post(f"/werft/boats/{flat.pk}/fields/crew", {"crew": "Lena, Bea"}, **script)
    assert "Bea, Lena" in saved.content.decode()
    assert berths() == {("Flat", "Lena"), ("Flat", "Bea"), ("Steep", "Wim")}
    assert list(differences(firm.workspace)) == []
    assert names(browser.get("/werft/boats?crew=Lena,Wim").content.decode()) == ["Flat", "Steep"]
    assert names(browser.get("/werft/boats?crew=Bea").content.decode()) == ["Flat"]
    log = Event.objects.in_workspace(firm.workspace.pk).filter(verb="boat.changed")
    actions.undo(firm.olga, log.latest("id").pk)
    assert berths() == {("Flat", "Wim"), ("Flat", "Bea"), ("Steep", "Wim")}
    Berth.objects.in_workspace(firm.workspace.pk).filter(member=firm.members["bea"]).delete()
    assert [one.what for one in differences(firm.workspace)] == ["berths differ"]
    assert repair(firm.workspace) == 1
    assert len(berths()) == 3
