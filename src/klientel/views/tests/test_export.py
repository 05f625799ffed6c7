"""A list as a file: as shown, only what the reader may see, safe to open, and noted in the log."""

from __future__ import annotations

import csv
import io
import zipfile
from dataclasses import replace
from typing import Any
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from klientel.events.models import Event
from klientel.records.actions.create import Draft, create_many
from klientel.records.actions.share import share
from klientel.records.reading import reading_for
from klientel.records.types import record_types
from klientel.views import export
from klientel.views.actions import export as exporting
from klientel.views.query import ViewQuery
from klientel.views.rows import Listing
from tests.cast import Firm

BOATS = (
    {
        "name": "Möwe",
        "length": "1234.5",
        "launched_on": "2020-11-23",
        "owner": "Wim",
        "rig": "sloop",
    },
    {"name": "=1+1", "harbour": '@SUM(A1);"x"', "length": "-2.25", "tags": "old, red"},
    {"name": "Adler", "harbour": "Kiel", "is_afloat": "0"},
)


@pytest.fixture
def fleet(firm: Firm) -> Firm:
    create_many(firm.olga, "boat", [Draft(one) for one in BOATS])
    return firm


def file_of(firm: Firm, who: str = "olga", language: str = "en", **given: Any) -> Any:
    firm.members[who].user.language = language
    firm.members[who].user.save()
    answer = firm.client(who).post("/werft/boats/export", {"state": "sort=name", **given})
    assert answer.status_code == 200, answer.status_code
    return answer, b"".join(answer.streaming_content)


def rows_of(text: bytes, separator: str = ",") -> list[list[str]]:
    return list(csv.reader(io.StringIO(text.decode("utf-8-sig"), newline=""), delimiter=separator))


def test_a_csv_file_has_the_columns_rows_and_order_that_are_shown(fleet: Firm) -> None:
    state = "sort=-name&cols=length,owner,launched_on,tags,is_afloat"
    answer, text = file_of(fleet, form="csv", state=state)
    assert text.startswith(b"\xef\xbb\xbf")
    assert answer["Content-Disposition"].startswith('attachment; filename="boats-')
    head, *rows = rows_of(text)
    assert head == ["Name", "Length", "Owner", "Launched on", "Tags", "Afloat"]
    assert rows == [
        ["Möwe", "1234.50", "Wim", "2020-11-23", "", "Yes"],
        ["Adler", "", "", "", "", "No"],
        ["'=1+1", "-2.25", "", "", "old, red", "Yes"],
    ]


def test_german_readers_get_semicolons_and_decimal_commas(fleet: Firm) -> None:
    _answer, text = file_of(fleet, language="de", form="csv", state="cols=length,launched_on")
    rows = rows_of(text, ";")
    assert ["Möwe", "1234,50", "23.11.2020"] in rows
    assert text.endswith(b"\r\n")


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_no_cell_is_a_formula(fleet: Firm, form: str) -> None:
    _answer, text = file_of(fleet, form=form, state="cols=harbour")
    if form == "csv":
        cells = [cell for row in rows_of(text) for cell in row]
        assert not [cell for cell in cells if cell.startswith(("=", "@", "+", "\t"))]
        return
    sheet = ElementTree.fromstring(
        zipfile.ZipFile(io.BytesIO(text)).read("xl/worksheets/sheet1.xml")
    )
    assert not [one for one in sheet.iter() if one.tag.endswith("}f")]
    assert "=1+1" in "".join(sheet.itertext())


def test_filters_groups_and_chosen_rows_count(fleet: Firm) -> None:
    _answer, text = file_of(fleet, form="csv", state="harbour=Kiel")
    assert [row[0] for row in rows_of(text)[1:]] == ["Adler"]
    _answer, text = file_of(fleet, form="csv", state="group=rig&sort=name&cols=rig")
    assert [row[0] for row in rows_of(text)[1:]] == ["Möwe", "'=1+1", "Adler"]
    adler = (
        record_types.get("boat").model.objects.in_workspace(fleet.workspace.pk).get(name="Adler")
    )
    _answer, text = file_of(fleet, form="csv", ids=str(adler.pk))
    assert [row[0] for row in rows_of(text)[1:]] == ["Adler"]


