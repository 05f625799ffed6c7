"""The rules that machines can keep: style, types, imports, templates, lock files."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from devtools import assets, environment
from devtools.shell import ROOT, Failed, run, step

PYTHON_SOURCES = ["src", "tests", "devtools", "bench", "dev.py", "hatch_build.py", "conftest.py"]
LOCKS = ("requirements.lock", "requirements-dev.lock", "frontend/package-lock.json")
_SPONSOR = re.compile(r'^\s*"url": "https://[^"]*"$')
_FUNDING = re.compile(r'^\s*"funding": ')


def lint() -> None:
    """Run every check; raises `Failed` at the end with the names of those that found something."""
    environment.ensure(dev=True)
    assets.ensure()
    checks = {
        "style": _style,
        "types": _types,
        "import contract": _imports,
        "templates": _templates,
        "lock files": check_lock_files,
    }
    wrong = [name for name, check in checks.items() if not _passes(name, check)]
    if wrong:
        raise Failed(f"Something was found: {', '.join(wrong)}.")


def _passes(name: str, check: Callable[[], None]) -> bool:
    try:
        with step(f"Checking {name}"):
            check()
    except Failed as failed:
        print(f"  {failed}", flush=True)
        return False
    return True


def _style() -> None:
    sources = [name for name in PYTHON_SOURCES if (ROOT / name).exists()]
    ruff = environment.installed("ruff")
    run([ruff, "check", "--quiet", "--output-format=concise", *sources], fails="See above.")
    run([ruff, "format", "--check", "--quiet", *sources], fails="Run: .venv/bin/ruff format")


def _types() -> None:
    run([environment.installed("mypy")], fails="The types do not fit.")
    _typescript()


def _imports() -> None:
    program = environment.installed("lint-imports")
    run([program, "--no-cache"], quiet=True, fails="A room imports what it may not know.")


def check_lock_files() -> None:
    """Raise `Failed` when a committed lock names a host it was made from."""
    found = [f"{name}:{line}" for name in LOCKS for line in hosts_named(ROOT / name)]
    if found:
        raise Failed(f"A lock file names a host: {', '.join(found[:5])}.")


def hosts_named(lock: Path) -> list[int]:
    """The numbers of the lines that name a host; a sponsor's page in a npm lock is none."""
    wrong = []
    lines = lock.read_text().splitlines()
    for number, line in enumerate(lines, start=1):
        if '"resolved"' in line or ("://" in line and not _is_sponsor(lock, line)):
            wrong.append(number)
    return wrong


def _is_sponsor(lock: Path, line: str) -> bool:
    return lock.suffix == ".json" and bool(_SPONSOR.match(line) or _FUNDING.match(line))


def _typescript() -> None:
    node = environment.ensure_node()
    compiler = assets.MODULES / "typescript" / "bin" / "tsc"
    run(
        [node / "bin" / "node", compiler, "--noEmit", "-p", assets.FRONTEND],
        env=assets.with_node(node), fails="The types of the front end do not fit.",
    )  # fmt: skip


def _templates() -> None:
    """Every template must parse, and carry no script, style or handler of its own."""
    run(
        [environment.PYTHON, "-m", "devtools.templates"],
        fails="A template breaks a rule; see the lines above.",
    )
