"""What was measured: one figure per line, with its aim and the one stored before beside it."""

from __future__ import annotations

import json
import subprocess
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from devtools.shell import ROOT

STORED = ROOT / "docs" / "measured"


@dataclass
class Figure:
    """One line. For times `p50` and `p95` are milliseconds; a rate or a size has `p50` alone.

    `aim` and `aim_p95` are the most (of a rate the least) that is good enough; None for no aim.
    """

    name: str
    label: str
    p50: float
    p95: float | None = None
    unit: str = "ms"
    aim: float | None = None
    aim_p95: float | None = None
    note: str = ""

    @property
    def is_rate(self) -> bool:
        """Whether more is better."""
        return self.unit.endswith("/s")

    @property
    def is_reached(self) -> bool:
        """Whether the figure keeps its aims."""
        if self.is_rate:
            return self.aim is None or self.p50 >= self.aim
        first = self.aim is None or self.p50 <= self.aim
        return first and (self.aim_p95 is None or self.p95 is None or self.p95 <= self.aim_p95)


def of_seconds(name: str, label: str, seconds: list[float], **more: Any) -> Figure:
    """The figure of many times in seconds."""
    ordered = sorted(seconds)
    p50 = ordered[len(ordered) // 2] * 1000
    p95 = ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))] * 1000
    return Figure(name, label, round(p50, 2), round(p95, 2), **more)


def stored(title: str) -> dict[str, Figure]:
    """The figures last stored under that title (`bench-sqlite-100k`), by name."""
    path = STORED / f"{title}.json"
    if not path.exists():
        return {}
    rows = json.loads(path.read_text())["figures"]
    return {row["name"]: Figure(**row) for row in rows}


def store(title: str, figures: list[Figure], about: dict[str, Any]) -> Path:
    """Keep figures as the ones later runs are compared with; those not measured now stay."""
    kept = stored(title) | {one.name: one for one in figures}
    STORED.mkdir(parents=True, exist_ok=True)
    path = STORED / f"{title}.json"
    content = {**about, "figures": [asdict(one) for one in kept.values()]}
    path.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n")
    return path


def commit() -> str:
    """The commit that is checked out, with a plus sign when something differs from it."""
    short = subprocess.check_output(["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, text=True)
    dirty = subprocess.check_output(
        ["git", "status", "--porcelain", "--", "src"], cwd=ROOT, text=True
    )
    return short.strip() + ("+" if dirty else "")


def table(figures: list[Figure], before: dict[str, Figure]) -> str:
    """The figures as text for a terminal."""
    lines = [f"{'':<46}{'p50':>9}{'p95':>9}  {'':<7}{'aim':>11}   {'stored':>9}"]
    for one in figures:
        p95 = "" if one.p95 is None else _number(one.p95)
        aim = "" if one.aim is None else ("≥ " if one.is_rate else "≤ ") + _number(one.aim)
        if one.aim_p95 is not None:
            aim += f" / {_number(one.aim_p95)}"
        was = _number(before[one.name].p50) if one.name in before else ""
        mark = " " if one.is_reached else "!"
        label = one.label + (f" ({one.note})" if one.note else "")
        lines.append(
            f"{label:<46}{_number(one.p50):>9}{p95:>9}  {one.unit:<7}{aim:>11} {mark} {was:>9}"
        )
    return "\n".join(lines)


def _number(value: float) -> str:
    if value >= 1000:
        return f"{value:,.0f}"
    return f"{value:.0f}" if value >= 100 or value == int(value) else f"{value:.1f}"


def bare_loop() -> float:
    """Milliseconds of processor time for 300,000 additions: the machine alone."""
    began, total = time.process_time(), 0
    for number in range(300_000):
        total += number * number
    return (time.process_time() - began) * 1000
