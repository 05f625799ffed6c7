"""Orders that repeat, or begin from a template, have the positions of what they are made like."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from klientel.billing.actions import line as lines
from klientel.billing.actions.fulfil import fulfil
from klientel.billing.tests.orders import lena, order, ordered, product, rows
from klientel.kit import clock
from klientel.kit.ids import uuid7
from klientel.kit.refused import Refused
from klientel.work.actions import item as verbs
from klientel.work.actions import template as templates
from klientel.work.models import WorkItem
from klientel.work.tests.items import add, read
from klientel.work.tests.series import DUE, monthly, of_series, work_until
from tests.cast import Firm

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def now() -> Any:
    with clock.fixed(datetime(2026, 11, 26, 9, tzinfo=UTC)):
        yield


def said(firm: Firm, item: WorkItem) -> list[tuple[Any, ...]]:
    return [
        (one.place, one.product_id, one.name, one.quantity, one.unit, one.note)
        for one in rows(firm, item)
    ]


def test_the_next_order_of_a_series_asks_for_the_same_again(firm: Firm) -> None:
    item, rye = ordered(firm, due=DUE), product(firm)
    lines.add_line(firm.olga, item, product=rye.pk, quantity="3", note="geschnitten")
    series = monthly(firm, item)
    fulfil(firm.olga, item)
    work_until("2027-01-01")
    made = of_series(firm, series)[-1]
    assert len(said(firm, made)) == 3
    assert said(firm, made) == said(firm, item)
    with pytest.raises(Refused, match="Line items are still open"):
        verbs.complete(firm.olga, read(firm, made))


def test_an_order_from_a_template_has_its_positions_and_those_of_its_parts(firm: Firm) -> None:
    item = ordered(firm)
    part = order(firm, title="Teil", parent=str(item.pk))
    lines.add_line(firm.olga, part, name="Torte")
    kept = templates.save_template(firm.olga, read(firm, item), name="Sonntag")
    made = templates.use_template(firm.olga, template=str(kept.pk), account=str(lena(firm).pk))
    assert said(firm, made) == said(firm, item)
    below = WorkItem.objects.in_workspace(firm.workspace.pk).get(parent_id=made.pk)
    assert [one.name for one in rows(firm, below)] == ["Torte"]


def test_a_product_that_is_gone_for_good_leaves_its_name(firm: Firm) -> None:
    item, rye = order(firm), product(firm)
    lines.add_line(firm.olga, item, product=rye.pk)
    kept = templates.save_template(firm.olga, item, name="Sonntag")
    kept.blueprint["pieces"][0]["kept"]["positions"][0]["product"] = str(uuid7())
    kept.save()
    made = templates.use_template(firm.olga, template=str(kept.pk))
    assert [(one.product_id, one.name) for one in rows(firm, made)] == [(None, "Roggenbrot")]


def test_a_template_from_before_positions_came_along_still_begins_work(firm: Firm) -> None:
    kept = templates.save_template(firm.olga, add(firm, "Anruf"), name="Anruf")
    for piece in kept.blueprint["pieces"]:
        del piece["kept"]
    kept.save()
    assert rows(firm, templates.use_template(firm.olga, template=str(kept.pk))) == []
