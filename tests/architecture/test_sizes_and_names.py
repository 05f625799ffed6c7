"""Small files, small functions, names that say something."""

from __future__ import annotations

import ast
import statistics

from tests.architecture.source import PACKAGE, name_of, program_files, templates, tree

FILE, FUNCTION, TEMPLATE = 400, 50, 120
EMPTY_WORDS = {"utils", "util", "helpers", "helper", "common", "misc", "manager", "service"}
EMPTY_WORDS |= {"services", "handler", "handlers", "tools", "stuff", "base_classes"}


def functions() -> list[tuple[str, int]]:
    found = []
    for path in program_files():
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                length = (node.end_lineno or node.lineno) - node.lineno + 1
                found.append((f"{name_of(path)}:{node.lineno} {node.name}", length))
    return found


def test_files_stay_small() -> None:
    lengths = {name_of(p): len(p.read_text().splitlines()) for p in program_files(tests=True)}
    assert not {name: n for name, n in lengths.items() if n > FILE}


def test_functions_stay_small() -> None:
    assert not {name: n for name, n in functions() if n > FUNCTION}
    assert statistics.median(n for _name, n in functions()) <= 10


def test_templates_stay_small() -> None:
    lengths = {name_of(p): len(p.read_text().splitlines()) for p in templates()}
    assert not {name: n for name, n in lengths.items() if n > TEMPLATE}


def test_no_file_has_an_empty_name() -> None:
    assert not [name_of(p) for p in program_files() if p.stem in EMPTY_WORDS]


def test_every_room_says_what_lives_there() -> None:
    rooms = [p for p in PACKAGE.iterdir() if (p / "__init__.py").exists()]
    assert not [room.name for room in rooms if not (room / "README.md").exists()]
