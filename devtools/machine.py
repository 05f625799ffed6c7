"""Finds what a machine may have besides Python: PostgreSQL's programs and a Chromium."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

POSTGRESQL_PLACES = ("/usr/lib/postgresql", "/opt/homebrew/opt", "/usr/local/opt")
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
DEBIAN_PACKAGES = {"postgresql": "postgresql", "chromium": "chromium"}


def postgresql_programs() -> Path | None:
    """The folder with `initdb` and `postgres`, newest version first; None where there is none."""
    for place in POSTGRESQL_PLACES:
        found = sorted(Path(place).glob("*/bin/initdb"), key=_version, reverse=True)
        if found:
            return found[0].parent
    initdb = shutil.which("initdb")
    return Path(initdb).resolve().parent if initdb else None


def chromium() -> str | None:
    """The path of a Chromium, or what `KLIENTEL_CHROMIUM` names; None where there is none."""
    named = os.environ.get("KLIENTEL_CHROMIUM")
    if named:
        return named if Path(named).exists() else None
    return next(filter(None, map(shutil.which, BROWSERS)), None)


def missing_packages() -> list[str]:
    """The Debian packages that the whole test run would need and this machine lacks."""
    missing = []
    if postgresql_programs() is None:
        missing.append(DEBIAN_PACKAGES["postgresql"])
    if chromium() is None:
        missing.append(DEBIAN_PACKAGES["chromium"])
    return missing


def is_debian_root() -> bool:
    """Whether packages can be installed here without asking anybody."""
    return hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("apt-get") is not None


def _version(initdb: Path) -> int:
    name = initdb.parent.parent.name.rpartition("@")[2]
    return int(name) if name.isdecimal() else 0
