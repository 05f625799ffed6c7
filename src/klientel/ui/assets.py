"""Reads the manifest of the built front end: from the name of a source to the address of a file."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings

BUILT = Path(__file__).resolve().parent.parent / "static" / "klientel"
ENTRY = "ui/frontend/main.ts"


@lru_cache(maxsize=4)
def _read(path: Path, stamp: int) -> dict[str, dict[str, Any]]:
    return json.loads(path.read_text(encoding="utf-8"))


def manifest() -> dict[str, dict[str, Any]]:
    """What the last build made; empty where nothing was built, as in most tests."""
    path = BUILT / "manifest.json"
    try:
        return _read(path, path.stat().st_mtime_ns if settings.DEBUG else 0)
    except FileNotFoundError:
        return {}


def _url(file: str) -> str:
    return f"{settings.STATIC_URL}klientel/{file}"


_known: dict[tuple[Path, str], str] = {}


def asset(name: str) -> str:
    """The address of a built file, by its source's path in the package or the path's end.

    Kept, since a page asks for about seventy icons, all of them in one file.
    """
    known = _known.get((BUILT, name))
    if known is not None and not settings.DEBUG:
        return known
    built = manifest()
    key = name if name in built else f"ui/frontend/{name}"
    address = _url(built[key]["file"] if key in built else name)
    if built:
        _known[(BUILT, name)] = address
    return address


def styles(name: str = ENTRY) -> list[str]:
    """The addresses of the style sheets that belong to an entry."""
    return [_url(file) for file in manifest().get(name, {}).get("css", ())]
