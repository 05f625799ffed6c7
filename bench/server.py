"""Starts the real server on the loopback address, and reads what it uses from /proc."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from bench.datasets import DataSet
from devtools.shell import ROOT

HOST = "127.0.0.1"


@dataclass
class Server:
    """A running `klientel serve` or `klientel web`."""

    process: subprocess.Popen[bytes]
    port: int
    seconds_to_answer: float

    def pids(self) -> list[int]:
        """Its processes: the one that was started and everything below it."""
        parents = _parents()
        found = [self.process.pid]
        for pid in found:
            found += [child for child, parent in parents.items() if parent == pid]
        return found

    def memory(self) -> float:
        """Proportional set size of all processes, in MB (10^6 bytes)."""
        return sum(map(pss, self.pids()))

    def own_memory(self) -> float:
        """What all processes hold themselves, in MB: a leak grows here, a warm file does not."""
        return sum(pss(pid, "Pss_Anon:") for pid in self.pids())

    def open_files(self) -> int:
        """Open files of all processes."""
        return sum(len(os.listdir(f"/proc/{pid}/fd")) for pid in self.pids())

    def cpu_seconds(self) -> float:
        """Processor time of all processes so far."""
        return sum(map(_cpu, self.pids()))

    def kill(self) -> None:
        """kill -9, every process at once: nothing gets to tidy up."""
        for pid in reversed(self.pids()):
            _signal(pid, signal.SIGKILL)
        self.process.wait()

    def stop(self) -> None:
        """Stop in order, and by force when that takes more than fifteen seconds."""
        pids = self.pids()
        self.process.terminate()
        try:
            self.process.wait(15)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        for pid in pids[1:]:
            _signal(pid, signal.SIGKILL)


def start(
    data: DataSet, command: str = "web", *, workers: int = 1, log: Path | None = None
) -> Server:
    """Start a server and wait until its sign-in page answers."""
    port = free_port()
    env = {
        **data.env,
        "KLIENTEL_PROCESSES": str(workers),
        "KLIENTEL_BASE_URL": f"http://{HOST}:{port}",
    }
    words = [sys.executable, "-m", "klientel", command, "--host", HOST, "--port", str(port)]
    began = time.perf_counter()
    with open(log or data.data / "server.log", "ab") as file:
        process = subprocess.Popen(words, env=env, cwd=ROOT, stdout=file, stderr=file)
    while not _answers(port):
        if process.poll() is not None or time.perf_counter() - began > 60:
            process.kill()
            raise SystemExit(f"The server did not start; see {log or data.data / 'server.log'}.")
        time.sleep(0.01)
    return Server(process, port, time.perf_counter() - began)


@contextmanager
def running(data: DataSet, command: str = "web", *, workers: int = 1) -> Iterator[Server]:
    """A server for a while."""
    server = start(data, command, workers=workers)
    try:
        yield server
    finally:
        server.stop()


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def _answers(port: int) -> bool:
    connection = http.client.HTTPConnection(HOST, port, timeout=30)
    try:
        connection.request("GET", "/me/sign-in")
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


def pss(pid: int, of: str = "Pss:") -> float:
    """Proportional set size of a process in MB; 0 when it is gone.

    `Pss_Anon:` is what it holds itself, without the pages of the database file that it has mapped.
    """
    try:
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith(of):
                return int(line.split()[1]) * 1024 / 1e6
    except OSError:
        pass
    return 0.0


def _cpu(pid: int) -> float:
    try:
        words = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(words[11]) + int(words[12])) / os.sysconf("SC_CLK_TCK")


def _parents() -> dict[int, int]:
    found = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            words = (folder / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        found[int(folder.name)] = int(words[1])
    return found


def _signal(pid: int, number: int) -> None:
    with suppress(ProcessLookupError):
        os.kill(pid, number)
