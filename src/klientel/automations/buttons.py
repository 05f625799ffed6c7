"""The buttons of rules: in the menu of a record and below a list, for those who may press them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from klientel.automations.definition import from_json
from klientel.automations.models import Rule
from klientel.automations.policy import MANAGE, VIEW
from klientel.automations.queries import rules_in_force
from klientel.automations.steps import steps
from klientel.records.types import RecordType
from klientel.views.record_menu import Entry, record_menu
from klientel.workspaces.actor import Actor
from klientel.workspaces.models import Workspace

KIND = "button"
ICON = "zap"
_MOST_KEPT = 2_000


@dataclass(frozen=True, slots=True)
class Button:
    """One button of one rule. Empty `roles` are all."""

    number: int
    label: str
    about: str
    roles: frozenset[str]
    #: who find the rule: those of a team (None for everyone) and those who answer for it
    team_id: UUID | None
    members: frozenset[UUID]

    def is_for(self, actor: Actor) -> bool:
        """Whether the actor may press it: of its roles, and the rule is one that they find."""
        if not actor.may(VIEW) or (self.roles and actor.role not in self.roles):
            return False
        if self.team_id is None or actor.may(MANAGE):
            return True
        return self.team_id in actor.team_ids or actor.member_id in self.members


@dataclass(frozen=True, slots=True)
class _Known:
    """What pages ask of the rules of a firm that are on."""

    version: int
    buttons: tuple[Button, ...]
    #: the record types for which they make other records
    made_for: frozenset[str]


_kept: dict[UUID, _Known] = {}


def buttons_of(workspace: Workspace) -> tuple[Button, ...]:
    """The buttons of a firm, kept until it changes a rule."""
    return _known_of(workspace).buttons


def makes_for(workspace: Workspace, record_type: str) -> bool:
    """Whether a firm has a rule about a type that is on and makes records, kept until it changes
    one.
    """
    return record_type in _known_of(workspace).made_for


def _known_of(workspace: Workspace) -> _Known:
    kept = _kept.get(workspace.pk)
    if kept is not None and kept.version == workspace.directory_version:
        return kept
    if len(_kept) > _MOST_KEPT:
        _kept.clear()
    rules = list(rules_in_force(workspace.pk).order_by("name", "pk"))
    found = _Known(
        workspace.directory_version,
        tuple(one for rule in rules for one in _of_rule(rule)),
        frozenset(rule.about for rule in rules if _makes(rule)),
    )
    _kept[workspace.pk] = found
    return found


def _makes(rule: Rule) -> bool:
    return any(steps.makes(step.do) for step in from_json(rule.definition).steps())


def _of_rule(rule: Rule) -> Iterator[Button]:
    is_for_team = rule.audience == Rule.Audience.TEAM
    for when in from_json(rule.definition).when if rule.about else ():
        if when.kind != KIND:
            continue
        roles = when.params.get("roles") or ()
        yield Button(
            number=rule.number,
            label=str(when.params.get("label") or rule.name),
            about=rule.about,
            roles=frozenset(map(str, roles if isinstance(roles, list | tuple) else (roles,))),
            team_id=rule.team_id if is_for_team else None,
            members=frozenset({rule.member_id, rule.acts_as_id}),
        )
        # one rule is one button, whatever else starts it
        return


def _shown(request: Any, record_type: RecordType) -> Iterator[tuple[Button, str]]:
    for one in buttons_of(request.workspace):
        if one.about == record_type.name and one.is_for(request.actor):
            yield one, f"/{request.workspace.slug}/automations/{one.number}/press"


def _for_one(request: Any, record_type: RecordType, record: Any) -> Iterator[Entry]:
    for one, href in _shown(request, record_type):
        yield Entry(f"rule:{one.number}", one.label, ICON, f"{href}?record={record.pk}")


def _for_many(request: Any, record_type: RecordType) -> Iterator[Entry]:
    for one, href in _shown(request, record_type):
        yield Entry(f"rule:{one.number}", one.label, ICON, f"{href}-many")


def introduce() -> None:
    """Put them into the menus of records and below lists."""
    record_menu.add(_for_one, _for_many)
