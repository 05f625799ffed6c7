"""Faults on purpose: kill -9 while people write, and a full disk."""

from __future__ import annotations

import argparse
import csv
import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bench import server
from bench.datasets import CACHE, DataSet
from bench.pages import LIST
from bench.visitor import Unexpected, Visitor
from bench.writers import History, write_until_cut
from devtools.shell import ROOT

WRITERS = 4
IMPORTED = 4_000


def kill(data: DataSet, args: argparse.Namespace) -> dict[str, Any]:
    """kill -9 of the server and of an import in the middle of writing, again and again."""
    rng = random.Random(args.rounds)
    history, wrong, slowest, cut = History(), [], 0.0, 0
    visitors: list[Visitor] = []
    accounts: list[str] = []
    for number in range(args.rounds):
        one = server.start(data, "serve", workers=1 + number % 2)
        slowest = max(slowest, one.seconds_to_answer)
        if not visitors:
            visitors = [_signed_in(one, place) for place in range(WRITERS)]
            accounts = accounts_of_all(visitors)
        for visitor in visitors:
            visitor.close()
            visitor.port = one.port
        path = _import_file(data, number)
        importing = _import(data, path)
        threads = write_until_cut(history, visitors, accounts, 30, f"Runde {number}")
        time.sleep(rng.uniform(0.3, 3.5))
        one.kill()
        if importing.poll() is None and number % 3:
            importing.send_signal(signal.SIGKILL)
            cut += 1
        importing.wait()
        for thread in threads:
            thread.join()
        if importing.returncode:
            # Started again, the same file goes on where it was cut off.
            again = _import(data, path)
            if again.wait():
                wrong.append(f"round {number}: the import did not go on")
        deep = number % 10 == 9 or number == args.rounds - 1
        found = ask(data, {**history.questions(), "numbers": f"R{number}-", "deep": deep})
        wrong += [f"round {number}: {sentence}" for sentence in found["wrong"]]
        if (found["imported"], found["imported_once"]) != (IMPORTED, IMPORTED):
            wrong.append(f"round {number}: {found['imported']} of {IMPORTED} rows imported")
        print(
            f"  round {number + 1}: {len(history.created)} created, {len(wrong)} wrong", flush=True
        )
    drained = _drained(data)
    if not drained:
        wrong.append("the outbox was not emptied within 60 s of the last start")
    told = len(history.created) + len(history.edits)
    return {
        "well": not wrong and not history.errors,
        "summary": (
            f"{args.rounds} kills, {cut} of them of an import too: {told:,} acknowledged writes, "
            f"{len(wrong)} lost, double or torn; back within {slowest:.1f} s; "
            f"{args.rounds} imports of {IMPORTED:,} rows ended whole"
        ),
        "created": len(history.created),
        "edited": len(history.edits),
        "wrong": wrong[:20],
        "errors": history.errors[:5],
        "slowest_start": round(slowest, 2),
    }


def ask(data: DataSet, questions: dict[str, object]) -> dict[str, Any]:
    """What `bench.verdict` finds in the database."""
    done = data.run("bench.verdict", input=json.dumps(questions), stdout=subprocess.PIPE)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def _signed_in(one: server.Server, place: int) -> Visitor:
    visitor = Visitor(one.port)
    visitor.sign_in(("owner", "lead", "member0", "member4")[place % 4])
    return visitor


def accounts_of_all(visitors: Sequence[Visitor]) -> list[str]:
    """The first customers that all of them see."""
    pages = [visitor.get(f"{LIST}?relationship=customer").text for visitor in visitors]
    lists = [re.findall(r'id="row-([0-9a-f-]{36})"', page) for page in pages]
    return [one for one in lists[0] if all(one in others for others in lists)]


def _import_file(data: DataSet, number: int) -> Path:
    path = data.data / f"round{number}.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, delimiter=";")
        out.writerow(["Name", "E-Mail", "Kundennummer"])
        for row in range(IMPORTED):
            mail = f"r{number}.{row}@import.example"
            out.writerow([f"Eingeführt {number} {row}", mail, f"R{number}-{row}"])
    return path


def _import(data: DataSet, path: Path) -> subprocess.Popen[bytes]:
    words = [sys.executable, "-m", "klientel", "import", "account", str(path)]
    words += ["--workspace", "bench", "--member", "owner@bench.example"]
    with (data.data / "import.log").open("ab") as log:
        return subprocess.Popen(words, env=data.env, cwd=ROOT, stdout=log, stderr=log)


def _drained(data: DataSet) -> bool:
    with server.running(data, "serve"):
        for _ in range(30):
            if not ask(data, {})["outbox"]:
                return True
            time.sleep(2)
    return False


def disk_full(data: DataSet, args: argparse.Namespace) -> dict[str, Any]:
    """A disk that fills up: nothing is torn, reading goes on, writing too after room is made."""
    history, wrong, refused = History(), [], 0
    spare = 24_000_000
    with _small_disk(data, spare) as small, server.running(small, "serve") as one:
        visitor = _signed_in(one, 0)
        for number in range(20):
            history.create(visitor, f"davor {number}")
        filler = small.data / "filler"
        with filler.open("wb") as file:
            _fill(file)
        for number in range(400):
            try:
                history.create(visitor, f"voll {number}" + " Wort" * 50)
            except OSError as problem:
                wrong.append(f"the server went away: {problem}")
        refused = len(history.errors)
        for address in (LIST, f"{LIST}/1", "/bench/search?q=termin"):
            try:
                visitor.get(address)
            except (Unexpected, OSError) as problem:
                wrong.append(f"reading stopped: {problem}")
        filler.unlink()
        before = len(history.created)
        for number in range(20):
            history.create(visitor, f"danach {number}")
        if len(history.created) != before + 20:
            wrong.append("writing did not go on after there was room again")
        one.stop()
        found = ask(small, {**history.questions(), "deep": True})
        wrong += found["wrong"]
    if not refused:
        wrong.append("the disk was never full")
    return {
        "well": not wrong,
        "summary": (
            f"{refused} of 400 writes refused on a full disk, {len(history.created)} acknowledged "
            f"and all there; pages went on; writing went on without a restart"
        ),
        "refusal": history.errors[:1],
        "wrong": wrong[:20],
    }


def _fill(file: Any) -> None:
    block = b"\0" * 65536
    try:
        while True:
            file.write(block)
            file.flush()
    except OSError:
        pass


@contextmanager
def _small_disk(data: DataSet, spare: int) -> Iterator[DataSet]:
    """The data set on a disk of its own with that many bytes to spare; needs root."""
    if os.geteuid() != 0:
        raise SystemExit("A small disk can be made by root only; leave `full` out.")
    place = CACHE / "small"
    place.mkdir(parents=True, exist_ok=True)
    size = sum(path.stat().st_size for path in data.data.iterdir()) + spare
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", place], check=True)
    try:
        for path in data.data.iterdir():
            shutil.copy2(path, place / path.name)
        yield DataSet(data.size, data.database, place, "")
    finally:
        subprocess.run(["umount", place], check=True)
