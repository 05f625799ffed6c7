"""The people of a workload by their teams: each team with what all of its people have to do."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from klientel.records.fields.base import Reading
from klientel.records.types import RecordType
from klientel.views.layouts.base import Drawing
from klientel.views.layouts.workload_weeks import Cell, Line
from klientel.views.offers import Setting
from klientel.workspaces.models import TeamMember

TEAMS = "teams"


def _shown(_record_type: RecordType, text: str) -> str:
    return TEAMS if text == TEAMS else ""


LINES = Setting("lines", _shown)


def in_teams(
    reading: Reading, lines: Sequence[Line], weeks: int
) -> tuple[list[Line], dict[int, Line]]:
    """The lines team by team, and what stands above the first of each by its place; one query.

    Who is in two teams stands in both, with all that they have to do; who is in none comes last.
    """
    seats: dict[UUID, set[UUID]] = defaultdict(set)
    rows = TeamMember.objects.in_workspace(reading.workspace.pk)
    for team, member in rows.values_list("team_id", "member_id"):
        seats[team].add(member)
    teams = [(key, name) for key, name in reading.directory.teams.items() if key]
    ordered = sorted(teams, key=lambda one: (one[1].casefold(), str(one[0])))
    groups = [(name, [one for one in lines if one.member in seats[key]]) for key, name in ordered]
    seated = set().union(*seats.values()) if seats else set()
    groups.append((_("Without a team"), [one for one in lines if one.member not in seated]))
    found: list[Line] = []
    heads: dict[int, Line] = {}
    for name, mine in groups:
        if mine:
            heads[len(found)] = Line(None, name, added_up(mine, weeks))
            found += mine
    return found, heads


def added_up(lines: Sequence[Line], weeks: int) -> list[Cell]:
    """What some people have to do together, week by week."""
    whole = [Cell() for _week in range(weeks)]
    for line in lines:
        for total, cell in zip(whole, line.cells, strict=True):
            total.add(cell)
    return whole


def menu_of(drawing: Drawing) -> dict[str, Any]:
    """How the people can stand, each choice with its address; nothing for a firm of no teams."""
    if not any(drawing.reading.directory.teams):
        return {}
    query = drawing.page.query
    asked, now = query.address_with_setting(LINES.name), query.setting(LINES.name)
    labels = {"": _("By name"), TEAMS: _("By team")}
    return {
        "now": labels[now],
        "ways": [
            {"label": label, "current": now == way, "href": f"{asked}{way}"}
            for way, label in labels.items()
        ],
    }
