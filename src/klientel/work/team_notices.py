"""Work that comes to a team is told to its members: loudly only as long as nobody is in charge."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from klientel.events.notices import Notice, Telling, added, changed, notices
from klientel.kit.ids import id_in
from klientel.work.models import WorkItem
from klientel.workspaces.models import TeamMember

if TYPE_CHECKING:
    from klientel.events.models import Event

_WHY = _("It is work of your team.")


def _added(event: Event) -> set[UUID]:
    """The teams that an event put on an item that was there already."""
    if changed(event, "teams") is not None:
        return set(added(event, "teams"))
    single = changed(event, "team")
    found = id_in(single[1]) if single else None
    return {found} if found else set()


def _comes_to_teams(events: Sequence[Event]) -> list[tuple[Event, set[UUID], bool]]:
    """Events that bring work to teams: which, and whether somebody is in charge; one read."""
    fresh = [event for event in events if event.verb == "work.created"]
    moved = {event.pk: teams for event in events if (teams := _added(event))}
    asked = {event.record_id for event in events if event in fresh or event.pk in moved}
    if not asked:
        return []
    rows = WorkItem.objects.in_workspace(events[0].workspace_id).filter(pk__in=asked)
    items = {pk: rest for pk, *rest in rows.values_list("pk", "teams", "owner_id")}
    found = []
    for event in events:
        teams, owner = items.get(event.record_id, ((), None))
        mine = {UUID(key) for key in teams} if event in fresh else moved.get(event.pk, set())
        if mine and teams:
            found.append((event, mine, owner is not None))
    return found


def _told(events: Sequence[Event], *, is_somebodys: bool) -> Iterator[Telling]:
    found = [one for one in _comes_to_teams(events) if one[2] == is_somebodys]
    wanted = {team for _event, teams, _owned in found for team in teams}
    if not wanted:
        return
    seats = TeamMember.objects.in_workspace(events[0].workspace_id).filter(team_id__in=wanted)
    members: dict[UUID, set[UUID]] = {}
    for team, member in seats.values_list("team_id", "member_id"):
        members.setdefault(team, set()).add(member)
    for event, teams, _owned in found:
        for member in sorted(set().union(*(members.get(team, set()) for team in teams))):
            yield Telling(event.pk, member)


def _waiting(events: Sequence[Event]) -> Iterator[Telling]:
    return _told(events, is_somebodys=False)


def _given(events: Sequence[Event]) -> Iterator[Telling]:
    return _told(events, is_somebodys=True)


def introduce() -> None:
    """Tell of both."""
    sentence = gettext_noop("{actor} gave {record} to your team")
    notices.register(
        Notice(
            name="work.team_waits",
            label=_("Work comes to a team of mine, and nobody is in charge yet"),
            why=_WHY,
            verbs=("work.*",),
            who=_waiting,
            for_me=True,
            sentence=sentence,
            order=32,
        ),
        Notice(
            name="work.team_given",
            label=_("Work comes to a team of mine, and somebody is in charge"),
            why=_WHY,
            verbs=("work.*",),
            who=_given,
            sentence=sentence,
            order=70,
        ),
    )
