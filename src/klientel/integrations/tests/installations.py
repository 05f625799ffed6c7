"""A second installation for tests of copies: a data folder and a database of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection

#: one for each process that tests: they share a cluster
_NAME = f"klientel_elsewhere_{os.environ.get('PYTEST_XDIST_WORKER', 'gw0')}"


class Elsewhere:
    """Another installation on this machine, reached by the command line alone."""

    def __init__(self, data: Path, address: str) -> None:
        self.data = data
        self.address = address

    def klientel(self, *arguments: str, **besides: str) -> subprocess.CompletedProcess[str]:
        """Run a command there."""
        kept = {k: text for k, text in os.environ.items() if not k.startswith("KLIENTEL_")}
        here = {"KLIENTEL_DATA": str(self.data), "KLIENTEL_DATABASE_URL": self.address}
        settings = {"DJANGO_SETTINGS_MODULE": "klientel.config.settings", "PYTHONPATH": "src"}
        return subprocess.run(
            [sys.executable, "-m", "klientel", *arguments],
            env={**kept, **here, **settings, **besides},
            capture_output=True,
            text=True,
            check=False,
        )

    def ask(self, code: str) -> str:
        """What a piece of Python prints that runs there."""
        start = "from klientel.config.cli import start_django; start_django()\n"
        kept = {k: text for k, text in os.environ.items() if not k.startswith("KLIENTEL_")}
        here = {"KLIENTEL_DATA": str(self.data), "KLIENTEL_DATABASE_URL": self.address}
        done = subprocess.run(
            [sys.executable, "-c", start + code],
            env={**kept, **here, "DJANGO_SETTINGS_MODULE": "klientel.config.settings"},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()


@pytest.fixture
def elsewhere(tmp_path: Path, transactional_db: None) -> Iterator[Elsewhere]:
    """An installation that has never been started, on the same sort of database."""
    data = tmp_path / "elsewhere"
    if connection.vendor == "sqlite":
        yield Elsewhere(data, "")
        return
    with connection.cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {_NAME}")
        cursor.execute(f"CREATE DATABASE {_NAME}")
    given = os.environ["KLIENTEL_DATABASE_URL"]
    yield Elsewhere(data, f"postgresql://klientel@/{_NAME}?{given.partition('?')[2]}")
    with connection.cursor() as cursor:
        cursor.execute(f"DROP DATABASE {_NAME} WITH (FORCE)")


@pytest.fixture
def on_sqlite(tmp_path: Path) -> Elsewhere:
    """An installation that uses SQLite, whatever this run uses."""
    return Elsewhere(tmp_path / "on-sqlite", "")
