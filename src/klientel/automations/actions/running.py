"""Start a rule by hand, try a run again, take back what it did."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from klientel.automations.definition import from_json
from klientel.automations.engine import ending
from klientel.automations.engine.asking import go_on_soon
from klientel.automations.engine.by_hand import start_by_person
from klientel.automations.engine.starting import TOO_DEEP
from klientel.automations.models import Rule, RuleVersion, Run
from klientel.automations.policy import MANAGE, VIEW
from klientel.automations.position import carried_over, frames_of
from klientel.automations.queries import rules_found_by
from klientel.automations.triggers import Asked, triggers
from klientel.events.log import record as tell
from klientel.kit import clock
from klientel.kit.refused import Forbidden, NotFound, Refused
from klientel.records.actions.catalogue import action, found
from klientel.records.actions.once import form_key
from klientel.records.actions.undo import undo as take_back
from klientel.records.actions.undo_in_pieces import Undone
from klientel.records.fields import NumberField, TextField
from klientel.records.reading import reading_of
from klientel.records.types import record_types
from klientel.workspaces.actor import Actor
from klientel.workspaces.rows import row_of

_RULE = NumberField(name="rule", label=_("Rule"), required=True, minimum=Decimal(1))
_RECORD = TextField(name="record", label=_("Record"), max_length=80)
_RUN = TextField(name="run", label=_("Run"), required=True, max_length=40)
_KEY = TextField(name="key", label=_("Form"), max_length=40)
BY_HAND, BUTTON = "manual", "button"
UNDONE = gettext_noop("Somebody undid what it had done so far.")
CUT_OFF = gettext_noop("Somebody stopped it. There was nothing to undo.")
STAYS = gettext_noop("Somebody stopped it. What it had done stays: {reason}")


@action(
    "rule.start",
    label=_("Start a rule"),
    permission=VIEW,
    on="",
    inputs=(_RULE, _RECORD, _KEY),
    technical=("key",),
)
def start_rule(actor: Actor, *, rule: Decimal, record: str, key: str) -> Rule:
    """Start a rule for a record, by its button or by hand; a form sent twice starts it once.

    A button is for the roles that it names; by hand those may who write rules.
    """
    mine: Rule | None = rules_found_by(actor).filter(number=int(rule)).first()
    if mine is None:
        raise NotFound()
    trigger, once = trigger_for(actor, mine), form_key(key)
    runs = Run.objects.in_workspace(actor.workspace_id).filter(rule_id=mine.pk, occasion=once)
    if runs.exists():
        return mine
    row = found(actor, record_types.get(mine.about), record) if mine.about else None
    start_by_person(actor, mine, once, trigger, [row])
    return mine


def trigger_for(actor: Actor, rule: Rule) -> str:
    """What the actor starts a rule by; raises `Forbidden` where they may not."""
    definition = from_json(rule.definition)
    for when in definition.when:
        if when.kind == BUTTON and when.kind in triggers:
            about = record_types.get(rule.about) if rule.about else None
            roles = Asked(about, when.params, reading_of(actor)).params.get("roles") or []
            if not roles or actor.role in roles:
                return BUTTON
    if not actor.may(MANAGE):
        raise Forbidden("Your role does not allow this.")
    return BY_HAND


@action(
    "rule.retry",
    label=_("Try a run again"),
    permission=MANAGE,
    on="",
    inputs=(_RUN,),
)
def retry_run(actor: Actor, *, run: str) -> Run:
    """Let a run that failed or stopped go on from the step at which it did.

    It takes the rule as it is now, where that step is still in it.
    """
    mine = _run(actor, run)
    if mine.state not in (Run.State.FAILED, Run.State.STOPPED):
        return mine
    if mine.undone_at is not None:
        raise Refused("What this run did was undone.")
    if mine.is_too_deep:
        # nothing that it writes would be taken down
        raise Refused(TOO_DEEP)
    rule = Rule.objects.in_workspace(actor.workspace_id).get(pk=mine.rule_id)
    if not rule.runs_now:
        raise Refused("Switch the rule on first.")
    _renew(mine, rule)
    mine.state, mine.next_at = Run.State.READY, clock.now()
    mine.attempts, mine.reason, mine.ended_at = 0, {}, None
    mine.save()
    _tell(actor, "rule.retried", rule, mine)
    go_on_soon(actor.workspace_id)
    return mine


def _renew(run: Run, rule: Rule) -> None:
    if run.version == rule.version:
        return
    kept = RuleVersion.objects.in_workspace(run.workspace_id)
    old = kept.filter(rule_id=rule.pk, version=run.version).first()
    if old is None:
        return
    frames = frames_of(run.todo)
    moved = carried_over(frames, from_json(old.definition), from_json(rule.definition))
    if moved is not None:
        run.version = rule.version
        run.todo = [frame.to_json() for frame in moved]


@action(
    "rule.undo_run",
    label=_("Undo a run"),
    permission=MANAGE,
    on="",
    inputs=(_RUN,),
)
def undo_run(actor: Actor, *, run: str) -> Undone:
    """Take back what a run did, where nobody has changed it since; a run that is open ends.

    That it does whatever becomes of what it did: it may have done nothing yet that can be undone,
    and still be about to.
    """
    mine = _run(actor, run)
    if mine.undone_at is not None:
        raise Refused("What this run did was undone.")
    undone = _cut_off(actor, mine) if mine.is_open else take_back(actor, mine.pk)
    if undone is not None:
        mine.undone_at = clock.now()
    mine.save()
    _tell(
        actor,
        "rule.undone",
        Rule.objects.in_workspace(actor.workspace_id).get(pk=mine.rule_id),
        mine,
    )
    return undone or Undone()


def _cut_off(actor: Actor, run: Run) -> Undone | None:
    """End a run that is open and take back what it did; None where that stays, which it says."""
    reason: dict[str, Any] = {"reason": UNDONE}
    undone: Undone | None = None
    try:
        undone = take_back(actor, run.pk)
    except NotFound:
        # it has only waited so far, or mailed: nothing of that stands in the log
        undone, reason = Undone(), {"reason": CUT_OFF}
    except Refused as refusal:
        reason = {"reason": STAYS, "values": {"reason": ending.kept(refusal)}}
    ending.end(run, Run.State.STOPPED, reason)
    return undone


def _run(actor: Actor, key: Any) -> Run:
    """The run of that id, locked; `NotFound` for none, and for one of a rule out of sight."""
    rows = Run.objects.visible_to(actor).select_for_update(of=("self",))
    run = row_of(Run, rows, key)
    if not rules_found_by(actor).filter(pk=run.rule_id).exists():
        raise NotFound()
    return run


def _tell(actor: Actor, verb: str, rule: Rule, run: Run) -> None:
    facts = {"rule": str(rule.pk), "name": rule.name, "run": str(run.pk)}
    tell(actor, verb, record_type="rule", facts=facts)
