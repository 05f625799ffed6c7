"""Inside a room, too, files know only what stands below them: no two import each other by any way.

Imports within functions and those for types count: they hide a circle and untie none. Whoever
imports a file of a package has what the package imports, so packages count as well.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from tests.architecture.source import PACKAGE, imports, program_files, room_of

ROOMS = sorted({room_of(path) for path in program_files() if path.parent != PACKAGE})
#: where a package reads the files of its folder, which no import says
FOUND = {"klientel.records.own_fields.defined": "klientel.records.own_fields.kinds"}


def module_of(path: Path) -> str:
    parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


@cache
def graph(room: str) -> dict[str, set[str]]:
    """The files of a room that each of them imports, packages on the way there included."""
    files = {module_of(path): path for path in program_files() if room_of(path) == room}
    found: dict[str, set[str]] = {}
    for module, path in files.items():
        named = {
            name if name in files else name.rpartition(".")[0] for _line, name in imports(path)
        }
        wanted = {one for name in named if name in files for one in with_packages(name, module)}
        found[module] = (wanted & files.keys()) - {module}
    for module, folder in FOUND.items():
        if module in found:
            found[module] |= {one for one in files if one.startswith(f"{folder}.")}
    return found


def with_packages(name: str, module: str) -> set[str]:
    """A module and the packages that are opened on the way to it from another one."""
    parts = name.split(".")
    packages = {".".join(parts[:n]) for n in range(3, len(parts))}
    return {name, *(one for one in packages if not f"{module}.".startswith(f"{one}."))}


def circles(links: dict[str, set[str]]) -> list[list[str]]:
    """Modules that reach themselves, with all that they are tied up with."""
    reached: dict[str, set[str]] = {}
    for start, first in links.items():
        seen: set[str] = set()
        waiting = [*first]
        while waiting:
            one = waiting.pop()
            if one not in seen:
                seen.add(one)
                waiting += links[one]
        reached[start] = seen
    tied = {
        frozenset(two for two in reached[one] if one in reached[two])
        for one in links
        if one in reached[one]
    }
    return sorted(sorted(circle) for circle in tied)


@pytest.mark.parametrize("room", ROOMS)
def test_the_files_of_a_room_import_in_no_circle(room: str) -> None:
    assert not circles(graph(room))


def test_a_circle_would_be_seen_by_whichever_way() -> None:
    assert circles({"a": {"b"}, "b": {"c"}, "c": {"a"}, "d": {"a"}}) == [["a", "b", "c"]]
    assert circles({"a": {"b"}, "b": set()}) == []
    assert with_packages("klientel.crm.actions.deal", "klientel.crm.pages") == {
        "klientel.crm.actions",
        "klientel.crm.actions.deal",
    }
    assert with_packages("klientel.crm.actions.deal", "klientel.crm.actions.lead") == {
        "klientel.crm.actions.deal"
    }
