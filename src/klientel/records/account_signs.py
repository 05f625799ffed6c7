"""The registry of what rooms know of accounts: how a client fares, and what an account resembles.

A room registers questions, each asked for many accounts at once, so that reckoning all of a firm
costs as many reads as there are questions, whatever their number. Whoever reckons knows no room by
name, and no room knows who reckons.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from klientel.workspaces.models import Workspace


class HealthSign(NamedTuple):
    """One reason why a client fares well or badly: from 0 to 100, and how much it weighs.

    `text` is a msgid with `values` as placeholders.
    """

    points: int
    weight: int
    text: str
    values: Mapping[str, Any] = {}


class LineSign(NamedTuple):
    """One fact that makes an account resemble a client (to 100) or a customer (to -100).

    `line` is one of the lines of the profile; a weight of 0 is shown and does not count.
    """

    line: str
    position: int
    weight: int
    text: str
    values: Mapping[str, Any] = {}


#: `question(workspace, ids, today)` answers for each account of the ids that it knows something of
HealthQuestion = Callable[[Workspace, Collection[UUID], date], Mapping[UUID, HealthSign]]
LineQuestion = Callable[[Workspace, Collection[UUID], date], Mapping[UUID, LineSign]]

health_questions: list[HealthQuestion] = []
line_questions: list[LineQuestion] = []


def health_signs(
    workspace: Workspace, ids: Collection[UUID], today: date
) -> dict[UUID, list[HealthSign]]:
    """What all rooms know of how accounts fare, in the order in which the rooms opened."""
    return _gathered(health_questions, workspace, ids, today)


def line_signs(
    workspace: Workspace, ids: Collection[UUID], today: date
) -> dict[UUID, list[LineSign]]:
    """What all rooms know of what accounts resemble."""
    return _gathered(line_questions, workspace, ids, today)


def _gathered(
    questions: Collection[Callable[..., Mapping[UUID, Any]]],
    workspace: Workspace,
    ids: Collection[UUID],
    today: date,
) -> dict[UUID, list[Any]]:
    found: dict[UUID, list[Any]] = {}
    if ids:
        for question in questions:
            for key, sign in question(workspace, ids, today).items():
                found.setdefault(key, []).append(sign)
    return found
