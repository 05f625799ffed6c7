"""What is below items: progress at any depth, circles refused, trash and time that follow."""

from __future__ import annotations

from decimal import Decimal
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from klientel.events.feed import history_of
from klientel.kit.ids import uuid7
from klientel.kit.refused import Refused
from klientel.records import actions
from klientel.records.actions.create import Draft
from klientel.records.actions.share import share
from klientel.work.actions import item as verbs
from klientel.work.actions import place
from klientel.work.actions.dependency import wait_for, wait_no_longer
from klientel.work.actions.time import log_time
from klientel.work.actions.tree import MOST_LEVELS
from klientel.work.models import WorkItem
from klientel.work.tests.items import add, read
from tests.cast import Firm

pytestmark = pytest.mark.django_db


def parts(firm: Firm, item: WorkItem) -> tuple[int, int]:
    now = read(firm, item)
    return now.parts_done, now.parts


def test_progress_counts_everything_below_at_any_depth(firm: Firm) -> None:
    top = add(firm, "Top")
    middle = add(firm, "Middle", parent=top.pk)
    leaves = [add(firm, f"Leaf {n}", parent=middle.pk) for n in range(2)]
    assert parts(firm, top) == (0, 3)
    verbs.complete(firm.olga, leaves[0])
    assert parts(firm, top) == (1, 3)
    assert parts(firm, middle) == (1, 2)


def test_what_was_dropped_is_no_part_to_be_done(firm: Firm) -> None:
    top = add(firm, "Top")
    one, other = (add(firm, name, parent=top.pk) for name in ("One", "Other"))
    verbs.set_status(firm.olga, one, status="cancelled")
    assert parts(firm, top) == (0, 1)
    verbs.complete(firm.olga, other)
    assert parts(firm, top) == (1, 1)


def test_moving_changes_the_progress_of_both_sides_and_is_taken_back(firm: Firm) -> None:
    here, there = add(firm, "Here"), add(firm, "There")
    part = add(firm, "Part", parent=here.pk)
    place.move(firm.olga, part, parent=str(there.pk))
    assert (parts(firm, here), parts(firm, there)) == ((0, 0), (0, 1))
    actions.undo(firm.olga, history_of(firm.olga, part.pk, limit=1).rows[0].pk)
    assert (parts(firm, here), parts(firm, there)) == ((0, 1), (0, 0))


def test_nothing_is_part_of_itself(firm: Firm) -> None:
    top = add(firm, "Top")
    part = add(firm, "Part", parent=top.pk)
    for target in (top, part):
        with pytest.raises(Refused):
            place.move(firm.olga, top, parent=str(target.pk))


def test_an_undo_closes_no_circle(firm: Firm) -> None:
    top = add(firm, "Top")
    part = add(firm, "Part", parent=top.pk)
    place.move(firm.olga, part, parent=None)
    taken_out = history_of(firm.olga, part.pk, limit=1).rows[0].pk
    place.move(firm.olga, read(firm, top), parent=str(part.pk))
    undone = actions.undo(firm.olga, taken_out)
    assert undone.skipped == ["Part"]
    assert (read(firm, top).parent_id, read(firm, part).parent_id) == (part.pk, None)


def test_what_is_moved_takes_its_depth_along(firm: Firm) -> None:
    item = add(firm, "0")
    for level in range(1, MOST_LEVELS - 1):
        item = add(firm, str(level), parent=item.pk)
    tall = add(firm, "Tall")
    add(firm, "Below", parent=tall.pk)
    with pytest.raises(Refused) as refusal:
        place.move(firm.olga, tall, parent=str(item.pk))
    assert refusal.value.field == "parent"
    place.move(firm.olga, tall, parent=str(read(firm, item).parent_id))


def test_work_is_nested_only_so_deep(firm: Firm) -> None:
    item = add(firm, "0")
    for level in range(1, MOST_LEVELS):
        item = add(firm, str(level), parent=item.pk)
    with pytest.raises(Refused) as refusal:
        add(firm, "one too many", parent=item.pk)
    assert refusal.value.field == "parent"


