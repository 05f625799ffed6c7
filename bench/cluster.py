"""A private PostgreSQL cluster with the settings a database is delivered with: fsync stays on."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from devtools.machine import postgresql_programs

PLACE = Path("/var/tmp/klientel-bench-postgresql")
"""Outside of the checkout, whose folders a server that may not be root could not enter."""

SETTINGS = {
    # The only differences from the defaults: nobody else listens, and the size of a small machine.
    "listen_addresses": "",
    "shared_buffers": "512MB",
    "max_wal_size": "4GB",
    "log_min_messages": "warning",
}


class Missing(Exception):
    """This machine has no PostgreSQL programs."""


@contextmanager
def running() -> Iterator[Path]:
    """Start the cluster, which is made at the first call and kept; gives its folder of sockets."""
    programs = postgresql_programs()
    if programs is None:
        raise Missing("PostgreSQL was not found; get it with: apt-get install postgresql")
    owner = "postgres" if os.geteuid() == 0 else None
    data = PLACE / "data"
    if not (data / "PG_VERSION").exists():
        shutil.rmtree(PLACE, ignore_errors=True)
        PLACE.mkdir(mode=0o700)
        if owner:
            shutil.chown(PLACE, owner)
        initdb = [programs / "initdb", "--pgdata", data, "--auth=trust", "--username=klientel"]
        _run(owner, [*initdb, "--encoding=UTF8", "--locale=C.UTF-8"])
    options = [f"-c {name}={value}" for name, value in SETTINGS.items()]
    options.append(f"-c unix_socket_directories={PLACE}")
    control = [programs / "pg_ctl", "--pgdata", data, "--wait", "--silent"]
    if subprocess.run([programs / "pg_isready", "-h", PLACE, "-q"], check=False).returncode:
        _run(owner, [*control, "--log", PLACE / "log", "--options", " ".join(options), "start"])
    try:
        yield PLACE
    finally:
        _run(owner, [*control, "--mode=fast", "stop"])


def address(name: str) -> str:
    """The address of a database of the cluster."""
    return f"postgresql://klientel@/{name}?host={PLACE}"


def execute(statement: str, *parameters: object) -> list[tuple[object, ...]]:
    """Run one statement outside a transaction."""
    import psycopg

    with psycopg.connect(address("postgres"), autocommit=True) as connection:
        cursor = connection.execute(statement, parameters or None)
        return cursor.fetchall() if cursor.description else []


def exists(name: str) -> bool:
    """Whether the cluster has a database of that name."""
    return bool(execute("SELECT 1 FROM pg_database WHERE datname = %s", name))


def server_pids() -> list[int]:
    """The processes of the running server, its first one in front."""
    first = int((PLACE / "data" / "postmaster.pid").read_text().splitlines()[0])
    return [first]


def _run(owner: str | None, command: list[str | Path]) -> None:
    words = [str(word) for word in command]
    # pg_ctl would keep our pipes open through the server it starts.
    done = subprocess.run(words, user=owner, cwd="/", stdout=subprocess.DEVNULL, check=False)
    if done.returncode:
        raise SystemExit(f"PostgreSQL could not be started: {words[0]} failed.")
