"""Puts restored files in the place of the present ones, so that an interruption leaves no half.

What shall be moved is written down first. Each step can be done again, so a swap that was cut off
is finished by the next command that starts.
"""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

PLAN = "restore-unfinished.json"


@dataclass(frozen=True)
class Move:
    """One thing: where the restored one waits, where it belongs, where the present one goes.

    `has_new` is false where the backup has none of it.
    """

    new: str
    place: str
    aside: str
    has_new: bool


@dataclass(frozen=True)
class Plan:
    """All moves of a restore; `token` names the database's own part of it where it has one."""

    moves: tuple[Move, ...]
    token: str = ""


def write_down(data: Path, plan: Plan) -> None:
    """Keep a plan; from now on it is carried out."""
    draft = data / f".{PLAN}"
    with draft.open("w") as file:
        json.dump(asdict(plan), file)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(data / PLAN)


def written_down(data: Path) -> Plan | None:
    """The plan of a swap that was not finished."""
    path = data / PLAN
    if not path.is_file():
        return None
    told = json.loads(path.read_text())
    return Plan(tuple(Move(**one) for one in told["moves"]), told["token"])


def forget(data: Path) -> None:
    """Give a plan up, or end it."""
    (data / PLAN).unlink(missing_ok=True)


def carry_out(data: Path, plan: Plan) -> None:
    """Move everything to where it belongs, from wherever an earlier try has stopped."""
    for move in plan.moves:
        _carry_out(move)
    forget(data)


def _carry_out(move: Move) -> None:
    new, place, aside = Path(move.new), Path(move.place), Path(move.aside)
    is_waiting = new.exists() or not move.has_new
    if is_waiting and place.exists() and not aside.exists():
        aside.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        place.rename(aside)
    if move.has_new and new.exists():
        new.rename(place)


def without_leftovers(places: Sequence[Path]) -> None:
    """Delete what a database that was moved away has left beside it."""
    for place in places:
        for ending in ("-wal", "-shm", "-journal"):
            place.with_name(place.name + ending).unlink(missing_ok=True)
