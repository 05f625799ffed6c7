"""Files for tests of the import, and short ways through it."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from klientel.integrations.actions import run as runs
from klientel.integrations.engine import carry_out
from klientel.integrations.models import ImportRun
from klientel.records.reading import reading_of
from klientel.workspaces.actor import Actor

FLEET = [
    ("Name", "Harbour", "Rig", "Length", "Launched on", "Afloat", "Tags"),
    ("Möwe", "Kiel", "sloop", "1.234,50", "23.11.2020", "ja", "rot,alt"),
    ("Adler", "Wismar", "Ketch", "9,5", "02.01.1999", "nein", ""),
    ("Schwan", "Kiel", "", "", "", "", "alt"),
]


def write(folder: Path, rows: Iterable[Iterable[str]], name: str = "fleet.csv") -> Path:
    """A file with semicolons between the columns."""
    path = folder / name
    path.write_text("".join(";".join(row) + "\n" for row in rows), encoding="utf-8")
    return path


def prepared(actor: Actor, path: Path, recipe: str = "boat", **changes: object) -> ImportRun:
    """A run with the suggested plan, ready to check or import."""
    from dataclasses import replace

    run = runs.take_in_file(actor, recipe, path)
    plan = runs.suggest_plan(run, reading_of(actor))
    return runs.choose(actor, run, replace(plan, **changes))  # type: ignore[arg-type]


def imported(actor: Actor, path: Path, recipe: str = "boat", **changes: object) -> ImportRun:
    """A run that was carried out in this process."""
    return carry_out(prepared(actor, path, recipe, **changes), actor)
