"""A kind of field that no part of the program has heard of works everywhere: list, filter, sort,
form, edit in place, import, address. What stands in this file is all that it needs.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

import pytest
from django.http import QueryDict

from klientel.integrations.actions import run as runs
from klientel.integrations.tests.files import imported, write
from klientel.kit.ids import uuid7
from klientel.kit.refused import Refused
from klientel.records import actions
from klientel.records.fields import Operator, Reading
from klientel.records.fields.base import Field, comparison_operators
from klientel.records.reading import reading_of
from klientel.records.types import record_types
from klientel.views.query import ViewQuery
from tests.cast import Firm
from tests.sample_room.models import Boat


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
    kind = record_types.get("boat")
    given = QueryDict("heel.min=10&sort=-heel&cols=heel,rig")
    query = ViewQuery.from_request(kind, given, firm.olga, reading)
    assert not query.notices
    again = ViewQuery.from_request(kind, QueryDict(query.to_query_string()), firm.olga, reading)
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
