"""Data sets that are loaded once and kept; each run works on a copy of one."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench import cluster
from bench.sizes import SIZES, Size
from devtools.shell import ROOT, step

CACHE = ROOT / ".klientel" / "bench"
CONTENT = (
    "filling.py", "history.py", "own_values.py", "sizes.py", "wording.py", "work_history.py",
)  # fmt: skip


@dataclass(frozen=True)
class DataSet:
    """A database to measure on, as the environment of the programs that use it."""

    size: Size
    database: str
    data: Path
    url: str

    @property
    def env(self) -> dict[str, str]:
        """Variables for `klientel`; settings of whoever runs the bench do not leak in."""
        own = {name: value for name, value in os.environ.items() if "KLIENTEL_" not in name}
        # an installed program has its bytecode beside it
        own.pop("PYTHONDONTWRITEBYTECODE", None)
        return {
            **own,
            "KLIENTEL_DATA": str(self.data),
            "KLIENTEL_DATABASE_URL": self.url,
            "KLIENTEL_LOG_LEVEL": "WARNING",
            "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}",
        }

    @property
    def file(self) -> Path:
        """The file of an SQLite data set."""
        return self.data / "klientel.sqlite3"

    def run(self, *words: str, **options: object) -> subprocess.CompletedProcess[str]:
        """Run `python -m ...` on this database and wait; raises when it fails."""
        command = [sys.executable, "-m", *words]
        return subprocess.run(command, env=self.env, cwd=ROOT, check=True, text=True, **options)


def digest() -> str:
    """Changes with every migration and with what the loader tells, and so does the data set."""
    sources = sorted(ROOT.glob("src/klientel/*/migrations/0*.py"))
    sources += [ROOT / "bench" / name for name in CONTENT]
    found = hashlib.sha256()
    for source in sources:
        found.update(source.read_bytes())
    return found.hexdigest()[:10]


def kept(name: str, database: str) -> DataSet:
    """The data set of that size, loaded now if it is not there."""
    title = f"{name}-{digest()}"
    folder = CACHE / f"{database}-{title}"
    url = cluster.address(f"kept-{title}") if database == "postgresql" else ""
    found = DataSet(SIZES[name], database, folder, url)
    if (folder / "complete").exists() and (not url or cluster.exists(f"kept-{title}")):
        return found
    _drop_older(name, database)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True, mode=0o700)
    with step(f"Loading {name} into {database}, once"):
        if url:
            cluster.execute(f'DROP DATABASE IF EXISTS "kept-{title}"')
            cluster.execute(f'CREATE DATABASE "kept-{title}"')
        found.run("klientel", "migrate", stdout=subprocess.DEVNULL)
        found.run("bench.filling", name)
    (folder / "complete").touch()
    return found


def _drop_older(name: str, database: str) -> None:
    for folder in CACHE.glob(f"{database}-{name}-*"):
        shutil.rmtree(folder)
    if database == "postgresql":
        older = cluster.execute(
            "SELECT datname FROM pg_database WHERE datname LIKE %s", f"kept-{name}-%"
        )
        for (title,) in older:
            cluster.execute(f'DROP DATABASE "{title}"')


@contextmanager
def copy_of(source: DataSet) -> Iterator[DataSet]:
    """A copy that may be written to; it is gone afterwards."""
    name = f"run-{source.size.name}-{os.getpid()}"
    folder = CACHE / f"{source.database}-{name}"
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(source.data, folder)
    url = ""
    if source.url:
        kept_name = f"kept-{source.size.name}-{digest()}"
        cluster.execute(f'DROP DATABASE IF EXISTS "{name}"')
        cluster.execute(f'CREATE DATABASE "{name}" TEMPLATE "{kept_name}"')
        url = cluster.address(name)
    try:
        yield DataSet(source.size, source.database, folder, url)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        if url:
            cluster.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
