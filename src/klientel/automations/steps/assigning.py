"""The step that puts somebody in charge: one person, the next in turn, or who has least to do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db.models import Count, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from klientel.automations.scene import Scene
from klientel.automations.steps.registry import Asking, Done, StepKind, steps
from klientel.automations.steps.writing import SECTION
from klientel.kit.refused import Refused
from klientel.records.actions.change import change
from klientel.records.fields import ChoiceField, MemberField, Option, TeamField
from klientel.records.fields.base import Field, Reading
from klientel.records.models import Counter, Responsibility
from klientel.records.types import RecordType, record_types
from klientel.workspaces.actor import Actor
from klientel.workspaces.models import TeamMember

PERSON, TURN, LEAST = "person", "turn", "least"
_HOW = ChoiceField(
    name="_how",
    label=gettext_lazy("Who"),
    options=[
        Option(PERSON, gettext_lazy("A person")),
        Option(TURN, gettext_lazy("The next in turn of a team")),
        Option(LEAST, gettext_lazy("Who of a team has least to do")),
    ],
    default=PERSON,
)
_PERSON = MemberField(name="person", label=gettext_lazy("Person"), required=True)
_TEAM = TeamField(name="team", label=gettext_lazy("Team"), required=True)


def _people_fields(about: RecordType | None) -> list[Field]:
    """The fields of a type that hold one person and can be changed."""
    fields = about.fields if about is not None else ()
    return [one for one in fields if one.is_person and one.is_changeable]


def _inputs(asking: Asking) -> Sequence[Field]:
    say = asking.reading.say
    options = [Option(one.name, say(one.label)) for one in _people_fields(asking.about)]
    field = ChoiceField(
        name="_field",
        label=gettext_lazy("As what"),
        options=options,
        default=str(options[0].value) if options else None,
    )
    who = _PERSON if asking.text("_how", PERSON) == PERSON else _TEAM
    return (field, _HOW, who)


def _run(actor: Actor, scene: Scene, values: Mapping[str, Any]) -> Done:
    about, record = scene.about, scene.record
    if about is None or record is None:
        raise Refused("There is no record that this could be done with.")
    member = _chosen(scene, values)
    if member is None:
        raise Refused("There is nobody who could be put in charge.")
    changed = change(actor, about.name, record.pk, {str(values["_field"]): member})
    name = scene.reading.directory.members.get(member, "")
    return Done(_("In charge: {name}").format(name=name), changed)


def _chosen(scene: Scene, values: Mapping[str, Any]) -> UUID | None:
    how = values.get("_how") or PERSON
    if how == PERSON:
        return _member(values.get("person"))
    here = team_here(scene, _member(values.get("team")))
    if not here:
        return None
    if how == TURN:
        series = f"turn {str(scene.rule_id)[-12:]} {scene.step_key}"
        return here[Counter.take(scene.actor.workspace_id, series)[0] % len(here)]
    return least_busy(scene.actor.workspace_id, here)


def _member(value: Any) -> UUID | None:
    return value if isinstance(value, UUID) or value is None else UUID(str(value))


def team_here(scene: Scene, team: UUID | None) -> list[UUID]:
    """Those of a team who have access and are not away today, in a lasting order."""
    seats = TeamMember.objects.in_workspace(scene.actor.workspace_id).filter(team_id=team)
    directory, today = scene.reading.directory, scene.reading.today
    return [
        key
        for key in seats.order_by("member_id").values_list("member_id", flat=True)
        if key in directory.active and directory.absence(key, today) is None
    ]


def least_busy(workspace_id: UUID, people: Sequence[UUID]) -> UUID:
    """Who of some answers for the least that is not finished: with a day or without one."""
    rows = Responsibility.objects.in_workspace(workspace_id).filter(
        member_id__in=people, record__trashed_at__isnull=True
    )
    counted = rows.filter(_is_open(workspace_id)).order_by().values("member_id")
    counts = {row["member_id"]: row["count"] for row in counted.annotate(count=Count("pk"))}
    return min(people, key=lambda key: (counts.get(key, 0), str(key)))


def _is_open(workspace_id: UUID) -> Q:
    """What asks for work: what its type says so of, and of other types what is due some day."""
    telling = [one for one in record_types if one.unfinished is not None]
    found = Q(due_at__isnull=False) & ~Q(record__type__in=[one.name for one in telling])
    for one in telling:
        open_ones = one.model.objects.in_workspace(workspace_id).filter(one.unfinished)
        found |= Q(record__type=one.name, record_id__in=open_ones.values("pk"))
    return found


def _said(asking: Asking) -> str:
    names = {"field": asking.shown.get("_field", ""), "who": asking.shown.get("person", ""),
             "team": asking.shown.get("team", "")}  # fmt: skip
    match asking.text("_how", PERSON):
        case "turn":
            text = _("“{field}” becomes the next in turn of the team {team}")
        case "least":
            text = _("“{field}” becomes who of the team {team} has least to do")
        case _:
            text = _("“{field}” becomes {who}")
    return text.format(**names)


def _writes(asking: Asking) -> frozenset[str]:
    if asking.about is None:
        return frozenset()
    return frozenset({asking.about.verb("changed"), f"{asking.about.name}:{asking.text('_field')}"})


def _is_for(about: RecordType | None, _reading: Reading) -> bool:
    return bool(_people_fields(about))


steps.register(
    StepKind(
        name="assign",
        label=gettext_lazy("Assign somebody"),
        icon="user-plus",
        inputs=_inputs,
        run=_run,
        said=_said,
        writes=_writes,
        is_for=_is_for,
        section=SECTION,
        order=30,
    ),
)
