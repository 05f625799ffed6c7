"""`python -m bench`: print every figure with its aim and the one stored before."""

from __future__ import annotations

import argparse
import os
import platform
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, nullcontext
from typing import Any

from bench import (
    browser,
    cluster,
    crowd,
    datasets,
    heavy,
    options,
    pages,
    pages_of_work,
    server,
    whole,
)
from bench.figures import Figure, bare_loop, commit, store, stored, table
from bench.visitor import Unexpected
from devtools.shell import say

ON_A_PAGE: dict[str, Callable[[pages.Stage], Iterator[Figure]]] = {
    "list": pages.list_pages,
    "deep": pages.deep_list,
    "worst": pages.worst_list,
    "account": pages.account_pages,
    "search": pages.searches,
    "create": pages.create,
    "log": pages.log,
    "edit": pages.inline_edit,
    "work": pages_of_work.work_list,
    "own": pages_of_work.own_fields,
    "board": pages_of_work.board,
    "item": pages_of_work.item_page,
    "browser": browser.browser,
}
ALONE: dict[str, Callable[[datasets.DataSet], Iterator[Figure]]] = {
    "start": whole.start_up,
    "import": whole.imports,
    "export": heavy.export,
    "merge": heavy.merge,
    "bulk": heavy.bulk,
    "duplicates": heavy.duplicates,
}


def main() -> int:
    """Measure what was asked; 1 when something could not be measured."""
    args = options.bench().parse_args()
    databases = ["sqlite", "postgresql"] if args.database == "both" else [args.database]
    failed = False
    for database in databases:
        for size in args.size.split(","):
            failed = not _measure(database, size, args) or failed
    return int(failed)


def _measure(database: str, size: str, args: argparse.Namespace) -> bool:
    title = f"bench-{database}-{size}"
    before = stored(title)
    figures: list[Figure] = []
    problems: list[str] = []
    with ExitStack() as stack:
        try:
            stack.enter_context(cluster.running() if database == "postgresql" else nullcontext())
        except cluster.Missing as missing:
            print(f"{missing}. PostgreSQL was left out.")
            return True
        source = datasets.kept(size, database)
        say(f"Measuring {database} {size}")
        data = stack.enter_context(datasets.copy_of(source))
        for name, measured in _scenarios(data, args):
            _take(name, measured, figures, problems)
    print(f"\n{database}, {size}: {_machine()}, commit {commit()}\n{table(figures, before)}\n")
    for problem in problems:
        print(f"NOT MEASURED {problem}")
    if args.store and figures:
        about: dict[str, Any] = {
            "measured_on": time.strftime("%Y-%m-%d"),
            "commit": commit(),
            "machine": _machine(),
            "command": f"./dev.py bench --database {database} --size {size} --store",
        }
        print(f"Stored in {store(title, figures, about)}")
    return not problems


def _scenarios(
    data: datasets.DataSet, args: argparse.Namespace
) -> Iterator[tuple[str, Iterator[Figure]]]:
    """Each asked scenario with its figures, on the server that it needs."""
    for name in ("start",):
        if name in args.only:
            yield name, ALONE[name](data)
    if set(args.only) & set(ON_A_PAGE):
        with server.running(data, "serve") as one:
            stage = pages.Stage(data, one, args.samples)
            for name, scenario in ON_A_PAGE.items():
                if name in args.only:
                    yield name, scenario(stage)
    if "crowd" in args.only:
        with server.running(data, "serve", workers=2) as several:
            yield "crowd", crowd.crowd(pages.Stage(data, several, args.samples))
    for name in ("import", "export", "merge", "bulk", "duplicates"):
        if name in args.only:
            yield name, ALONE[name](data)


def _take(
    name: str, measured: Iterator[Figure], figures: list[Figure], problems: list[str]
) -> None:
    try:
        for figure in measured:
            figures.append(figure)
            p95 = "" if figure.p95 is None else f" / {figure.p95}"
            print(f"  {figure.label}: {figure.p50}{p95} {figure.unit}  {figure.note}", flush=True)
    except (Unexpected, OSError, LookupError, ValueError, RuntimeError) as error:
        problems.append(f"{name}: {type(error).__name__}: {error}")
        print(f"  {problems[-1]}", flush=True)
    except Exception as error:
        if type(error).__name__ != "CalledProcessError":
            raise
        problems.append(f"{name}: {error}")


def _machine() -> str:
    """What was measured on, with its own speed at that moment: a shared machine varies by half."""
    load = os.getloadavg()[0]
    python = platform.python_version()
    loop = sorted(bare_loop() for _ in range(60))
    speed = f"a bare loop {loop[30]:.0f} ms, {loop[0]:.0f} at best"
    return f"{os.cpu_count()} cores, Python {python}, load before {load:.1f}, {speed}"


if __name__ == "__main__":
    sys.exit(main())
