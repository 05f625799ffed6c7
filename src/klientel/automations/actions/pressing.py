"""Press the button of a rule for many records at once."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from klientel.automations.actions.running import trigger_for
from klientel.automations.engine.by_hand import start_by_person
from klientel.automations.models import Rule, Run
from klientel.automations.policy import VIEW
from klientel.automations.queries import rules_found_by
from klientel.kit.refused import NotFound, Refused
from klientel.records.actions.catalogue import action, current_reading, in_force
from klientel.records.actions.once import form_key
from klientel.records.fields import LongTextField, NumberField, TextField
from klientel.records.types import record_types
from klientel.views.actions.view import LONGEST
from klientel.views.selection import MOST_CHOSEN, Selection
from klientel.workspaces.actor import Actor

#: records for which one press starts a rule
MOST = 1_000

_RULE = NumberField(name="rule", label=_("Rule"), required=True, minimum=Decimal(1))
_IDS = LongTextField(name="ids", label=_("Chosen records"), max_length=MOST_CHOSEN * 40)
_ALL = TextField(name="all", label=_("All of the list"), max_length=5)
_STATE = LongTextField(name="state", label=_("List"), max_length=LONGEST)
_KEY = TextField(name="key", label=_("Form"), max_length=40)


@action(
    "rule.start_many",
    label=_("Start a rule for many records"),
    permission=VIEW,
    on="",
    inputs=(_RULE, _IDS, _ALL, _STATE, _KEY),
    technical=("key",),
)
def start_rule_for_many(
    actor: Actor,
    *,
    rule: Decimal,
    ids: str,
    all: str,  # noqa: A002 - the input's name
    state: str,
    key: str,
) -> int:
    """Start a rule for the chosen records that the actor sees; a form sent twice does so once.

    Chosen are `ids` (with commas), or with `all` whatever the list of `state` has. Returns for how
    many it starts.
    """
    mine: Rule | None = rules_found_by(actor).filter(number=int(rule)).first()
    if mine is None or not mine.about:
        raise NotFound()
    trigger, once = trigger_for(actor, mine), form_key(key)
    runs = Run.objects.in_workspace(actor.workspace_id).filter(rule_id=mine.pk, occasion=once)
    if done := runs.count():
        return int(done)
    rows = _chosen(actor, mine, {"ids": ids, "all": all, "state": state})
    start_by_person(actor, mine, once, trigger, rows)
    return len(rows)


def _chosen(actor: Actor, rule: Rule, given: dict[str, str]) -> list[Any]:
    record_type = in_force(actor, record_types.get(rule.about))
    actor.must(record_type.permission("view"))
    chosen = Selection.of(record_type, given)
    rows = list(chosen.rows(actor, current_reading(actor)).order_by("pk")[: MOST + 1])
    if not rows:
        raise Refused("None of these records is there any more.")
    if len(rows) > MOST:
        raise Refused("At most {most} records at once. Choose fewer.", most=MOST)
    return rows
