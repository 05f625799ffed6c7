"""Builds the front end and compiles the translations, each only when its sources changed."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable
from pathlib import Path

from devtools import environment
from devtools.shell import ROOT, run, step

FRONTEND = ROOT / "frontend"
PACKAGE = ROOT / "src" / "klientel"
MANIFEST = PACKAGE / "static" / "klientel" / "manifest.json"
MODULES = FRONTEND / "node_modules"
PINS = (FRONTEND / "package.json", FRONTEND / "package-lock.json")
SETUP = ("package.json", "package-lock.json", ".npmrc", "vite.config.ts", "tsconfig.json")


def ensure() -> None:
    """Have assets and translations built for the sources as they are."""
    build_front_end()
    compile_translations()


def build_front_end() -> None:
    """Run Vite when a source or a package changed, or when its result is missing."""
    mark = environment.VENV / "assets.built"
    digest = _digest(_front_end_sources())
    if MANIFEST.exists() and mark.exists() and mark.read_text() == digest:
        return
    node = environment.ensure_node()
    _install_modules(node)
    with step("Building the front end"):
        build(node)
    mark.write_text(digest)


def build(node: Path) -> None:
    """Run Vite with the Node of a folder."""
    vite = MODULES / "vite" / "bin" / "vite.js"
    run(
        [node / "bin" / "node", vite, "build", "--logLevel", "warn"],
        cwd=FRONTEND, env=with_node(node), quiet=True, fails="The front end could not be built.",
    )  # fmt: skip


def with_node(node: Path) -> dict[str, str]:
    """The environment in which Node's own programs find each other."""
    return {"PATH": f"{node / 'bin'}{os.pathsep}{os.environ.get('PATH', '')}"}


def install_modules(node: Path) -> None:
    """Install exactly what package-lock.json says; no package may run a script of its own."""
    npm = node / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    options = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    run(
        [node / "bin" / "node", npm, *options],
        cwd=FRONTEND, env=with_node(node), quiet=True,
        fails="The packages of the front end could not be installed.",
    )  # fmt: skip
    _installed_mark().write_text(_digest(PINS))


def _install_modules(node: Path) -> None:
    mark = _installed_mark()
    if mark.exists() and mark.read_text() == _digest(PINS):
        return
    with step("Installing the packages of the front end"):
        install_modules(node)


def _installed_mark() -> Path:
    # Inside the folder that npm empties first, so that a broken installation has no mark.
    return MODULES / ".installed"


def compile_translations() -> None:
    """Compile every room's catalogue."""
    sources = sorted(PACKAGE.glob("*/locale/*/LC_MESSAGES/*.po"))
    stale = [path for path in sources if _is_stale(path)]
    if stale:
        program = [environment.PYTHON, "-m", "devtools.catalogues", "compile", *stale]
        run(program, fails="A translation could not be compiled.")


def _is_stale(source: Path) -> bool:
    compiled = source.with_suffix(".mo")
    return not compiled.exists() or compiled.stat().st_mtime < source.stat().st_mtime


def _front_end_sources() -> list[Path]:
    """Whatever ends up in the assets, and the templates, which may choose what is built in."""
    found = [FRONTEND / name for name in SETUP]
    for pattern in ("*/frontend/**/*", "*/islands/**/*", "*/templates/**/*", "ui/icons/**/*"):
        found += PACKAGE.glob(pattern)
    return sorted(path for path in found if path.is_file())


def _digest(paths: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    for path in paths:
        content = hashlib.sha256(path.read_bytes()).hexdigest()
        digest.update(f"{path.relative_to(ROOT)} {content}\n".encode())
    return digest.hexdigest()
