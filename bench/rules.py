"""`python -m bench.rules`: 200 rules under load, and workers that are killed; counted afterwards.

Each event starts two rules on average, and three other subscribers hear it. All deliveries must be
made and none twice; with `--kills` workers end by kill -9 at random moments, and each run must have
told what it tells exactly once.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from typing import Any

from bench import cluster
from bench.datasets import CACHE, DataSet
from bench.figures import bare_loop
from bench.sizes import SIZES
from devtools.shell import ROOT, say

#: seconds without any progress after which the workers are given up
PATIENCE = 120
#: seconds between two kills, at least and at most
_BETWEEN = (0.3, 2.5)


def main() -> int:
    """Run the check; 1 when something was wrong."""
    args = _parser().parse_args()
    server = cluster.running() if args.database == "postgresql" else nullcontext()
    with server, _fresh(args.database) as data:
        found = check(data, args)
    print(json.dumps(found, indent=1), flush=True)
    return int(not found["well"])


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bench.rules", description=__doc__)
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--events", type=int, default=100_000)
    parser.add_argument("--workers", type=int, default=1, help="processes (3 on PostgreSQL)")
    parser.add_argument("--kills", type=int, default=0, help="kill -9 at random moments")
    parser.add_argument("--seed", type=int, default=1)
    return parser


@contextmanager
def _fresh(database: str) -> Iterator[DataSet]:
    """An empty database of its own; it is gone afterwards."""
    name = f"rules-{os.getpid()}"
    folder = CACHE / f"{database}-{name}"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True, mode=0o700)
    if database == "postgresql":
        cluster.execute(f'CREATE DATABASE "{name}"')
    url = cluster.address(name) if database == "postgresql" else ""
    try:
        yield DataSet(SIZES["1k"], database, folder, url)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        if database == "postgresql":
            cluster.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def short(_data: DataSet, _args: argparse.Namespace) -> dict[str, Any]:
    """200 rules hear 2,000 events while workers are killed: each effect is there exactly once."""
    own = _parser().parse_args(["--events", "2000", "--kills", "5"])
    with _fresh(own.database) as data:
        found = check(data, own)
    done = f"{found['runs']:,} runs of 2,000 events done once, {found['kills']} kills"
    return {**found, "summary": "; ".join([done, *found["wrong"]])}


def check(data: DataSet, args: argparse.Namespace) -> dict[str, Any]:
    """Write the events, let the workers drain them, and count."""
    data.run("klientel", "migrate", stdout=subprocess.DEVNULL)
    say(f"writing {args.events:,} events")
    data.run("bench.rules_work", "prepare", str(args.events))
    rng = random.Random(args.seed)
    began = time.monotonic()
    lasted = _drain(data, args, rng)
    told = data.run("bench.rules_work", "verdict", str(args.events), stdout=subprocess.PIPE)
    found: dict[str, Any] = json.loads(told.stdout)
    wrong = list(found.pop("wrong"))
    if lasted["given_up"]:
        wrong.append("the workers made no progress any more")
    return {
        "well": not wrong,
        "wrong": wrong,
        "database": args.database,
        "workers": args.workers,
        "kills": lasted["kills"],
        "events_per_second": round(args.events / max(lasted["heard"], 0.001)),
        "runs_per_second": round(found["runs"] / max(lasted["done"], 0.001)),
        # on a machine that others use, too, this is what can be compared
        "events_per_cpu_second": round(args.events / max(lasted["cpu"], 0.001)),
        "bare_loop_ms": round(min(bare_loop() for _ in range(20))),
        "seconds": round(time.monotonic() - began),
        **found,
    }


def _drain(data: DataSet, args: argparse.Namespace, rng: random.Random) -> dict[str, Any]:
    """Let workers work until nothing is left, killing them now and then."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    began = time.monotonic()
    workers = [_worker(data) for _ in range(args.workers)]
    watch = subprocess.Popen(
        [sys.executable, "-m", "bench.rules_work", "watch"],
        env=data.env, cwd=ROOT, text=True, stdout=subprocess.PIPE,
    )  # fmt: skip
    told: dict[str, Any] = {"kills": 0, "heard": 0.0, "done": 0.0, "given_up": False}
    last: tuple[int, ...] = ()
    moved_at, next_kill = began, began + rng.uniform(*_BETWEEN)
    at_start: tuple[int, ...] = ()
    assert watch.stdout is not None
    try:
        for line in watch.stdout:
            left = tuple(map(int, line.split()))
            now = time.monotonic()
            at_start = at_start or left
            if left != last:
                last, moved_at = left, now
            if not left[0] and not told["heard"]:
                told["heard"] = now - began
            if not any(left):
                told["done"] = now - began
                break
            if now - moved_at > PATIENCE:
                told["given_up"] = True
                break
            # one that has not begun to work yet would be killed for nothing
            is_at_work = left != at_start
            if told["kills"] < args.kills and now > next_kill and is_at_work:
                place = rng.randrange(len(workers))
                workers[place].send_signal(signal.SIGKILL)
                workers[place].wait()
                workers[place] = _worker(data)
                told["kills"] += 1
                at_start = left
                next_kill = now + rng.uniform(*_BETWEEN)
    finally:
        watch.kill()
        for one in workers:
            one.terminate()
        for one in workers:
            one.wait(30)
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    told["cpu"] = used.ru_utime + used.ru_stime - before.ru_utime - before.ru_stime
    return told


def _worker(data: DataSet) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "bench.rules_work", "work"]
    return subprocess.Popen(command, env=data.env, cwd=ROOT, text=True)


if __name__ == "__main__":
    sys.exit(main())
