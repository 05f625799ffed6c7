"""Templates of work: kept without the case, begun on any day, private to nobody, taken back."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from klientel.events.models import Event
from klientel.kit import clock
from klientel.kit.ids import uuid7
from klientel.kit.refused import Forbidden, NotFound, Refused
from klientel.records import actions
from klientel.work.actions import template as templates
from klientel.work.actions.dependency import wait_for
from klientel.work.actions.step import add_step
from klientel.work.models import Template, WorkItem
from klientel.work.tests.items import add, member, read
from tests.cast import Firm

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 26, 9, tzinfo=UTC)


@pytest.fixture(autouse=True)
def now() -> Any:
    with clock.fixed(NOW):
        yield


def launch(firm: Firm) -> WorkItem:
    account = actions.create(firm.olga, "account", {"name": "Nord Media"})
    top = add(firm, "Launch", kind="project", account=account.pk, starts_on="2026-11-26",
              due="2026-12-10", assignees=[member(firm, "wim")], watchers=[member(firm, "bea")],
              tags=["web"])  # fmt: skip
    draft = add(firm, "Draft", parent=top.pk, due="2026-11-30")
    build = add(firm, "Build", parent=top.pk, due="2026-12-07 16:00")
    wait_for(firm.olga, build, other=str(draft.pk))
    add_step(firm.olga, build, text="Legal notice", due_on="2026-12-06")
    return read(firm, top)


def newest(firm: Firm) -> Any:
    event = Event.objects.in_workspace(firm.workspace.pk).order_by("-pk").first()
    return event.batch or event.pk


def undo_newest(firm: Firm) -> None:
    actions.undo(firm.olga, newest(firm))


def names(firm: Firm) -> list[str]:
    return [one.name for one in templates.templates_of(firm.workspace.pk)]


def test_work_is_begun_like_a_template_on_any_day(firm: Firm) -> None:
    kept = templates.save_template(firm.actor("wim"), launch(firm), name="Website launch")
    other = actions.create(firm.olga, "account", {"name": "Ost Druck"})
    made = templates.use_template(
        firm.actor("bea"), template=str(kept.pk), title="Launch Ost", begins_on="2027-01-11",
        account=str(other.pk),
    )  # fmt: skip
    made = read(firm, made)
    assert (made.title, made.kind, made.account_id) == ("Launch Ost", "project", other.pk)
    assert (str(made.starts_on), made.parts) == ("2027-01-11", 2)
    assert made.due_at == clock.start_of_day(datetime(2027, 1, 25).date(), "Europe/Berlin")
    assert made.assignees == [member(firm, "wim")]
    rows = WorkItem.objects.in_workspace(firm.workspace.pk)
    parts = {one.title: one for one in rows.filter(parent_id=made.pk)}
    assert {one.account_id for one in parts.values()} == {other.pk}
    assert parts["Build"].due_at == datetime(2027, 1, 22, 15, tzinfo=UTC)
    assert (parts["Build"].waits_for, parts["Build"].steps) == (1, 1)


def test_a_template_keeps_nothing_of_the_case(firm: Firm) -> None:
    item = launch(firm)
    kept = templates.save_template(firm.olga, item, name="Launch")
    text = str(kept.blueprint)
    assert str(item.account_id) not in text
    assert member(firm, "bea") not in text
    made = read(firm, templates.use_template(firm.olga, template=str(kept.pk)))
    assert (made.account_id, made.watchers, made.series_id) == (None, [], None)


def test_a_form_sent_twice_begins_it_once(firm: Firm) -> None:
    kept, key = templates.save_template(firm.olga, launch(firm), name="Launch"), str(uuid7())
    made = {
        templates.use_template(firm.olga, template=str(kept.pk), key=key).pk for _twice in range(2)
    }
    assert len(made) == 1


def test_all_of_it_is_taken_back_at_once(firm: Firm) -> None:
    kept = templates.save_template(firm.olga, launch(firm), name="Launch")
    made = templates.use_template(firm.olga, template=str(kept.pk))
    undo_newest(firm)
    rows = WorkItem.objects.in_workspace(firm.workspace.pk)
    assert not rows.filter(trashed_at=None, pk=made.pk).exists()
    assert not rows.filter(trashed_at=None, parent_id=made.pk).exists()


def test_an_account_that_is_not_seen_is_refused_and_not_left_out(
    firm: Firm, other_firm: Firm
) -> None:
    theirs = actions.create(other_firm.actor("fremd"), "account", {"name": "Fremd"})
    kept = templates.save_template(firm.olga, launch(firm), name="Launch")
    before = WorkItem.objects.in_workspace(firm.workspace.pk).count()
    with pytest.raises((Refused, NotFound)):
        templates.use_template(firm.olga, template=str(kept.pk), account=str(theirs.pk))
    assert WorkItem.objects.in_workspace(firm.workspace.pk).count() == before


def test_a_name_is_given_once_unless_it_is_replaced(firm: Firm) -> None:
    item = launch(firm)
    kept = templates.save_template(firm.olga, item, name="Launch")
    with pytest.raises(Refused):
        templates.save_template(firm.olga, item, name="launch")
    again = templates.save_template(firm.olga, item, name="launch", replace=True)
    assert (again.pk, names(firm)) == (kept.pk, ["launch"])
    undo_newest(firm)
    assert names(firm) == ["Launch"]


def test_renaming_and_deleting_are_for_managers_and_taken_back(firm: Firm) -> None:
    kept = templates.save_template(firm.olga, launch(firm), name="Launch")
    with pytest.raises(Forbidden):
        templates.delete_template(firm.actor("wim"), template=str(kept.pk))
    templates.rename_template(firm.olga, template=str(kept.pk), name="Web launch")
    undo_newest(firm)
    assert names(firm) == ["Launch"]
    templates.delete_template(firm.olga, template=str(kept.pk))
    assert names(firm) == []
    with pytest.raises((NotFound, Refused)):
        templates.use_template(firm.olga, template=str(kept.pk))
    undo_newest(firm)
    assert names(firm) == ["Launch"]


def test_only_who_saved_a_template_or_manages_them_replaces_it(firm: Firm) -> None:
    item = launch(firm)
    kept = templates.save_template(firm.actor("wim"), item, name="Launch")
    templates.save_template(firm.actor("wim"), item, name="Launch", replace=True)
    with pytest.raises(Forbidden):
        templates.save_template(firm.actor("sam"), item, name="Launch", replace=True)
    assert templates.save_template(firm.olga, item, name="Launch", replace=True).pk == kept.pk


def test_a_name_that_was_given_again_is_not_brought_back(firm: Firm) -> None:
    item = launch(firm)
    first = templates.save_template(firm.olga, item, name="Launch")
    templates.rename_template(firm.olga, template=str(first.pk), name="Old launch")
    renamed = newest(firm)
    second = templates.save_template(firm.olga, item, name="launch")
    with pytest.raises(Refused, match="Another template has this name"):
        actions.undo(firm.olga, renamed)
    templates.delete_template(firm.olga, template=str(second.pk))
    deleted = newest(firm)
    templates.rename_template(firm.olga, template=str(first.pk), name="Launch")
    with pytest.raises(Refused, match="Another template has this name"):
        actions.undo(firm.olga, deleted)
    assert names(firm) == ["Launch"]


def test_a_template_that_others_changed_is_not_taken_back_with_its_saving(firm: Firm) -> None:
    kept = templates.save_template(firm.actor("wim"), launch(firm), name="Launch")
    saved = newest(firm)
    templates.rename_template(firm.olga, template=str(kept.pk), name="Web launch")
    with pytest.raises(Refused, match="changed again since"):
        actions.undo(firm.actor("wim"), saved)
    assert names(firm) == ["Web launch"]


def test_a_saved_template_is_taken_back_and_brought_back(firm: Firm) -> None:
    templates.save_template(firm.actor("wim"), launch(firm), name="Launch")
    for there in ([], ["Launch"]):
        undo_newest(firm)
        assert names(firm) == there


def test_templates_of_another_firm_are_not_found(firm: Firm, other_firm: Firm) -> None:
    kept = templates.save_template(firm.olga, launch(firm), name="Launch")
    stranger = other_firm.actor("fremd")
    for act in (templates.use_template, templates.delete_template):
        with pytest.raises((NotFound, Refused)):
            act(stranger, template=str(kept.pk))
    assert Template.objects.in_workspace(firm.workspace.pk).get(pk=kept.pk).trashed_at is None


def test_the_pages_offer_save_rename_and_begin(firm: Firm) -> None:
    item = launch(firm)
    browser = firm.client()
    saved = browser.post(f"/werft/work/{item.pk}/actions/work.save_template", {"name": "Launch"})
    assert saved.status_code == 303
    assert "saved the template “Launch”" in browser.get(saved["Location"]).content.decode()
    assert "Launch" in browser.get("/werft/settings/templates").content.decode()
    kept = Template.objects.in_workspace(firm.workspace.pk).get()
    form = browser.get(f"/werft/work/templates/new?template={kept.pk}").content.decode()
    assert f'value="{kept.pk}" selected' in form
    begun = browser.post(
        "/werft/work/templates/new", {"template": str(kept.pk), "title": "Launch 2"}
    )
    assert begun.status_code == 303
    assert WorkItem.objects.in_workspace(firm.workspace.pk).filter(title="Launch 2").exists()
    wrong = browser.post("/werft/settings/templates",
                         {"do": "rename", "template": str(kept.pk), "name": ""})  # fmt: skip
    assert wrong.status_code == 422
    for nonsense in ("", "x", str(uuid7())):
        answer = browser.post("/werft/work/templates/new", {"template": nonsense})
        assert answer.status_code in (404, 422)


def test_without_a_template_the_page_says_how_to_make_one(firm: Firm) -> None:
    browser = firm.client()
    assert browser.get("/werft/work/templates/new").status_code == 303
    headers = {"HX-Request": "true", "HX-Request-Type": "partial"}
    told = browser.get("/werft/work/templates/new", headers=headers).content.decode()
    assert "<dialog" in told
