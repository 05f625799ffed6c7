"""Writes both lock files anew: hashes for every platform, and no address of any registry."""

from __future__ import annotations

from devtools import checks, environment
from devtools.shell import run, step

OPTIONS = [
    "--universal",
    "--generate-hashes",
    "--no-emit-index-url",
    "--no-emit-find-links",
    "--no-header",
    "--python-version",
    "3.11",
    "--quiet",
]


def lock(*, upgrade: bool = False) -> None:
    """Compile `requirements.lock`, and on top of it `requirements-dev.lock`."""
    environment.ensure()
    compile_ = [environment.installed("uv"), "pip", "compile", "pyproject.toml", *OPTIONS]
    newer = ["--upgrade"] if upgrade else []
    runtime, dev = environment.LOCK.name, environment.DEV_LOCK.name
    failure = "The lock could not be made."
    with step("Locking"):
        run([*compile_, *newer, "--output-file", runtime], quiet=True, fails=failure)
        extra = ["--group", "dev", "--constraint", runtime]
        run([*compile_, *newer, *extra, "--output-file", dev], quiet=True, fails=failure)
    checks.check_lock_files()
