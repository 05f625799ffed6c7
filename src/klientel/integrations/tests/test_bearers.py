"""Thousands of one name are told apart without looking at each of them."""

from __future__ import annotations

from typing import Any

import pytest

from klientel.crm.models import Account
from klientel.integrations import bearers, matching
from klientel.integrations.bearers import Bearers
from klientel.integrations.row_sorter import Sorter
from klientel.records import actions
from klientel.records.actions.create import Draft
from klientel.records.recipes import CleanRow, Options, Outcome
from klientel.records.types import record_types
from tests.cast import Firm

NAME = ("name", "nord")
RULING = {"name": ("number", "email")}


def noted(*values: dict[str, Any]) -> Bearers[int]:
    made: Bearers[int] = Bearers(RULING)
    for place, said in enumerate(values):
        made.note(place, place, [NAME], said)
    return made


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ({"number": "7"}, [0, 1]),
        ({"number": "8"}, [1, 2]),
        ({"number": "9", "email": "A@x"}, [1]),
        ({"number": "9", "email": "b@x"}, []),
        ({"number": "7", "email": "b@x"}, [0]),
        ({"number": ""}, [0, 1]),
    ],
)
def test_what_says_something_else_is_ruled_out_and_what_says_nothing_is_not(
    said: dict[str, Any], meant: list[int]
) -> None:
    made = noted({"number": "7"}, {"email": "a@x"}, {"number": "8", "email": ""})
    for _twice in range(2):
        assert sorted(made.fitting(NAME, said)) == meant


def test_what_is_noted_anew_is_found_by_what_it_says_now() -> None:
    made = noted({})
    assert made.fitting(NAME, {"number": "7"}) == [0]
    made.note(0, 0, [NAME], {"number": "8"})
    assert made.fitting(NAME, {"number": "7"}) == []
    assert made.fitting(NAME, {"number": "8"}) == [0]
    made.note(0, 0, [], {})
    assert NAME not in made
    assert made.any_of(NAME) is None


def compared(firm: Firm, count: int, monkeypatch: pytest.MonkeyPatch) -> tuple[int, int]:
    """How many values are compared for a till's customers of one name, and records read."""
    seen = {"values": 0, "records": 0}

    def counted(value: Any) -> Any:
        seen["values"] += 1
        return bearers_comparable(value)

    def loaded(actor: Any, record_type: Any, ids: Any) -> Any:
        seen["records"] += len(ids)
        return matching_loaded(actor, record_type, ids)

    bearers_comparable, matching_loaded = bearers.comparable, matching._loaded
    monkeypatch.setattr(bearers, "comparable", counted)
    monkeypatch.setattr(matching, "_loaded", loaded)
    options = Options(match_on=("external_number", "name"), careful=True)
    rows = [
        CleanRow(line, {"external_number": str(line), "name": "Privatkunde"}, str(line))
        for line in range(count)
    ]
    outcome = Outcome()
    kind = record_types.get("account")
    work = Sorter(kind, firm.olga, rows, options, outcome, dry=False).work(rows)
    monkeypatch.undo()
    assert (len(work.new), outcome.errors) == (count, [])
    return seen["values"], seen["records"]


@pytest.mark.django_db
def test_the_work_grows_with_the_rows_and_not_with_their_namesakes(
    firm: Firm, monkeypatch: pytest.MonkeyPatch
) -> None:
    values = [{"name": "Privatkunde", "external_number": f"alt {n}"} for n in range(60)]
    actions.create_many(firm.olga, "account", [Draft(one, None) for one in values])
    few, _records = compared(firm, 20, monkeypatch)
    many, records = compared(firm, 80, monkeypatch)
    assert many <= 5 * few
    assert records == 0, "all bear another number"


@pytest.mark.django_db
def test_of_many_records_of_one_name_few_are_read(firm: Firm) -> None:
    values = [{"name": "Privatkunde", "city": f"Ort {n}"} for n in range(60)]
    actions.create_many(firm.olga, "account", [Draft(one, None) for one in values])
    assert Account.objects.visible_to(firm.olga).count() == 60
    rows = [CleanRow(1, {"name": "Privatkunde"}, "1")]
    kind = record_types.get("account")
    ((key, found),) = matching.records_by_key(firm.olga, kind, rows, ["name"]).items()
    assert (key, len(found)) == (("name", "privatkunde"), matching._NAMESAKES)
