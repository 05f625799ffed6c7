"""Make, change, copy and delete rules, and switch them on and off."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from klientel.automations.actions.keeping import (
    SETTINGS,
    changeable,
    insert_rule,
    put,
    read_definition,
    settled_for,
    tell,
)
from klientel.automations.definition import from_json, with_fresh_keys
from klientel.automations.models import Rule, RuleVersion
from klientel.automations.models.rule import USUAL_LIMIT
from klientel.automations.policy import MANAGE
from klientel.kit import clock
from klientel.kit.refused import Conflict, NotFound, Refused
from klientel.records.actions.catalogue import action
from klientel.records.actions.once import form_key
from klientel.records.actions.trash import TRASH_DAYS
from klientel.records.fields import (
    ChoiceField,
    LongTextField,
    NumberField,
    Option,
    TeamField,
    TextField,
    TruthField,
)
from klientel.workspaces.actor import Actor

#: characters of a definition as JSON
LONGEST = 60_000
#: starts in an hour that somebody may allow
MOST_RUNS = 10_000

RULE = NumberField(name="rule", label=_("Rule"), required=True, minimum=Decimal(1))
NAME = TextField(name="name", label=_("Name"), required=True, max_length=120)
DESCRIPTION = TextField(name="description", label=_("What it is for"), max_length=500)
DEFINITION = LongTextField(
    name="definition", label=_("When, if, then"), required=True, max_length=LONGEST
)
AUDIENCE = ChoiceField(
    name="audience",
    label=_("For whom"),
    options=[Option(one.value, one.label) for one in Rule.Audience],
    default=Rule.Audience.EVERYONE.value,
)
TEAM = TeamField(name="team", label=_("Team"))
LIMIT = NumberField(
    name="max_runs_per_hour",
    label=_("Maximum runs per hour"),
    minimum=Decimal(1),
    maximum=Decimal(MOST_RUNS),
    default=USUAL_LIMIT,
)
IMPORTS = TruthField(name="includes_imports", label=_("Imports and bulk changes start it, too"))
_KEY = TextField(name="key", label=_("Form"), max_length=40)
_VERSION = NumberField(name="version", label=_("Version"), minimum=Decimal(0))
_MADE_FROM = TextField(name="made_from", label=_("Ready rule"), max_length=60)
_IS_ON = TruthField(name="is_on", label=_("Switch it on"))
_SAID = (NAME, DESCRIPTION, DEFINITION, AUDIENCE, TEAM, LIMIT, IMPORTS)


@action(
    "rule.create",
    label=_("Make a rule"),
    permission=MANAGE,
    on="",
    inputs=(*_SAID, _IS_ON, _MADE_FROM, _KEY),
    technical=("key", "made_from"),
)
def create_rule(
    actor: Actor, *, is_on: bool, made_from: str, key: str, definition: str, **said: Any
) -> Rule:
    """Make a rule from its definition as JSON. A form sent twice (`key`) makes one.

    Raises `Invalid` with what is wrong, each by its place (`checking.py`).
    """
    sent = form_key(key)
    known: Rule | None = Rule.objects.visible_to(actor).filter(pk=sent).first()
    if known is not None:
        return known
    settled = settled_for(actor, read_definition(definition), said)
    rule = insert_rule(actor, sent, {**said, "made_from": made_from}, settled, is_on=is_on)
    tell(actor, "rule.created", rule)
    return rule


@action(
    "rule.change",
    label=_("Change a rule"),
    permission=MANAGE,
    on="",
    inputs=(RULE, *_SAID, _VERSION),
    technical=("version",),
)
def change_rule(
    actor: Actor, *, rule: Decimal, version: Decimal | None, definition: str, **said: Any
) -> Rule:
    """Let a rule be what the form says. Whoever does so is whom it acts as from then on.

    `version` is what the person saw: `Conflict` when somebody changed the rule meanwhile. Raises
    `Invalid` with what is wrong, each by its place.
    """
    found = changeable(actor, rule)
    settled = settled_for(actor, read_definition(definition), said, found)
    if version is not None and int(version) != found.version:
        raise Conflict(
            "Somebody else changed this rule in the meantime. Below is what you wrote; "
            "saving it again replaces what they wrote.",
            current=found.version,
        )
    return put(actor, found, said, settled)


@action("rule.switch_on", label=_("Switch a rule on"), permission=MANAGE, on="", inputs=(RULE,))
def switch_on(actor: Actor, *, rule: Decimal) -> Rule:
    """Let a rule start from now on, also one that paused by itself. What was before starts nothing.

    Raises `Invalid` where its definition fits no longer.
    """
    found = changeable(actor, rule)
    if found.runs_now:
        return found
    settled_for(actor, from_json(found.definition), {"name": found.name}, found)
    return switch(actor, found, is_on=True)


@action("rule.switch_off", label=_("Switch a rule off"), permission=MANAGE, on="", inputs=(RULE,))
def switch_off(actor: Actor, *, rule: Decimal) -> Rule:
    """Let a rule start no more. What it has begun is not cut off."""
    found = changeable(actor, rule)
    return switch(actor, found, is_on=False) if found.is_on else found


def switch(actor: Actor, rule: Rule, *, is_on: bool) -> Rule:
    """Switch a rule, and say so. Where whoever it acted as has left, it acts as who switches it on:
    they have its sentence before them.
    """
    before = {"is_on": rule.is_on}
    if is_on and actor.member_id is not None and not rule.acts_as.is_active:
        rule.acts_as_id = actor.member_id
    rule.is_on = is_on
    rule.on_since = clock.now() if is_on else None
    rule.paused_reason, rule.paused_at = {}, None
    rule.save()
    verb = "rule.switched_on" if is_on else "rule.switched_off"
    tell(actor, verb, rule, before=before, after={"is_on": is_on})
    return rule


@action("rule.delete", label=_("Delete a rule"), permission=MANAGE, on="", inputs=(RULE,))
def delete_rule(actor: Actor, *, rule: Decimal) -> Rule:
    """Delete a rule; what it did stays, and for 30 days it can be restored."""
    return bury(actor, changeable(actor, rule))


@action("rule.restore", label=_("Restore a rule"), permission=MANAGE, on="", inputs=(RULE,))
def restore_rule(actor: Actor, *, rule: Decimal) -> Rule:
    """Bring a deleted rule back; it is switched off."""
    found: Rule | None = (
        Rule.objects.visible_to(actor).filter(number=int(rule)).select_for_update().first()
    )
    if found is None:
        raise NotFound()
    return dig_out(actor, found) if found.deleted_at is not None else found


def bury(actor: Actor, rule: Rule) -> Rule:
    """Let a rule be found no more, and say so."""
    rule.deleted_at, rule.is_on, rule.on_since = clock.now(), False, None
    rule.save()
    tell(actor, "rule.deleted", rule)
    return rule


def dig_out(actor: Actor, rule: Rule) -> Rule:
    """Let a deleted rule be found again, switched off, and say so. Raises `Refused` when it is too
    late for that.
    """
    if rule.deleted_at is not None and rule.deleted_at < clock.now() - timedelta(days=TRASH_DAYS):
        raise Refused("This was deleted more than {days} days ago.", days=TRASH_DAYS)
    rule.deleted_at = None
    rule.save()
    tell(actor, "rule.restored", rule)
    return rule


@action(
    "rule.copy",
    label=_("Copy a rule"),
    permission=MANAGE,
    on="",
    inputs=(RULE, NAME, _KEY),
    technical=("key",),
)
def copy_rule(actor: Actor, *, rule: Decimal, name: str, key: str) -> Rule:
    """Make another rule like one, switched off."""
    sent = form_key(key)
    known: Rule | None = Rule.objects.visible_to(actor).filter(pk=sent).first()
    if known is not None:
        return known
    like = changeable(actor, rule)
    said: Mapping[str, Any] = {
        **{one: getattr(like, one) for one in SETTINGS},
        "name": name,
        "description": like.description,
        "made_from": like.made_from,
    }
    copied = insert_rule(actor, sent, said, with_fresh_keys(from_json(like.definition)))
    tell(actor, "rule.created", copied)
    return copied


@action(
    "rule.bring_back",
    label=_("Return to a former version"),
    permission=MANAGE,
    on="",
    inputs=(RULE, _VERSION),
)
def bring_back(actor: Actor, *, rule: Decimal, version: Decimal | None) -> Rule:
    """Let a rule be what it was in one of its versions; that becomes a version of its own.

    Raises `NotFound` for a version that there is not, `Invalid` where it fits no longer.
    """
    found = changeable(actor, rule)
    return return_to(actor, found, int(version or 0))


def return_to(actor: Actor, rule: Rule, version: int) -> Rule:
    """The same, for a rule in hand."""
    rows = RuleVersion.objects.in_workspace(actor.workspace_id)
    kept = rows.filter(rule_id=rule.pk, version=version).first()
    if kept is None:
        raise NotFound()
    said = {**said_of(kept), "name": kept.name, "description": kept.description}
    settled = settled_for(actor, from_json(kept.definition), said, rule)
    return put(actor, rule, said, settled)


def said_of(kept: RuleVersion) -> dict[str, Any]:
    """The settings of a version, as actions take them."""
    settings = dict(kept.settings)
    team = settings.get("team_id")
    return {
        "audience": settings.get("audience", Rule.Audience.EVERYONE.value),
        "team_id": UUID(team) if team else None,
        "max_runs_per_hour": settings.get("max_runs_per_hour", USUAL_LIMIT),
        "includes_imports": bool(settings.get("includes_imports")),
    }
