"""`python -m bench.soak`: the long checks; their last results are kept in docs/."""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable
from typing import Any

from bench import datasets, faults, loads, options, rules
from bench.figures import STORED, commit
from devtools.shell import ROOT, say

PARTS: dict[str, Callable[[datasets.DataSet, argparse.Namespace], dict[str, Any]]] = {
    "kill": faults.kill,
    "writers": loads.writers,
    "mixed": loads.mixed,
    "full": faults.disk_full,
    "live": loads.live,
    "rules": rules.short,
}


def main() -> int:
    """Run the parts asked for; 1 when one of them found something wrong."""
    args = options.soak().parse_args()
    results = _kept()
    failed = []
    for name in args.only:
        size = "10k" if name in ("writers", "mixed") else "1k"
        source = datasets.kept(size, "sqlite")
        say(f"{name}: {PARTS[name].__doc__.splitlines()[0]}")
        began = time.monotonic()
        with datasets.copy_of(source) as data:
            found = PARTS[name](data, args)
        found |= {
            "date": time.strftime("%Y-%m-%d"),
            "commit": commit(),
            "command": _command(name, args),
            "seconds": round(time.monotonic() - began),
        }
        results[name] = found
        print(json.dumps(found, indent=1, ensure_ascii=False), flush=True)
        if not found["well"]:
            failed.append(name)
        if args.store:
            _keep(results)
    print(f"Not well: {', '.join(failed)}." if failed else "All well.")
    return int(bool(failed))


def _command(name: str, args: argparse.Namespace) -> str:
    option = {
        "kill": f" --rounds {args.rounds}",
        "writers": f" --seconds {args.seconds}",
        "mixed": f" --minutes {args.minutes:g}",
    }
    return f"./dev.py soak --only {name}{option.get(name, '')} --store"


def _kept() -> dict[str, Any]:
    path = STORED / "soak.json"
    return json.loads(path.read_text()) if path.exists() else {}


def _keep(results: dict[str, Any]) -> None:
    STORED.mkdir(parents=True, exist_ok=True)
    path = STORED / "soak.json"
    path.write_text(json.dumps(results, indent=1, ensure_ascii=False) + "\n")
    page = ROOT / "docs" / "soak.md"
    text = page.read_text() if page.exists() else f"# The long checks\n\n{_MARK}\n"
    head = text.partition(_MARK)[0]
    lines = [head + _MARK, "", "| check | result | date | commit |", "|---|---|---|---|"]
    for name, found in results.items():
        verdict = ("well: " if found["well"] else "NOT WELL: ") + found["summary"]
        lines.append(f"| `{found['command']}` | {verdict} | {found['date']} | {found['commit']} |")
        assert name
    page.write_text("\n".join(lines) + "\n")


_MARK = "<!-- Written by ./dev.py soak --store: -->"

if __name__ == "__main__":
    sys.exit(main())
