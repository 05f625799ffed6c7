"""When new work of a kind is due: days on, working days, or the end of a week or month."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from klientel.kit import clock
from klientel.kit.refused import Invalid
from klientel.work.actions.kind import change_kind
from klientel.work.due_rule import DueBy, due_day
from klientel.work.tests.items import add
from tests.cast import Firm

pytestmark = pytest.mark.django_db
SHOWN: dict[str, Any] = {
    "name": "Task", "plural": "Tasks", "prefix": "TA", "icon": "package", "checklist": "",
}  # fmt: skip


@pytest.mark.parametrize(
    ("added", "count", "by", "due"),
    [
        # a Wednesday
        (date(2026, 11, 25), 3, DueBy.DAYS, date(2026, 11, 28)),
        (date(2026, 11, 25), 3, DueBy.WORKING_DAYS, date(2026, 11, 30)),
        (date(2026, 11, 28), 0, DueBy.WORKING_DAYS, date(2026, 11, 30)),
        (date(2026, 11, 25), 0, DueBy.WEEK, date(2026, 11, 27)),
        (date(2026, 11, 25), 1, DueBy.WEEK, date(2026, 12, 4)),
        # on a Saturday the week is over
        (date(2026, 11, 28), 0, DueBy.WEEK, date(2026, 12, 4)),
        # the Friday of that week is the first day of Christmas
        (date(2026, 12, 22), 0, DueBy.WEEK, date(2026, 12, 24)),
        (date(2026, 11, 25), 0, DueBy.MONTH, date(2026, 11, 30)),
        # the 31st of January 2027 is a Sunday
        (date(2026, 11, 25), 2, DueBy.MONTH, date(2027, 1, 29)),
        (date(2027, 1, 30), 0, DueBy.MONTH, date(2027, 2, 26)),
        (date(2026, 12, 31), 2, DueBy.MONTH, date(2027, 2, 26)),
    ],
)
def test_the_day_is_reckoned_from_the_day_it_was_added(
    firm: Firm, added: date, count: int, by: str, due: date
) -> None:
    assert due_day(firm.workspace, added, count, by) == due


def test_a_new_item_is_due_as_its_kind_says(firm: Firm) -> None:
    change_kind(firm.olga, kind="task", **SHOWN, due_days="0", due_by="week")
    firm.workspace.refresh_from_db()
    with clock.fixed(datetime(2026, 11, 25, 12, tzinfo=UTC)):
        assert add(firm).due_at == datetime(2026, 11, 26, 23, tzinfo=UTC)


def test_who_says_nothing_of_it_counts_days_and_nonsense_is_refused(firm: Firm) -> None:
    change_kind(firm.olga, kind="task", **SHOWN, due_days="3")
    firm.workspace.refresh_from_db()
    with clock.fixed(datetime(2026, 11, 25, 12, tzinfo=UTC)):
        assert add(firm).due_at == datetime(2026, 11, 27, 23, tzinfo=UTC)
    with pytest.raises(Invalid) as refusal:
        change_kind(firm.olga, kind="task", **SHOWN, due_days="3", due_by="years")
    assert set(refusal.value.errors) == {"due_by"}


def test_the_page_of_a_kind_asks_and_keeps_it(firm: Firm) -> None:
    browser = firm.client()
    given = {"do": "change", **SHOWN, "due_days": "1", "due_by": "month", "has_positions": "0"}
    assert browser.post("/werft/settings/work/task", given).status_code in (302, 303)
    page = browser.get("/werft/settings/work/task").content.decode()
    assert 'value="month" selected' in page
