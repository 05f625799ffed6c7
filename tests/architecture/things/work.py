"""Work and orders in the state that an action needs, with their steps, hours and positions."""

from __future__ import annotations

from typing import Any

from klientel.records import actions
from klientel.records.actions.catalogue import run
from klientel.work.models import TimeEntry
from tests.architecture.things.scene import Scene, makes


@makes("work.tick_step", "work.change_step", "work.place_step", "work.remove_step")
def step(at: Scene) -> dict[str, Any]:
    """The second step: it can go up."""
    at.do("work.add_step", at.record, text="Draw it")
    made = at.do("work.add_step", at.record, text="Print it")
    return {"step": str(made.pk)}


@makes("work.rename_checklist")
def checklist(at: Scene) -> dict[str, Any]:
    at.do("work.add_step", at.record, text="Print it", checklist="Poster")
    return {"checklist": "Poster", "name": "Leaflet"}


@makes("work.save_checklist")
def checklist_to_keep(at: Scene) -> dict[str, Any]:
    at.do("work.add_step", at.record, text="Print it", checklist="Poster")
    return {"checklist": "Poster", "name": "Poster"}


@makes("work.use_checklist")
def kept_checklist(at: Scene) -> dict[str, Any]:
    """The firm's, kept from something that everybody sees."""
    item = _another(at)
    run(at.knower, "work.add_step", item, text="Print it")
    made = run(at.knower, "work.save_checklist", item, name="Leaflet")
    return {"template": str(made.pk)}


@makes("work.assign")
def assignee(at: Scene) -> dict[str, Any]:
    return {"assignees": [at.themselves]}


@makes("work.set_status")
def other_status(_at: Scene) -> dict[str, Any]:
    return {"status": "done"}


@makes("work.move")
def above(at: Scene) -> dict[str, Any]:
    return {"parent": _another(at)}


@makes("work.wait_no_longer")
def waited_for(at: Scene) -> dict[str, Any]:
    other = _another(at)
    if not at.is_kept_out:
        at.do("work.wait_for", at.record, other=other)
    return {"other": other}


def _another(at: Scene) -> str:
    return str(actions.create(at.knower, "work", {"title": "Regatta"}).pk)


@makes("work.stop_timer")
def timer(at: Scene) -> dict[str, Any]:
    """It runs for who acts, as far as they note hours."""
    who = at.insider if at.insider.may("time.log") else at.olga
    run(who, "work.start_timer", at.record)
    return {}


@makes("work.change_time")
def other_hours(at: Scene) -> dict[str, Any]:
    return {**hours(at), "note": "Proof"}


@makes("work.remove_time")
def hours(at: Scene) -> dict[str, Any]:
    at.do("work.log_time", at.record, hours="1")
    entry = TimeEntry.objects.in_workspace(at.firm.workspace.pk).get(item_id=at.record)
    return {"entry": str(entry.pk)}


@makes("work.reopen", "work.archive")
def finished(at: Scene) -> dict[str, Any]:
    at.do("work.complete", at.record)
    return {}


@makes("work.unarchive")
def archived(at: Scene) -> dict[str, Any]:
    finished(at)
    at.do("work.archive", at.record)
    return {}


@makes("work.pause_repeating", "work.end_repeating", "work.skip_next")
def repeating(at: Scene) -> dict[str, Any]:
    actions.change(at.olga, "work", at.record, {"due": "2099-07-01"})
    at.do("work.repeat", at.record, unit="month", every="1", on="date", ahead="0")
    return {}


@makes("work.resume_repeating")
def paused(at: Scene) -> dict[str, Any]:
    repeating(at)
    at.do("work.pause_repeating", at.record)
    return {}


@makes("order.add_line")
def order(at: Scene) -> dict[str, Any]:
    at.do("work.convert", at.record, kind="order")
    actions.change(at.olga, "work", at.record, {"account": at.about})
    return {"name": "Sail"}


@makes("order.place_line", "order.remove_line")
def position(at: Scene) -> dict[str, Any]:
    order(at)
    at.do("order.add_line", at.record, name="Mast")
    made = at.do("order.add_line", at.record, name="Sail")
    return {"line": str(made.pk)}


@makes("order.change_line")
def other_position(at: Scene) -> dict[str, Any]:
    return {**position(at), "name": "Sails"}


@makes("order.again", "order.fulfil")
def ordered(at: Scene) -> dict[str, Any]:
    position(at)
    return {}


@makes("order.take_back")
def fulfilled(at: Scene) -> dict[str, Any]:
    position(at)
    at.do("order.fulfil", at.record)
    return {}


@makes("template.use", "template.delete", "template.rename")
def template(at: Scene) -> dict[str, Any]:
    """Of a task that Bea may not know of: a template is the firm's, with nothing of the case."""
    item = at.hidden(actions.create(at.olga, "work", {"title": "Regatta"}))
    made = at.do("work.save_template", item, name="Regatta")
    return {"template": str(made.pk)}