def test_a_file_holds_what_its_reader_may_see_and_nothing_else(fleet: Firm) -> None:
    model = record_types.get("boat").model
    secret = model.objects.in_workspace(fleet.workspace.pk).get(name="Adler")
    share(fleet.olga, "boat", secret.pk, privacy="named")
    for given in ({}, {"ids": str(secret.pk)}):
        _answer, text = file_of(fleet, "bodo", form="csv", **given)
        assert b"Adler" not in text


@pytest.mark.parametrize("who", ["wim", "sam"])
def test_who_may_not_export_gets_no_file_and_no_button(fleet: Firm, who: str) -> None:
    browser = fleet.client(who)
    assert browser.post("/werft/boats/export", {"form": "csv"}).status_code == 403
    assert 'id="export"' not in browser.get("/werft/boats").content.decode()
    assert 'id="export"' in fleet.client("bodo").get("/werft/boats").content.decode()


def test_the_log_keeps_who_took_how_much_by_which_query(fleet: Firm) -> None:
    file_of(fleet, form="xlsx", state="harbour=Kiel")
    told = Event.objects.in_workspace(fleet.workspace.pk).get(verb="list.exported")
    assert told.member_id == fleet.members["olga"].pk
    assert told.facts == {"type": "boat", "count": 1, "form": "Excel", "query": "harbour=Kiel"}


def test_nobody_of_another_firm_exports_ours(fleet: Firm, other_firm: Firm) -> None:
    stranger = other_firm.client("fremd")
    assert stranger.post("/werft/boats/export", {"form": "csv"}).status_code == 404
    answer = stranger.post("/fremd/boats/export", {"form": "csv"})
    assert b"Adler" not in b"".join(answer.streaming_content)


@pytest.mark.parametrize("given", [{"form": "exe"}, {"state": "x" * 9_000}, {"ids": "a," * 9}])
def test_odd_input_is_no_failure(fleet: Firm, given: dict[str, str]) -> None:
    answer = fleet.client().post("/werft/boats/export", {"form": "csv", **given})
    assert answer.status_code in (200, 303)


@pytest.mark.parametrize(
    "state", ["sort=name", "sort=-length", "group=rig&sort=owner", "sort=owner"]
)
def test_every_row_is_written_once_whatever_the_order(
    firm: Firm, state: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(export, "PIECE", 7)
    drafts = [
        {
            "name": f"Boat {n:02d}",
            "length": str(n % 5) if n % 3 else None,
            "rig": ["sloop", "ketch", ""][n % 3],
            "owner": ["Wim", "Bea", ""][n % 3],
        }
        for n in range(50)
    ]
    create_many(firm.olga, "boat", [Draft(one) for one in drafts])
    _answer, text = file_of(firm, form="csv", state=state)
    assert sorted(row[0] for row in rows_of(text)[1:]) == [one["name"] for one in drafts]


def test_a_piece_costs_the_same_queries_however_many_rows_it_has(firm: Firm) -> None:
    record_type = record_types.get("contact")
    account = create_many(firm.olga, "account", [Draft({"name": "Nord"})])[0]
    people = [{"last_name": f"P{n:03d}", "account": str(account.pk)} for n in range(60)]
    create_many(firm.olga, "contact", [Draft(one) for one in people])
    counts = []
    for size in (5, 60):
        reading = reading_for(firm.workspace, language="en")
        query = ViewQuery("contact", columns=("account",))
        listing = Listing(record_type, query, firm.olga, reading)
        if size == 5:
            listing.narrow(list(listing.rows.values_list("pk", flat=True)[:5]))
        fields = [record_type.field(record_type.title), *query.shown_fields(record_type)]
        with CaptureQueriesContext(connection) as queries:
            written = [
                row for piece in export.Export(listing, fields, "en").rows() for row in piece
            ]
        assert len(written) == size
        assert written[0][1] == "Nord"
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_whoever_takes_out_list_after_list_is_told_when_it_goes_on(
    fleet: Firm, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exporting, "EXPORTS", replace(exporting.EXPORTS, most=2))
    for _ in range(2):
        file_of(fleet, form="csv")
    answer = fleet.client("olga").post("/werft/boats/export", {"state": "", "form": "csv"})
    assert answer.status_code != 200
    noted = Event.objects.in_workspace(fleet.workspace.pk).filter(verb="list.exported")
    assert noted.count() == 2
    file_of(fleet, "lena", form="csv")
