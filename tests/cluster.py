"""A private PostgreSQL cluster in a temporary folder, dropped when the run ends."""

from __future__ import annotations

import atexit
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from devtools.machine import postgresql_programs

ADDRESS = "KLIENTEL_TEST_CLUSTER"
"""Environment variable by which the processes of a parallel run share one cluster."""

SETTINGS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    "listen_addresses": "",
    "max_connections": "100",
    "shared_buffers": "64MB",
    "log_min_messages": "fatal",
}


def address() -> str:
    """The address of the run's cluster, which is started at the first call."""
    if ADDRESS not in os.environ:
        os.environ[ADDRESS] = _start()
    return os.environ[ADDRESS]


def _start() -> str:
    programs = postgresql_programs()
    if programs is None:
        raise SystemExit("PostgreSQL was not found; get it with: apt-get install postgresql")
    # Short, because a socket's path may have about a hundred characters only.
    folder = Path(tempfile.mkdtemp(prefix="klientel-pg-", dir="/tmp"))
    owner = _unprivileged()
    if owner:
        shutil.chown(folder, owner)
    data = folder / "data"
    initdb = [programs / "initdb", "--pgdata", data, "--auth=trust", "--username=klientel"]
    _run(owner, [*initdb, "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"])
    options = " ".join(f"-c {name}={value}" for name, value in SETTINGS.items() if value)
    options += f" -c listen_addresses= -c unix_socket_directories={folder}"
    control = [programs / "pg_ctl", "--pgdata", data, "--wait", "--silent"]
    _run(owner, [*control, "--log", folder / "log", "--options", options, "start"])
    atexit.register(_drop, owner, [*control, "--mode=immediate", "stop"], folder, os.getpid())
    return f"postgresql://klientel@/postgres?host={folder}"


def _drop(owner: str | None, stop: list[str | Path], folder: Path, starter: int) -> None:
    if os.getpid() == starter:
        _run(owner, stop)
        shutil.rmtree(folder, ignore_errors=True)


def _unprivileged() -> str | None:
    """Whom the server runs as: PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return None
    import pwd

    names = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


def _run(owner: str | None, command: list[str | Path]) -> None:
    words = [str(word) for word in command]
    done = subprocess.run(words, user=owner, cwd="/", capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"PostgreSQL could not be started: {done.stderr or done.stdout}")
