"""A checklist is kept as a template and put onto items that are there already."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from klientel.events.models import Event
from klientel.kit import clock
from klientel.kit.ids import uuid7
from klientel.kit.refused import Conflict, Forbidden, NotFound, Refused
from klientel.records import actions
from klientel.records.actions.catalogue import run
from klientel.work.actions import template as templates
from klientel.work.actions.checklist_template import save_checklist, use_checklist
from klientel.work.actions.step import MOST_STEPS, add_step, tick_step
from klientel.work.models import Step, Template, WorkItem
from klientel.work.tests.items import add, member, read
from tests.cast import Firm

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 26, 9, tzinfo=UTC)
HTMX = {"HTTP_HX_REQUEST": "true", "HTTP_HX_REQUEST_TYPE": "partial"}


@pytest.fixture(autouse=True)
def now() -> Any:
    with clock.fixed(NOW):
        yield


def site(firm: Firm) -> WorkItem:
    item = add(firm, "Website", starts_on="2026-11-26")
    add_step(firm.olga, item, text="Plain")
    for text, due in (("Imprint", "2026-11-27"), ("Privacy", "2026-11-30")):
        add_step(firm.olga, item, text=text, due_on=due, member=member(firm, "wim"),
                 checklist="Go live")  # fmt: skip
    first = Step.objects.in_workspace(firm.workspace.pk).get(item_id=item.pk, text="Imprint")
    tick_step(firm.olga, item, step=str(first.pk))
    return read(firm, item)


def kept(firm: Firm, **given: Any) -> Template:
    return save_checklist(
        firm.olga, site(firm), **{"checklist": "Go live", "name": "Live", **given}
    )


def steps(firm: Firm, item: WorkItem) -> list[Step]:
    rows = Step.objects.in_workspace(firm.workspace.pk).filter(item_id=item.pk)
    return list(rows.order_by("position"))


def undo_newest(firm: Firm) -> None:
    event = Event.objects.in_workspace(firm.workspace.pk).order_by("-pk").first()
    actions.undo(firm.olga, event.batch or event.pk)


def test_its_steps_come_behind_those_of_the_item_with_people_and_days(firm: Firm) -> None:
    template, item = kept(firm), add(firm, "Shop")
    add_step(firm.olga, item, text="Own")
    use_checklist(firm.olga, read(firm, item), template=str(template.pk), begins_on="2027-01-11")
    found = [(one.text, one.checklist, str(one.due_on or "")) for one in steps(firm, item)]
    assert found == [
        ("Own", "", ""), ("Imprint", "Live", "2027-01-12"), ("Privacy", "Live", "2027-01-15"),
    ]  # fmt: skip
    assert steps(firm, item)[1].member_id == firm.members["wim"].pk
    now = read(firm, item)
    assert (now.steps, now.steps_done) == (3, 0)


def test_the_same_key_puts_it_there_once_and_a_second_time_under_another_name(firm: Firm) -> None:
    template, item, key = kept(firm), add(firm, "Shop"), str(uuid7())
    for _twice in range(2):
        use_checklist(firm.olga, read(firm, item), template=str(template.pk), key=key)
    assert read(firm, item).steps == 2
    use_checklist(firm.olga, read(firm, item), template=str(template.pk), key=str(uuid7()))
    assert [one.checklist for one in steps(firm, item)] == ["Live", "Live", "Live 2", "Live 2"]
    with pytest.raises(Conflict):
        use_checklist(firm.olga, add(firm, "Other"), template=str(template.pk), key=key)


def test_it_is_one_step_to_take_back_and_back_again(firm: Firm) -> None:
    template, item = kept(firm), add(firm, "Shop")
    use_checklist(firm.olga, item, template=str(template.pk))
    undo_newest(firm)
    assert (read(firm, item).steps, steps(firm, item)) == (0, [])
    undo_newest(firm)
    assert [one.text for one in steps(firm, item)] == ["Imprint", "Privacy"]
    tick_step(firm.olga, item, step="Imprint")
    events = Event.objects.in_workspace(firm.workspace.pk).filter(verb="work.checklist_added")
    last = events.order_by("-pk").first()
    with pytest.raises(Refused, match="changed again since"):
        actions.undo(firm.olga, last.batch or last.pk)
    assert read(firm, item).steps == 2


def test_the_checklists_of_a_template_of_work_come_under_their_own_names(firm: Firm) -> None:
    template = templates.save_template(firm.olga, site(firm), name="Website")
    item = add(firm, "Shop")
    use_checklist(firm.olga, item, template=str(template.pk))
    assert [one.checklist for one in steps(firm, item)] == ["Website", "Go live", "Go live"]


def test_who_has_left_is_left_out(firm: Firm) -> None:
    template = kept(firm)
    gone = firm.members["wim"]
    gone.refresh_from_db()
    gone.is_active = False
    gone.save()
    firm.workspace.touch_directory()
    item = add(firm, "Shop")
    use_checklist(firm.olga, item, template=str(template.pk))
    assert {one.member_id for one in steps(firm, item)} == {None}


def test_no_work_is_begun_from_a_checklist(firm: Firm) -> None:
    template = kept(firm)
    with pytest.raises(NotFound):
        templates.use_template(firm.olga, template=str(template.pk))
    page = firm.client().get("/werft/work/templates/new", **HTMX).content.decode()
    assert "Live" not in page
    settings = firm.client().get("/werft/settings/templates").content.decode()
    assert "Live" in settings
    assert f"new?template={template.pk}" not in settings


def test_a_template_of_work_is_not_replaced_by_a_checklist(firm: Firm) -> None:
    templates.save_template(firm.olga, site(firm), name="Live")
    with pytest.raises(Refused, match="has this name"):
        kept(firm, replace=True)
    first = kept(firm, name="Steps")
    assert kept(firm, name="Steps", replace=True).pk == first.pk


def test_what_is_not_there_or_too_much_is_refused(firm: Firm) -> None:
    with pytest.raises(Refused, match="no such checklist"):
        kept(firm, checklist="Other")
    template, item = kept(firm), add(firm, "Shop")
    WorkItem.objects.in_workspace(firm.workspace.pk).filter(pk=item.pk).update(steps=MOST_STEPS - 1)
    with pytest.raises(Refused, match="at most"):
        use_checklist(firm.olga, read(firm, item), template=str(template.pk))


def test_others_may_not_and_another_firm_does_not_find_it(firm: Firm, other_firm: Firm) -> None:
    template, item = kept(firm), add(firm, "Shop")
    with pytest.raises(Forbidden):
        run(firm.actor("bodo"), "work.use_checklist", item, template=str(template.pk))
    fremd = other_firm.actor("fremd")
    theirs = add(other_firm, "Theirs", who="fremd")
    with pytest.raises(Refused):
        run(fremd, "work.use_checklist", theirs, template=str(template.pk))
    assert steps(other_firm, theirs) == []


def test_the_page_of_an_item_leads_to_both(firm: Firm) -> None:
    template, item, browser = kept(firm), add(firm, "Shop"), firm.client()
    own = f"/werft/work/{item.pk}/actions"
    page = browser.get(f"/werft/work/{item.pk}", follow=True).content.decode()
    assert f"{own}/work.use_checklist" in page
    assert "work.save_checklist" not in page
    form = browser.get(f"{own}/work.use_checklist", **HTMX).content.decode()
    assert f'value="{template.pk}"' in form
    assert 'name="key"' in form
    answer = browser.post(f"{own}/work.use_checklist", {"template": str(template.pk)})
    assert answer.status_code == 303
    said = browser.get(answer["Location"]).content.decode()
    assert "added the checklist “Live”" in said
    assert f"{own}/work.save_checklist?name=Live&amp;checklist=Live" in said
    form = browser.get(f"{own}/work.save_checklist?name=Live&checklist=Live", **HTMX)
    assert form.content.decode().count('value="Live"') == 2
