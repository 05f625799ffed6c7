"""Lists and boards in groups by the record that rows name: a column, a link, a relation to one."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext

from klientel.records import actions
from klientel.records.actions.create import Draft
from klientel.records.actions.own_field import add_field
from klientel.records.actions.share import share
from klientel.records.reading import reading_for
from klientel.records.types import record_types
from klientel.views import gathering, keyset, rows
from klientel.views.query import ViewQuery
from klientel.views.rows import Listing, ListPage
from klientel.views.tests.drawn import HTMX, columns, lines, shown
from tests.cast import Firm

pytestmark = pytest.mark.django_db

#: boats by whom they belong to; the fields that say so
LINKS = ["own_charterer", "own_builder"]


@pytest.fixture
def fleet(firm: Firm) -> Firm:
    """Boats that name accounts, by a relation to one and by a link."""
    add_field(firm.olga, type="account", kind="relation", label="Ships", to="boat",
              back_label="Charterer", is_one_back="1")  # fmt: skip
    add_field(firm.olga, type="boat", kind="record", label="Builder", to="account")
    firm.workspace.refresh_from_db()
    return firm


def account(firm: Firm, name: str, **values: Any) -> Any:
    return actions.create(
        firm.olga, "account", {"name": name, "relationship": "customer", **values}
    )


def boats(firm: Firm, of: Any, *names: str, **values: Any) -> list[Any]:
    named = dict.fromkeys(LINKS, str(of.pk)) if of is not None else {}
    drafts = [Draft({"name": name, **named, **values}) for name in names]
    return list(actions.create_many(firm.olga, "boat", drafts))


@pytest.fixture
def several(fleet: Firm) -> Firm:
    """Three accounts with one, two and three boats, and one boat of nobody."""
    for name, names in (("Weber", "ABC"), ("Ostsee", "DE"), ("Alster", "F")):
        boats(fleet, account(fleet, name), *names, length="2")
    boats(fleet, None, "G", length="5")
    return fleet


def listed(firm: Firm, query: str, who: str = "olga", size: int = 50) -> ListPage:
    record_type = record_types.get("boat").in_workspace(firm.workspace)
    actor, reading = firm.actor(who), reading_for(firm.workspace)
    asked = ViewQuery.from_request(record_type, QueryDict(query), actor, reading)
    assert not asked.notices, asked.notices
    return Listing(record_type, asked, actor, reading).page(size)


def groups(page: ListPage) -> list[tuple[str, int]]:
    assert page.grouping is not None
    return [(page.grouping.labels[n], count) for n, count in sorted(page.grouping.counts.items())]


def paged(firm: Firm, query: str, size: int = 2) -> str:
    """The names of all boats, page by page."""
    found, after = "", ""
    while True:
        page = listed(firm, f"{query}&after={after}" if after else query, size=size)
        found += "".join(row.title for row in page.rows)
        if page.next_cursor is None:
            return found
        after = page.next_cursor


@pytest.mark.parametrize("name", LINKS)
def test_groups_are_those_that_are_named_by_title_then_none(several: Firm, name: str) -> None:
    page = listed(several, f"group={name}&sort=name")
    assert groups(page) == [("Alster", 1), ("Ostsee", 2), ("Weber", 3), ("Without", 1)]
    assert paged(several, f"group={name}&sort=name") == "FDEABCG"


@pytest.mark.parametrize("name", LINKS)
def test_what_few_name_stands_together_at_the_end(
    several: Firm, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gathering, "MOST", 2)
    page = listed(several, f"group={name}&sort=name")
    assert groups(page) == [("Ostsee", 2), ("Weber", 3), ("Without", 1), ("Others", 1)]
    assert paged(several, f"group={name}&sort=name") == "DEABCGF"


@pytest.mark.parametrize("name", LINKS)
def test_a_long_list_is_read_group_by_group(
    several: Firm, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keyset, "LONG", 0)
    monkeypatch.setattr(gathering, "MOST", 2)
    page = listed(several, f"group={name}&sort=name&cols=length")
    assert groups(page) == [("Ostsee", 2), ("Weber", 3)]
    assert paged(several, f"group={name}&sort=name") == "DEABCGF"


def test_people_without_a_value_come_once_in_a_long_list(
    fleet: Firm, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_field(fleet.olga, type="boat", kind="member", label="Skipper")
    fleet.workspace.refresh_from_db()
    boats(fleet, None, "A", own_skipper=str(fleet.members["wim"].pk))
    boats(fleet, None, *"BCDE")
    monkeypatch.setattr(keyset, "LONG", 0)
    monkeypatch.setattr(rows, "COUNTED", 2)
    assert paged(fleet, "group=own_skipper&sort=name") == "ABCDE"


def test_each_group_is_added_up_and_divides_others(several: Firm) -> None:
    text = shown(several, "/werft/boats?group=own_charterer&split=rig&sort=name&cols=length")
    assert lines(text)[:5] == [
        "Alster 1 Sum 2 Average ⌀ 2", "> Without 1 Sum 2 Average ⌀ 2", "F",
        "Ostsee 2 Sum 4 Average ⌀ 2", "> Without 2 Sum 4 Average ⌀ 2",
    ]  # fmt: skip
    text = shown(several, "/werft/boats?group=rig&split=own_charterer&sort=name&cols=length")
    assert lines(text)[:3] == [
        "Without 7 Sum 17 Average ⌀ 2.43", "> Alster 1 Sum 2 Average ⌀ 2", "F",
    ]  # fmt: skip
    assert "> Without 1 Sum 5 Average ⌀ 5" in lines(text)


def test_work_is_grouped_by_whom_it_is_for_and_contacts_by_where_they_belong(firm: Firm) -> None:
    weber = account(firm, "Weber")
    actions.create(firm.olga, "work", {"title": "Druck", "account": str(weber.pk)})
    actions.create(firm.olga, "work", {"title": "Ablage"})
    named = {"first_name": "Ina", "last_name": "Roth", "account": str(weber.pk)}
    actions.create(firm.olga, "contact", named)
    assert lines(shown(firm, "/werft/work?group=account&cols=status")) == [
        "Weber 1", "Druck", "Without 1", "Ablage",
    ]  # fmt: skip
    assert lines(shown(firm, "/werft/contacts?group=account&cols=email")) == ["Weber 1", "Ina Roth"]


@pytest.mark.parametrize("name", LINKS)
def test_what_somebody_cannot_see_is_no_group_for_them(fleet: Firm, name: str) -> None:
    hidden = account(fleet, "Geheim")
    share(fleet.olga, "account", hidden.pk, privacy="named")
    boats(fleet, hidden, "A")
    boats(fleet, account(fleet, "Weber"), "B")
    assert groups(listed(fleet, f"group={name}")) == [("Geheim", 1), ("Weber", 1)]
    assert groups(listed(fleet, f"group={name}", "wim")) == [("Weber", 1), ("Others", 1)]
    assert "Geheim" not in shown(fleet, f"/werft/boats?group={name}", "wim")


def test_several_links_are_no_groups(firm: Firm) -> None:
    add_field(firm.olga, type="account", kind="relation", label="Ships", to="boat",
              back_label="Charterer")  # fmt: skip
    text = shown(firm, "/werft/boats?group=own_charterer")
    assert "The list cannot be grouped by “Charterer”." in text
    assert 'group=own_charterer"' not in shown(firm, "/werft/boats")


@pytest.mark.parametrize("name", LINKS)
def test_a_board_has_a_column_for_each_and_a_card_is_moved_to_another(
    several: Firm, name: str
) -> None:
    text = shown(several, f"/werft/boats?layout=board&group={name}&sort=name")
    found = columns(text)
    keys = list(found)
    assert list(found.values()) == [["F"], ["D", "E"], ["A", "B", "C"], ["G"]]
    assert keys[-1] == "-"
    card = re.search(r'data-item="([^"]+)"[^>]*data-seen="([^"]*)"', text)
    assert card is not None
    seen = card[2].replace("&#34;", '"').replace("&quot;", '"')
    answer = several.client().post(
        f"/werft/boats/{card[1]}/change", {f"seen-{name}": seen, name: keys[2]}, **HTMX
    )
    assert answer.status_code < 300, answer.content.decode()[:300]
    text = shown(several, f"/werft/boats?layout=board&group={name}&sort=name")
    assert list(columns(text).values()) == [["D", "E"], ["A", "B", "C", "F"], ["G"]]


def test_a_board_takes_no_card_among_the_others(
    several: Firm, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gathering, "MOST", 1)
    text = shown(several, "/werft/boats?layout=board&group=own_builder&sort=name")
    assert list(columns(text).values()) == [["A", "B", "C"], ["G"], ["D", "E", "F"]]
    others = re.search(r'<section[^>]*data-column="\*"[^>]*>', text)
    assert others is not None
    assert "data-put" not in others[0]


@pytest.mark.parametrize("path", ["?group={}", "?group={}&cols=length", "?layout=board&group={}"])
@pytest.mark.parametrize("name", LINKS)
def test_the_number_of_queries_is_the_same_for_any_number_of_groups(
    fleet: Firm, name: str, path: str
) -> None:
    browser = fleet.client()
    address = f"/werft/boats{path.format(name)}"

    def asked() -> int:
        browser.get(address)
        with CaptureQueriesContext(connection) as seen:
            assert browser.get(address).status_code == 200
        return len(seen)

    boats(fleet, account(fleet, "Nord"), "A")
    before = asked()
    for number in range(12):
        boats(fleet, account(fleet, f"Nord {number}"), *"AB")
    assert asked() == before
