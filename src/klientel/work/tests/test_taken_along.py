"""What a copy, the next of a series and new work from a template take along of own fields."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from klientel.kit import clock
from klientel.kit.ids import uuid7
from klientel.kit.refused import Conflict
from klientel.records import actions
from klientel.records.actions.own_field import add_field
from klientel.work.actions import template as templates
from klientel.work.actions.place import duplicate
from klientel.work.actions.step import add_step
from klientel.work.models import Series, Step, WorkItem
from klientel.work.tests.items import add, member, read
from klientel.work.tests.series import DUE, monthly, of_series, work_until
from tests.cast import Firm

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def now() -> Any:
    with clock.fixed(datetime(2026, 11, 26, 9, tzinfo=UTC)):
        yield


def own(firm: Firm, kind: str, **said: Any) -> str:
    field = add_field(firm.olga, type="work", kind=kind, label=f"Own {kind}", **said)
    firm.workspace.refresh_from_db()
    return str(field.name)


def leave(firm: Firm, name: str) -> None:
    gone = firm.members[name]
    gone.refresh_from_db()
    gone.is_active = False
    gone.save()
    firm.workspace.touch_directory()


def begun(firm: Firm, item: WorkItem) -> list[WorkItem]:
    """The next one of its series, a new one from its template, and its copy."""
    series = monthly(firm, item)
    kept = templates.save_template(firm.olga, item, name="Report")
    return [_next(firm, series), _used(firm, str(kept.pk)), _copy(firm, item)]


def _next(firm: Firm, series: Series) -> WorkItem:
    work_until("2027-01-01")
    assert Series.objects.in_workspace(firm.workspace.pk).get().state == Series.State.RUNNING
    return read(firm, of_series(firm, series)[-1])


def _used(firm: Firm, template: str) -> WorkItem:
    return read(firm, templates.use_template(firm.olga, template=template))


def _copy(firm: Firm, item: WorkItem) -> WorkItem:
    return read(firm, duplicate(firm.olga, item, title="Copy"))


def test_each_gets_a_number_of_its_own_and_its_formulas_are_reckoned_anew(firm: Firm) -> None:
    serial = own(firm, "serial", prefix="R-", digits="2", start="1")
    hours = own(firm, "number")
    twice = own(firm, "formula", formula="{Own number} * 2")
    item = add(firm, "Report", due=DUE, **{hours: "3"})
    assert item.own_values[serial] == [1, "R-01"]
    made = begun(firm, item)
    assert [one.own_values[serial][1] for one in made] == ["R-02", "R-03", "R-04"]
    assert {one.own_values[twice] for one in made} == {item.own_values[twice]}


def test_a_link_of_the_firms_own_to_what_is_gone_stops_nothing(firm: Firm) -> None:
    site = own(firm, "record", to="account")
    account = actions.create(firm.olga, "account", {"name": "Nord Media"})
    item = add(firm, "Report", due=DUE, **{site: str(account.pk)})
    assert read(firm, duplicate(firm.olga, item, title="Copy")).own_values == item.own_values
    actions.trash(firm.olga, "account", account.pk)
    assert [one.own_values for one in begun(firm, item)] == [{}, {}, {}]


def test_a_template_keeps_no_link_of_the_firms_own(firm: Firm) -> None:
    site = own(firm, "record", to="account")
    account = actions.create(firm.olga, "account", {"name": "Nord Media"})
    kept = templates.save_template(
        firm.olga, add(firm, "Report", **{site: str(account.pk)}), name="Report"
    )
    assert str(account.pk) not in str(kept.blueprint)


def test_who_has_left_is_named_in_no_field_of_a_new_one(firm: Firm) -> None:
    checker = own(firm, "member")
    item = add(firm, "Report", due=DUE, **{checker: member(firm, "wim")})
    assert read(firm, duplicate(firm.olga, item, title="Copy")).own_values == item.own_values
    leave(firm, "wim")
    assert [one.own_values for one in begun(firm, item)] == [{}, {}, {}]


def test_a_copy_has_own_values_and_whose_a_step_is_but_neither_days_nor_parts(firm: Firm) -> None:
    centre = own(firm, "text")
    item = add(firm, "Report", due=DUE, starts_on="2026-11-27", **{centre: "K7"})
    add(firm, "Part", parent=str(item.pk))
    add_step(firm.olga, item, text="Bank", member=member(firm, "bea"), due_on="2026-11-30")
    copy = read(firm, duplicate(firm.olga, read(firm, item), title="Copy"))
    assert (copy.title, copy.own_values, copy.parts) == ("Copy", {centre: "K7"}, 0)
    assert (copy.due_at, copy.starts_on) == (None, None)
    (step,) = Step.objects.in_workspace(firm.workspace.pk).filter(item_id=copy.pk)
    assert (step.text, step.member_id, step.due_on) == ("Bank", firm.members["bea"].pk, None)
    bare = read(firm, duplicate(firm.olga, read(firm, item), title="Bare", steps=False))
    assert bare.steps == 0


def test_the_id_of_something_else_begins_nothing_from_a_template(firm: Firm) -> None:
    kept = templates.save_template(firm.olga, add(firm, "Report"), name="Report")
    theirs = add(firm, "Theirs", "wim")
    account = actions.create(firm.olga, "account", {"name": "Nord Media"})
    of_account = add(firm, "For them", account=str(account.pk))
    for key in (theirs.pk, of_account.pk):
        with pytest.raises(Conflict):
            templates.use_template(firm.olga, template=str(kept.pk), key=str(key))
    answer = firm.client().post(
        "/werft/work/templates/new", {"template": str(kept.pk), "key": str(theirs.pk)}
    )
    assert answer.status_code == 409
    assert str(theirs.pk) not in answer.content.decode(), "the next sending has a key of its own"


def test_a_form_sent_again_finds_what_was_deleted_since(firm: Firm) -> None:
    kept, key = templates.save_template(firm.olga, add(firm, "Report"), name="Report"), uuid7()
    templates.use_template(firm.olga, template=str(kept.pk), key=str(key))
    actions.trash(firm.olga, "work", key)
    again = templates.use_template(firm.olga, template=str(kept.pk), key=str(key))
    assert again.pk == key
    assert WorkItem.objects.in_workspace(firm.workspace.pk).count() == 2
