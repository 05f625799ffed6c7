"""Give everything that somebody answers for to others: in one step, done in the background."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from klientel.events import jobs, log
from klientel.kit.ids import uuid7
from klientel.kit.refused import Refused
from klientel.records.actions.catalogue import action
from klientel.records.actions.together import written_together
from klientel.records.fields import MemberField, TruthField
from klientel.team.actions.absence import move_deputies
from klientel.team.actions.member import deactivate, found_member, locked_workspace
from klientel.team.handover import hand_overs
from klientel.team.tasks import hand_over_later
from klientel.workspaces.actor import Actor
from klientel.workspaces.models import Member


@action(
    "member.hand_over",
    label=_("Hand over"),
    permission="member.manage",
    on="",
    icon="handshake",
    inputs=[
        MemberField(name="member", label=_("Person"), required=True, anybody=True),
        MemberField(name="to", label=_("Successor"), required=True),
        TruthField(name="leaves", label=_("Remove access")),
    ],
)
def hand_over(actor: Actor, *, member: UUID, to: UUID, leaves: bool) -> UUID:
    """Give all that a member answers for to one successor; returns the batch, which can be undone.

    With `leaves` their access ends first, so that nothing new comes to them meanwhile.
    """
    every = {one.name: to for one in hand_overs()}
    return hand_over_each(actor, member, every, deputy=to, leaves=leaves)


def hand_over_each(
    actor: Actor,
    member: UUID,
    successors: Mapping[str, UUID],
    *,
    deputy: UUID | None = None,
    leaves: bool = False,
) -> UUID:
    """As `hand_over`, with a successor for each sort of thing by its name; others stay."""
    actor.must("member.manage")

    def work() -> UUID:
        workspace = locked_workspace(actor)
        leaving = found_member(actor, member)
        people = {key: _successor(actor, leaving, key) for key in set(successors.values())}
        stands_in = _successor(actor, leaving, deputy) if deputy else None
        if not people and not leaves:
            raise Refused("Choose at least one successor.", "to")
        if leaves:
            deactivate(actor, member=leaving.pk)
            move_deputies(workspace, leaving, stands_in)
        batch = uuid7()
        if people:
            names = ", ".join(sorted(one.name for one in people.values()))
            facts = {"member": str(leaving.pk), "successors": names, "batch": str(batch)}
            log.record(actor, "member.handed_over", record_type="member", facts=facts)
            jobs.enqueue(
                hand_over_later,
                actor=actor,
                dedupe_key=f"hand over {batch}",
                label=_label(leaving),
                member=str(leaving.pk),
                successors={name: str(key) for name, key in successors.items()},
                batch=str(batch),
            )
        return batch

    return written_together(work)


def _label(leaving: Member) -> str:
    return gettext("Hand-over of {name}").replace("{name}", leaving.name)


def _successor(actor: Actor, leaving: Member, key: UUID) -> Member:
    person = found_member(actor, key)
    if not person.is_active:
        raise Refused("{name} has no access to this workspace.", "to", name=person.name)
    if person.pk == leaving.pk:
        raise Refused("Nobody hands over to themselves.", "to")
    return person