def test_a_part_is_for_the_same_account(firm: Firm) -> None:
    account = actions.create(firm.olga, "account", {"name": "Nord Media"})
    top = add(firm, "Top", account=str(account.pk))
    assert add(firm, "Part", parent=top.pk).account_id == account.pk


def test_finishing_a_whole_with_its_parts_is_one_step_that_is_taken_back(firm: Firm) -> None:
    top = add(firm, "Top")
    part = add(firm, "Part", parent=top.pk)
    leaf = add(firm, "Leaf", parent=part.pk)
    verbs.complete(firm.olga, top, along=True)
    assert {read(firm, one).category for one in (top, part, leaf)} == {"done"}
    assert parts(firm, top) == (2, 2)
    actions.undo(firm.olga, history_of(firm.olga, top.pk, limit=1).rows[0].pk)
    assert {read(firm, one).category for one in (top, part, leaf)} == {"open"}
    assert parts(firm, top) == (0, 2)


def test_finishing_a_whole_alone_leaves_its_parts_open_and_says_so_before(firm: Firm) -> None:
    top = add(firm, "Top")
    part = add(firm, "Part", parent=top.pk)
    form = firm.client().get(f"/werft/work/{top.ref}/actions/work.complete").content.decode()
    assert "1 task of it is not finished." in form
    verbs.complete(firm.olga, top)
    assert read(firm, part).category == "open"


def test_what_is_below_goes_into_the_trash_and_comes_back_with_it(firm: Firm) -> None:
    top = add(firm, "Top")
    part = add(firm, "Part", parent=top.pk)
    leaf = add(firm, "Leaf", parent=part.pk)
    gone = add(firm, "Gone before", parent=top.pk)
    actions.trash(firm.olga, "work", gone.pk)
    actions.trash(firm.olga, "work", top.pk)
    assert all(read(firm, one).trashed_at for one in (top, part, leaf))
    actions.restore(firm.olga, "work", top.pk)
    assert not any(read(firm, one).trashed_at for one in (top, part, leaf))
    assert read(firm, gone).trashed_at is not None
    assert parts(firm, top) == (0, 2)


def family(firm: Firm) -> list[WorkItem]:
    """A whole, a part that only Olga sees, and a part of that which everybody sees."""
    top = add(firm, "Top")
    part = add(firm, "Part", parent=top.pk)
    leaf = add(firm, "Leaf", parent=part.pk)
    share(firm.olga, "work", part.pk, privacy="named")
    return [top, part, leaf]


def lying_in_the_trash(firm: Firm, items: list[WorkItem]) -> list[bool]:
    return [read(firm, one).trashed_at is not None for one in items]


def test_parts_come_and_go_with_their_whole_whoever_sees_them(firm: Firm) -> None:
    all_of_them = family(firm)
    lena = firm.actor("lena")
    actions.trash(lena, "work", all_of_them[0].pk)
    assert lying_in_the_trash(firm, all_of_them) == [True, True, True]
    actions.restore(lena, "work", all_of_them[0].pk)
    assert lying_in_the_trash(firm, all_of_them) == [False, False, False]
    assert not any(read(firm, one).trashed_with for one in all_of_them)


@pytest.mark.parametrize("batch", [None, uuid7()])
def test_undoing_a_trashing_brings_all_back_and_can_be_undone(
    firm: Firm, batch: UUID | None
) -> None:
    all_of_them = family(firm)
    lena = firm.actor("lena")
    actions.trash_many(lena, "work", [all_of_them[0].pk], batch=batch)
    token = batch or history_of(lena, all_of_them[0].pk, limit=1).rows[0].pk
    back = actions.undo(lena, token)
    assert lying_in_the_trash(firm, all_of_them) == [False, False, False]
    assert back.batch is not None
    actions.undo(lena, back.batch)
    assert lying_in_the_trash(firm, all_of_them) == [True, True, True]
    actions.restore(lena, "work", all_of_them[0].pk)
    assert lying_in_the_trash(firm, all_of_them) == [False, False, False]


