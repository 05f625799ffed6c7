"""A firm's own progress, counted from parts: true at once, found, sorted, grouped, never typed."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext

from klientel.events.feed import history_of
from klientel.kit.refused import Refused
from klientel.records import actions
from klientel.records.actions.own_field import add_field, restore_field, trash_field
from klientel.records.conditions import from_json, parsed
from klientel.records.consistency import differences
from klientel.records.models import FieldDefinition, FieldValue
from klientel.records.reading import reading_for
from klientel.records.tasks import reckon_formulas, settle_field
from klientel.records.types import RecordType, record_types
from klientel.views.export import Export
from klientel.views.query import ViewQuery
from klientel.views.rows import Listing, ListPage
from klientel.work.actions import item as verbs
from klientel.work.actions import place
from klientel.work.actions import step as steps
from klientel.work.models import WorkItem
from klientel.work.tests.items import add, read
from tests.cast import Firm

pytestmark = pytest.mark.django_db

NAME = "own_weg"


def counting(firm: Firm, type_name: str = "work") -> FieldDefinition:
    """The field, for work that may be there already."""
    made: FieldDefinition = add_field(
        firm.olga, type=type_name, kind="progress_of_parts", label="Weg"
    )
    firm.workspace.refresh_from_db()
    reckon_formulas.func(str(firm.workspace.pk), type_name)
    return made


def work(firm: Firm) -> RecordType:
    return record_types.get("work").in_workspace(firm.workspace)


def way(firm: Firm, item: WorkItem) -> str:
    """What the field shows on an item; the row beside it says the same."""
    one = work(firm).field(NAME)
    now = read(firm, item)
    value = one.value(now)
    rows = FieldValue.objects.visible_to(firm.olga).filter(record_id=item.pk)
    assert [row.number for row in rows] == ([] if value is None else [value])
    return one.shown(value, reading_for(firm.workspace))


def whole(firm: Firm, title: str, done: int, parts: int) -> WorkItem:
    """An item with parts of which some are done."""
    top = add(firm, title)
    for number in range(parts):
        part = add(firm, f"{title} {number}", parent=top.pk)
        if number < done:
            verbs.complete(firm.olga, part)
    return top


def listed(firm: Firm, query: str) -> ListPage:
    reading = reading_for(firm.workspace)
    asked = ViewQuery.from_request(work(firm), QueryDict(query), firm.olga, reading)
    assert not asked.notices, asked.notices
    return Listing(work(firm), asked, firm.olga, reading).page(50)


def titles(page: ListPage) -> list[str]:
    return [row.title for row in page.rows]


def test_it_follows_parts_at_any_depth(firm: Firm) -> None:
    counting(firm)
    top = add(firm, "Top")
    assert way(firm, top) == ""
    middle = add(firm, "Middle", parent=top.pk)
    leaves = [add(firm, f"Leaf {n}", parent=middle.pk) for n in range(2)]
    assert way(firm, top) == "0%"
    verbs.complete(firm.olga, leaves[0])
    assert (way(firm, top), way(firm, middle)) == ("33%", "50%")
    place.move(firm.olga, leaves[1], parent=None)
    assert (way(firm, top), way(firm, middle)) == ("50%", "100%")
    actions.undo(firm.olga, history_of(firm.olga, leaves[1].pk, limit=1).rows[0].pk)
    assert way(firm, middle) == "50%"
    actions.trash(firm.olga, "work", leaves[0].pk)
    assert way(firm, middle) == "0%"
    assert list(differences(firm.workspace)) == []


def test_it_follows_the_checklist_where_nothing_is_below(firm: Firm) -> None:
    counting(firm)
    item = add(firm, "Druck")
    lines = [steps.add_step(firm.olga, item, text=text) for text in "ABCD"]
    steps.tick_step(firm.olga, item, step=str(lines[0].pk))
    assert way(firm, item) == "25%"
    steps.tick_step(firm.olga, item, step=str(lines[0].pk), done=False)
    assert way(firm, item) == "0%"
    add(firm, "Korrektur", parent=item.pk)
    steps.tick_step(firm.olga, item, step=str(lines[1].pk))
    assert way(firm, item) == "0%"


def test_what_is_there_is_counted_when_the_field_is_added_and_when_it_comes_back(
    firm: Firm,
) -> None:
    top = whole(firm, "Top", 1, 2)
    made = counting(firm)
    assert way(firm, top) == "50%"
    trash_field(firm.olga, field=str(made.pk))
    settle_field.call(str(firm.workspace.pk), str(made.pk))
    firm.workspace.refresh_from_db()
    verbs.complete(firm.olga, WorkItem.objects.visible_to(firm.olga).get(title="Top 1"))
    restore_field(firm.olga, field=str(made.pk))
    settle_field.call(str(firm.workspace.pk), str(made.pk))
    firm.workspace.refresh_from_db()
    assert way(firm, top) == "100%"


@pytest.fixture
def several(firm: Firm) -> Firm:
    """Items that have come nowhere, half the way and all of it, and one without parts."""
    counting(firm)
    for title, done, parts in (("Alles", 2, 2), ("Nichts", 0, 1), ("Halb", 1, 2)):
        whole(firm, title, done, parts)
    return firm


@pytest.mark.parametrize(
    ("query", "found"),
    [
        (f"{NAME}.min=50&sort={NAME}", ["Halb", "Alles"]),
        (f"{NAME}.filled&sort=-{NAME}", ["Alles", "Halb", "Nichts"]),
        (f"{NAME}=0", ["Nichts"]),
        (f"{NAME}.between=1..99", ["Halb"]),
    ],
)
def test_lists_are_filtered_and_sorted_by_it(several: Firm, query: str, found: list[str]) -> None:
    assert titles(listed(several, query)) == found


def test_lists_are_grouped_by_it(several: Firm) -> None:
    page = listed(several, f"group={NAME}&sort=title&{NAME}.filled")
    assert page.grouping is not None
    counts = [page.grouping.counts[place] for place in sorted(page.grouping.counts)]
    assert counts == [1, 1, 1]
    assert titles(page) == ["Nichts", "Halb", "Alles"]


def test_conditions_answer_as_lists_do(several: Firm) -> None:
    reading = reading_for(several.workspace)
    group = from_json(json.loads(f'["and", ["{NAME}", "min", "50"]]'))
    (condition,) = group.conditions()
    one, operator, operand = parsed(work(several), condition, reading)
    met = [
        item.title
        for item in WorkItem.objects.visible_to(several.olga).order_by("title")
        if one.meets(operator, item, operand, reading)
    ]
    assert met == ["Alles", "Halb"]


def test_an_export_writes_it_as_a_number(several: Firm) -> None:
    reading = reading_for(several.workspace)
    given = QueryDict(f"{NAME}.filled&sort={NAME}")
    query = ViewQuery.from_request(work(several), given, several.olga, reading)
    fields = [work(several).field(name) for name in ("title", NAME)]
    written = Export(Listing(work(several), query, several.olga, reading), fields, "en").rows()
    shares = [line for piece in written for line in piece]
    assert [title for title, _share in shares] == ["Nichts", "Halb", "Alles"]
    assert [float(share) for _title, share in shares] == [0, 50, 100]


def test_nobody_types_it(firm: Firm) -> None:
    counting(firm)
    item = add(firm)
    with pytest.raises(Refused):
        actions.change(firm.olga, "work", item.pk, {NAME: "80"})
    assert way(firm, item) == ""
    assert not work(firm).field(NAME).editable


def test_programs_read_it_and_lists_draw_a_bar(several: Firm) -> None:
    one = work(several).field(NAME)
    half = WorkItem.objects.visible_to(several.olga).get(title="Halb")
    assert one.api(one.value(half)) == "50"
    page = several.client().get(f"/werft/work?cols=title,{NAME}&q=Halb").content.decode()
    assert '<progress max="100" value="50"' in page


def test_only_what_has_parts_has_one(firm: Firm) -> None:
    with pytest.raises(Refused, match="have no parts"):
        counting(firm, "account")
    browser = firm.client("lena")
    offered = [
        "kind=progress_of_parts" in browser.get(f"/werft/settings/fields/{slug}/new").text
        for slug in ("work", "accounts")
    ]
    assert offered == [True, False]


def test_its_page_says_what_it_follows(firm: Firm) -> None:
    made = counting(firm)
    page = firm.client("lena").get(f"/werft/settings/fields/work/{made.pk}")
    assert "It follows “Progress” by itself" in page.text


def test_a_finished_part_costs_the_same_however_many_there_are(firm: Firm) -> None:
    counting(firm)

    def asked(parts: int) -> int:
        top = whole(firm, f"Top {parts}", 0, parts)
        last = WorkItem.objects.visible_to(firm.olga).get(title=f"Top {parts} 0")
        with CaptureQueriesContext(connection) as seen:
            verbs.complete(firm.olga, last)
        assert way(firm, top) != "0%"
        return len(seen)

    assert asked(2) == asked(12)


def test_a_formula_goes_on_from_it(firm: Firm) -> None:
    counting(firm)
    made: Any = add_field(
        firm.olga, type="work", kind="formula", label="Rest", formula="1 - {Weg}", places="2"
    )
    firm.workspace.refresh_from_db()
    top = whole(firm, "Top", 1, 4)
    one = work(firm).field(made.name)
    assert str(one.value(read(firm, top))) == "0.75"
