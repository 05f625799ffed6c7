"""Runs the tests: on SQLite, on PostgreSQL and in a browser, as far as the machine has them."""

from __future__ import annotations

import os
from pathlib import Path

from devtools import assets, environment, machine
from devtools.shell import ROOT, Failed, run, say

PACKAGE = ROOT / "src" / "klientel"
JOURNEYS = ROOT / "tests" / "journeys"
NO_TESTS = 5
"""pytest's exit code when nothing was selected."""


def test(target: str | None, options: list[str]) -> None:
    """Run all tests, or those of a room or path; `options` go to pytest as they are."""
    environment.ensure(dev=True)
    assets.ensure()
    left_out: list[str] = []
    paths = [] if target is None else [place(target)]
    run_sqlite(paths, options, left_out)
    run_postgresql(paths, options, left_out)
    if left_out:
        say("Left out on this machine:")
        for line in left_out:
            print(f"  {line}", flush=True)
        if machine.missing_packages():
            print(f"  Get it with: apt-get install {' '.join(machine.missing_packages())}")
    say("All tests passed" + (" that this machine can run." if left_out else "."))


def place(target: str) -> str:
    """The path of a room by its name, or of a path; raises `Failed` for neither."""
    path = target.partition("::")[0]
    if (PACKAGE / path / "__init__.py").is_file():
        return str(PACKAGE / path)
    if (ROOT / path).exists() or Path(path).exists():
        return target
    rooms = ", ".join(sorted(found.parent.name for found in PACKAGE.glob("*/__init__.py")))
    raise Failed(f"There is no room or path {target!r}; the rooms are {rooms}.", code=2)


def run_sqlite(paths: list[str], options: list[str], left_out: list[str]) -> None:
    """The first round: SQLite, and the browser journeys where there is a Chromium."""
    say("Tests on SQLite")
    chosen = [*_selection(paths), *options]
    if machine.chromium() is None:
        left_out.append("browser journeys: no Chromium was found")
        chosen += ["--ignore", str(JOURNEYS)]
    _pytest(chosen, {"KLIENTEL_TEST_DATABASE": "sqlite"})


def run_postgresql(paths: list[str], options: list[str], left_out: list[str]) -> None:
    """The second round: what asks a database, on PostgreSQL, in a cluster of its own."""
    if machine.postgresql_programs() is None:
        left_out.append("the second round on PostgreSQL: its programs were not found")
        return
    say("Tests on PostgreSQL")
    # A journey drives the whole program through a browser; once is enough.
    chosen = [*_selection(paths), *options, "--ignore", str(JOURNEYS)]
    _pytest(chosen, {"KLIENTEL_TEST_DATABASE": "postgresql"})


def _selection(paths: list[str]) -> list[str]:
    # Starting several processes pays off for the whole suite only.
    processes = str(min(os.cpu_count() or 1, 8))
    return paths or ["--numprocesses", processes, "--durations", "30"]


def _pytest(arguments: list[str], env: dict[str, str]) -> None:
    command = [environment.PYTHON, "-m", "pytest", *arguments]
    try:
        run(command, env=env)
    except Failed as failed:
        if failed.code == NO_TESTS:
            print("  No test was selected.")
            return
        raise Failed("Tests failed; see the lines above.") from None
