"""How the changes of this room are taken back (see `Verb.undo`)."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING
from uuid import UUID

from klientel.kit.refused import Refused
from klientel.records.actions.undo import undo
from klientel.records.actions.undoers import each, register
from klientel.team.actions.absence import plan_absence, remove_absence
from klientel.team.actions.hours import set_hours
from klientel.team.actions.member import change_role, deactivate, found_member, reactivate
from klientel.team.actions.team import (
    found_team,
    put_into_team,
    rename_team,
    reopen_team,
    take_out_of_team,
)
from klientel.team.actions.words import put_word
from klientel.team.actions.workspace import change_workspace, kept
from klientel.workspaces.actor import Actor
from klientel.workspaces.models import Absence, Workspace

if TYPE_CHECKING:
    from klientel.events.models import Event


def _unchanged(now: object, then: object) -> None:
    if now != then:
        raise Refused("This was changed again since; the later change stays.")


def _role_back(actor: Actor, event: Event, batch: UUID) -> None:
    actor.must("member.manage")
    facts = event.facts
    _unchanged(found_member(actor, facts["member"]).role, facts["after"])
    change_role(actor, member=facts["member"], role=facts["before"])


def _hours_back(actor: Actor, event: Event, batch: UUID) -> None:
    actor.must("member.manage")
    facts = event.facts
    now = found_member(actor, facts["member"]).weekly_hours
    _unchanged(now, Decimal(facts["after"]) if facts["after"] else None)
    set_hours(actor, member=facts["member"], hours=facts["before"])


def _reactivate(actor: Actor, event: Event, batch: UUID) -> None:
    reactivate(actor, member=event.facts["member"])


def _deactivate(actor: Actor, event: Event, batch: UUID) -> None:
    deactivate(actor, member=event.facts["member"])


def _rename_back(actor: Actor, event: Event, batch: UUID) -> None:
    actor.must("member.manage")
    facts = event.facts
    _unchanged(found_team(actor, facts["team"]).name, facts["after"])
    rename_team(actor, team=facts["team"], name=facts["before"])


def _reopen(actor: Actor, event: Event, batch: UUID) -> None:
    reopen_team(actor, UUID(event.facts["team"]))


def _take_out(actor: Actor, event: Event, batch: UUID) -> None:
    take_out_of_team(actor, team=event.facts["team"], member=event.facts["member"])


def _put_in(actor: Actor, event: Event, batch: UUID) -> None:
    put_into_team(actor, team=event.facts["team"], member=event.facts["member"])


def _setting_back(actor: Actor, event: Event, batch: UUID) -> None:
    actor.must("workspace.manage")
    facts = event.facts
    workspace = Workspace.objects.get(pk=actor.workspace_id)
    _unchanged(kept(workspace, facts["setting"]), facts["after"])
    change_workspace(actor, setting=facts["setting"], value=facts["before"])


def _word_back(actor: Actor, event: Event, batch: UUID) -> None:
    actor.must("workspace.manage")
    put_word(actor, event.facts["noun"], event.facts["before"])


def _hand_over_back(actor: Actor, event: Event, batch: UUID) -> None:
    actor.must("member.manage")
    undo(actor, UUID(event.facts["batch"]))


def _absence_remove(actor: Actor, event: Event, batch: UUID) -> None:
    facts = event.facts
    found = Absence.objects.visible_to(actor).filter(
        member_id=facts["member"], from_on=facts["from_on"], until_on=facts["until_on"]
    )
    for one in found:
        remove_absence(actor, one.pk)


def _absence_plan(actor: Actor, event: Event, batch: UUID) -> None:
    facts = event.facts
    plan_absence(
        actor,
        member=facts["member"],
        from_on=facts["from_on"],
        until_on=facts["until_on"],
        deputy=facts["deputy"] or None,
    )


_BACK = {
    "hand_over_back": _hand_over_back,
    "absence_remove": _absence_remove,
    "absence_plan": _absence_plan,
    "member_role_back": _role_back,
    "member_hours_back": _hours_back,
    "member_reactivate": _reactivate,
    "member_deactivate": _deactivate,
    "team_rename_back": _rename_back,
    "team_reopen": _reopen,
    "team_take_out": _take_out,
    "team_put_in": _put_in,
    "workspace_setting_back": _setting_back,
    "word_back": _word_back,
}
for _name, _way in _BACK.items():
    register(_name, each(_way), right=None)
