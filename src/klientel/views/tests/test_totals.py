"""Sums and averages below a list and beside its groups: right, by unit, and honest about length."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from klientel.records.actions.create import Draft, create_many
from klientel.records.fields import MoneyField
from klientel.records.reading import reading_for
from klientel.records.types import record_types
from klientel.views import rows
from klientel.views.layouts.table_totals import total_cells
from klientel.views.totals import totals_of
from tests.cast import Firm
from tests.sample_room.models import Boat


def boats(firm: Firm, **by_name: Any) -> None:
    drafts = [
        Draft({"name": name, "length": length, "rig": rig, "harbour": harbour})
        for name, (length, rig, harbour) in by_name.items()
    ]
    create_many(firm.olga, "boat", drafts)


def plain(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def totals_in(text: str) -> str:
    return plain(text.partition('id="totals"')[2].partition("</tr>")[0].partition(">")[2])


@pytest.fixture
def three(firm: Firm) -> Firm:
    boats(
        firm,
        ann=("10.5", "sloop", "Kiel"),
        bob=("2.25", "sloop", "Kiel"),
        cid=(None, "ketch", "Bremen"),
        dan=("7", "ketch", "Kiel"),
    )
    return firm


def test_a_list_says_what_its_columns_add_up_to(three: Firm) -> None:
    text = three.client().get("/werft/boats").content.decode()
    assert totals_in(text) == "Total Sum 19.75 Average ⌀ 6.58"


def test_totals_are_those_of_the_filtered_list(three: Firm) -> None:
    text = three.client().get("/werft/boats?harbour=Kiel&rig=sloop").content.decode()
    assert totals_in(text) == "Total Sum 12.75 Average ⌀ 6.38"
    assert 'id="totals"' not in three.client().get("/werft/boats?cols=rig").content.decode()


def test_each_group_has_its_own(three: Firm) -> None:
    text = three.client().get("/werft/boats?group=rig").content.decode()
    groups = [plain(one) for one in re.findall(r'<tr class="group-row".*?</tr>', text)]
    assert groups == ["Sloop 2 Sum 12.75 Average ⌀ 6.38", "Ketch 2 Sum 7 Average ⌀ 7"]
    assert totals_in(text) == "Total Sum 19.75 Average ⌀ 6.58"


def test_totals_are_of_what_the_reader_may_see(three: Firm) -> None:
    from klientel.records.actions.share import share

    ann = Boat.objects.in_workspace(three.workspace.pk).get(name="ann")
    share(three.olga, "boat", ann.pk, privacy="named")
    text = three.client("bea").get("/werft/boats?group=rig").content.decode()
    assert totals_in(text) == "Total Sum 9.25 Average ⌀ 4.63"
    assert "10.5" not in text


def test_a_long_list_says_that_it_was_not_added_up_and_offers_it(
    three: Firm, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rows, "COUNTED", 2)
    browser = three.client()
    text = browser.get("/werft/boats?harbour=Kiel").content.decode()
    assert totals_in(text) == "More than 2 records: their totals take a moment. Add up"
    asked = re.search(r'hx-get="([^"]*/totals[^"]*)"', text)
    assert asked is not None
    line = browser.get(asked[1].replace("&amp;", "&")).content.decode()
    assert totals_in(line) == "Total Sum 19.75 Average ⌀ 6.58"


@pytest.mark.parametrize("query", ["", "group=rig", "group=owner", "group=is_afloat"])
def test_totals_cost_one_query_however_many_columns(three: Firm, query: str) -> None:
    browser = three.client()
    path = f"/werft/boats?{query}"
    browser.get(path)
    with CaptureQueriesContext(connection) as queries:
        browser.get(path)
    assert len(queries) <= 5, [one["sql"][:90] for one in queries]


@dataclass(kw_only=True)
class _Fee(MoneyField):
    """Money in the currency of its row; the harbour stands for a column of currencies."""

    def unit_column(self) -> str:
        return "harbour"


@pytest.mark.parametrize("group", ["", "rig"])
@pytest.mark.parametrize("most", [None, 100])
def test_amounts_of_different_currencies_are_never_added_up(
    firm: Firm, group: str, most: int | None
) -> None:
    boats(
        firm,
        a=("10", "sloop", "EUR"),
        b=("5", "sloop", "EUR"),
        c=("100", "ketch", "CHF"),
        d=(None, "ketch", "CHF"),
    )
    from klientel.views.groups import grouping_of
    from klientel.views.query import ViewQuery
    from klientel.views.rows import Listing

    fee = _Fee(name="fee", label="Fee", column="length")
    reading = reading_for(firm.workspace, language="en")
    record_type = record_types.get("boat")
    query = ViewQuery("boat", group=group)
    grouping = grouping_of(Listing(record_type, query, firm.olga, reading), query)
    totals = totals_of(Boat.objects.visible_to(firm.olga), [fee], grouping, most)
    sums = {unit: total.sum for unit, total in totals.whole["fee"].items()}
    assert sums == {"EUR": Decimal(15), "CHF": Decimal(100)}
    assert totals.whole["fee"]["CHF"].count == 1
    shown = plain(total_cells([fee], totals.whole, reading))
    assert shown == "Sum CHF 100.00 Average ⌀ CHF 100.00 Sum €15.00 Average ⌀ €7.50"
