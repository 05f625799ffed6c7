"""What is set for the whole firm: people, absence, kinds of work, statuses, stages, lost work."""

from __future__ import annotations

from typing import Any

from klientel.events import jobs
from klientel.events.models import Job
from klientel.records.actions.catalogue import actions
from klientel.workspaces.models import Workspace
from tests.architecture.furnished import nothing
from tests.architecture.things.scene import Scene, makes
from tests.contracts.samples import sample_inputs


@makes("absence.plan")
def days(_at: Scene) -> dict[str, Any]:
    return {"from_on": "2099-07-01", "until_on": "2099-07-14"}


@makes("member.hand_over")
def successor(at: Scene) -> dict[str, Any]:
    return {"member": at.member("wim"), "to": at.member("lena")}


@makes("member.invite_again")
def invited(at: Scene) -> dict[str, Any]:
    fresh = at.do("member.add", email="neu@werft.example", name="Neu", role="member")
    return {"member": str(fresh.member.pk)}


@makes("member.set_hours")
def week(at: Scene) -> dict[str, Any]:
    return {"member": at.member("bodo"), "hours": "20"}


@makes("member.reactivate")
def former(at: Scene) -> dict[str, Any]:
    at.do("member.deactivate", member=at.member("bodo"))
    return {"member": at.member("bodo")}


@makes("team.put_in")
def newcomer(at: Scene) -> dict[str, Any]:
    return {"team": str(at.firm.teams["beratung"].pk), "member": at.member("bodo")}


@makes("word.reset")
def other_word(at: Scene) -> dict[str, Any]:
    given = sample_inputs(at.olga, actions.get("word.change").inputs)
    at.do("word.change", **given)
    return {"noun": given["noun"]}


@makes("kind.add")
def new_kind(_at: Scene) -> dict[str, Any]:
    return {"name": "Regatta", "plural": "Regattas", "prefix": "RG"}


@makes("kind.place", "kind.retire")
def kind(at: Scene) -> dict[str, Any]:
    inputs = sample_inputs(at.olga, actions.get("kind.add").inputs)
    return {"kind": at.do("kind.add", **{**inputs, **new_kind(at)}).code}


@makes("kind.change")
def other_kind(at: Scene) -> dict[str, Any]:
    return {**kind(at), "name": "Race", "plural": "Races", "prefix": "RC"}


@makes("kind.revive")
def retired_kind(at: Scene) -> dict[str, Any]:
    given = kind(at)
    at.do("kind.retire", **given)
    return given


@makes("status.add")
def new_status(_at: Scene) -> dict[str, Any]:
    return {"kind": "order", "name": "In the dock"}


def _status(at: Scene) -> str:
    inputs = sample_inputs(at.olga, actions.get("status.add").inputs)
    return str(at.do("status.add", **{**inputs, **new_status(at)}))


@makes("status.change")
def other_status(at: Scene) -> dict[str, Any]:
    return {"status": _status(at), "name": "In the water"}


@makes("status.place")
def status(at: Scene) -> dict[str, Any]:
    return {"kind": "order", "status": _status(at)}


@makes("status.retire")
def status_to_go(at: Scene) -> dict[str, Any]:
    return {**status(at), "to": "planned"}


def _stage(at: Scene) -> str:
    inputs = sample_inputs(at.olga, actions.get("stage.add").inputs)
    return str(at.do("stage.add", **{**inputs, "name": "Sounded out"}).key)


@makes("stage.change", "stage.retire")
def stage(at: Scene) -> dict[str, Any]:
    return {"stage": _stage(at)}


@makes("stage.move")
def stage_in_place(at: Scene) -> dict[str, Any]:
    return {"stage": _stage(at), "place": "1"}


@makes("stage.reopen")
def retired_stage(at: Scene) -> dict[str, Any]:
    given = stage(at)
    at.do("stage.retire", **given)
    return given


@makes("work.try_again")
def lost(at: Scene) -> dict[str, Any]:
    job = jobs.enqueue(nothing, actor=at.olga, label="Lost work")
    Job.objects.filter(pk=job.pk).update(state=Job.State.DEAD, error="ValueError")
    return {"work": str(job.pk)}


@makes("work.try_all_again")
def all_lost(at: Scene) -> dict[str, Any]:
    lost(at)
    return {}


@makes("workspace.require_second_factor")
def no_more(at: Scene) -> dict[str, Any]:
    """It is required here; who has none themselves can only end that."""
    Workspace.objects.filter(pk=at.firm.workspace.pk).update(requires_second_factor=True)
    return {"required": ""}
