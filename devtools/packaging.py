"""Builds the wheel and shows that it runs in an empty environment without Node."""

from __future__ import annotations

import shutil
import tempfile
import zipfile
from pathlib import Path

from devtools import assets, environment
from devtools.shell import ROOT, Failed, run, step

DIST = ROOT / "dist"


def build_wheel() -> Path:
    """Build the wheel into `dist/` and return its path."""
    environment.ensure(dev=True)
    shutil.rmtree(DIST, ignore_errors=True)
    command = [environment.PYTHON, "-m", "hatchling", "build", "--target", "wheel"]
    run(command, quiet=True, fails="The wheel could not be built.")
    wheel = next(DIST.glob("*.whl"))
    _check_content(wheel)
    return wheel


def smoke() -> None:
    """Build the wheel, install it into an empty environment and let it check itself."""
    with step("Wheel"):
        wheel = build_wheel()
        with tempfile.TemporaryDirectory(prefix="klientel-wheel-") as folder:
            _try_out(wheel, Path(folder))


def _check_content(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
    wanted = {
        "the front end": "klientel/static/klientel/manifest.json",
        "the licence": ".dist-info/licenses/LICENSE",
    }
    if any(assets.PACKAGE.glob("*/locale/*/LC_MESSAGES/django.po")):
        wanted["translations"] = ".mo"
    for what, ending in wanted.items():
        if not any(name.endswith(ending) for name in names):
            raise Failed(f"The wheel lacks {what}.")


def _try_out(wheel: Path, folder: Path) -> None:
    fresh = folder / "venv"
    uv = environment.installed("uv")
    python = fresh / "bin" / "python"
    run([uv, "venv", "--quiet", "--python", environment.PYTHON, fresh], quiet=True)
    install = [uv, "pip", "install", "--quiet", "--python", python]
    run([*install, "--require-hashes", "-r", environment.LOCK], quiet=True)
    run([*install, "--no-deps", wheel], fails="The wheel could not be installed.")
    run(
        [fresh / "bin" / "klientel", "check"],
        env={"KLIENTEL_DATA": str(folder / "data"), "PATH": "/usr/bin:/bin"},
        cwd=folder, quiet=True, fails="The installed wheel does not find itself well.",
    )  # fmt: skip
