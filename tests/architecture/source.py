"""Reading our own source: what the architecture tests look at."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "src" / "klientel"


def program_files(*, tests: bool = False) -> list[Path]:
    """The Python files of the program, without migrations and, unless asked for, without tests."""
    return [
        path
        for path in sorted(PACKAGE.rglob("*.py"))
        if "migrations" not in path.parts and (tests or "tests" not in path.parts)
    ]


def templates() -> list[Path]:
    """Every template of every room."""
    return sorted(path for path in PACKAGE.glob("*/templates/**/*") if path.is_file())


@cache
def tree(path: Path) -> ast.Module:
    """The syntax tree of a file."""
    return ast.parse(path.read_text())


def name_of(path: Path) -> str:
    """How a failure names a file: relative to the package."""
    return str(path.relative_to(PACKAGE))


def room_of(path: Path) -> str:
    """The room a file belongs to."""
    return path.relative_to(PACKAGE).parts[0]


def calls(path: Path) -> Iterator[tuple[ast.Call, str]]:
    """Every call in a file with the dotted source of what is called."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Call):
            yield node, ast.unparse(node.func)


def imports(path: Path) -> Iterator[tuple[int, str]]:
    """Every imported module or name, dotted, with its line."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from ((node.lineno, f"{node.module}.{alias.name}") for alias in node.names)