def test_a_part_that_came_back_by_itself_is_no_longer_tied_to_its_whole(firm: Firm) -> None:
    top = add(firm, "Top")
    part = add(firm, "Part", parent=top.pk)
    actions.trash(firm.olga, "work", top.pk)
    actions.restore(firm.olga, "work", part.pk)
    actions.trash(firm.olga, "work", part.pk)
    actions.restore(firm.olga, "work", top.pk)
    assert lying_in_the_trash(firm, [top, part]) == [False, True]


def test_deleting_many_wholes_and_restoring_them_costs_no_more_than_three_do(firm: Firm) -> None:
    costs = []
    for count in (2, 3, 12):
        tops = [add(firm, f"Top {n}") for n in range(count)]
        for n, top in enumerate(tops):
            for number in range(n % 3 + 1):
                add(firm, f"Part {number}", parent=top.pk)
        keys = [top.pk for top in tops]
        with CaptureQueriesContext(connection) as spent:
            actions.trash_many(firm.olga, "work", keys)
            actions.restore_many(firm.olga, "work", keys)
        costs.append(len(spent))
        assert [parts(firm, top)[1] for top in tops] == [n % 3 + 1 for n in range(count)]
    # the first has read what is kept in the process
    assert costs[2] <= costs[1]


def test_time_of_parts_is_told_above_them(firm: Firm) -> None:
    top = add(firm, "Top")
    leaf = add(firm, "Leaf", parent=add(firm, "Part", parent=top.pk).pk)
    log_time(firm.olga, leaf, hours=Decimal("1.5"))
    assert (read(firm, top).parts_minutes, read(firm, top).all_minutes) == (90, 90)


def test_ten_thousand_parts_are_paged_and_cost_the_same(
    firm: Firm, django_assert_max_num_queries: object
) -> None:
    top = add(firm, "Top")
    drafts = [Draft({"title": f"Part {n}", "parent": top.pk}) for n in range(10_000)]
    actions.create_many(firm.olga, "work", drafts)
    assert parts(firm, top) == (0, 10_000)
    browser = firm.client()
    browser.get(f"/werft/work/{top.ref}")
    with django_assert_max_num_queries(16):
        text = browser.get(f"/werft/work/{top.ref}").content.decode()
    assert text.count('id="row-') == 50
    assert "parts?after=" in text


def test_items_that_wait_know_for_how_many(firm: Firm) -> None:
    first, second, last = (add(firm, name) for name in ("First", "Second", "Last"))
    for other in (first, second):
        wait_for(firm.olga, last, other=str(other.pk))
    assert read(firm, last).waits_for == 2
    verbs.complete(firm.olga, first)
    assert read(firm, last).waits_for == 1
    actions.trash(firm.olga, "work", second.pk)
    assert read(firm, last).waits_for == 0
    actions.restore(firm.olga, "work", second.pk)
    wait_no_longer(firm.olga, last, other=str(second.pk))
    assert read(firm, last).waits_for == 0


def test_nobody_waits_in_a_circle(firm: Firm) -> None:
    first, second, third = (add(firm, name) for name in ("First", "Second", "Third"))
    wait_for(firm.olga, first, other=str(second.pk))
    wait_for(firm.olga, second, other=str(third.pk))
    for other in (first, second, third):
        with pytest.raises(Refused):
            wait_for(firm.olga, third, other=str(other.pk))


def test_nobody_waits_for_itself(firm: Firm) -> None:
    first = add(firm)
    with pytest.raises(Refused, match="cannot wait for itself"):
        wait_for(firm.olga, first, other=str(first.pk))


def test_nobody_waits_for_what_they_cannot_see(firm: Firm, other_firm: Firm) -> None:
    foreign = actions.create(other_firm.actor("fremd"), "work", {"title": "Theirs"})
    with pytest.raises(Refused):
        wait_for(firm.olga, add(firm), other=str(foreign.pk))
