"""What `./dev.py bench` and `./dev.py soak` take; nothing has to be installed to read it."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence

from bench.sizes import SIZES

#: what the bench measures, in this order
BENCHES = (
    "list", "deep", "worst", "account", "search", "create", "log", "edit", "work", "own", "board",
    "item", "browser", "crowd", "start", "import", "export", "merge", "bulk", "duplicates",
)  # fmt: skip
#: the long checks, in this order
SOAKS = ("kill", "writers", "mixed", "full", "live", "rules")
#: requests that one figure comes from
SAMPLES = 300


def bench() -> argparse.ArgumentParser:
    """The options of the bench."""
    parser = argparse.ArgumentParser(
        prog="./dev.py bench",
        description="Print every figure with its aim and the one stored before.",
    )
    parser.add_argument("--database", choices=("sqlite", "postgresql", "both"), default="both")
    parser.add_argument(
        "--size", default="10k,100k", type=_sizes, help=f"some of {', '.join(SIZES)}"
    )
    _add_only(parser, BENCHES)
    parser.add_argument("--samples", type=int, default=SAMPLES, help="requests per figure")
    parser.add_argument("--store", action="store_true", help="keep the figures in docs/measured/")
    return parser


def soak() -> argparse.ArgumentParser:
    """The options of the long checks."""
    parser = argparse.ArgumentParser(
        prog="./dev.py soak", description="The long checks; their last results are kept in docs/."
    )
    _add_only(parser, SOAKS)
    parser.add_argument("--rounds", type=int, default=20, help="kills (200 for a release)")
    parser.add_argument("--seconds", type=int, default=60, help="of eight writers")
    parser.add_argument("--minutes", type=float, default=5, help="of mixed load (60 for a release)")
    parser.add_argument("--store", action="store_true", help="keep the results in docs/")
    return parser


def _add_only(parser: argparse.ArgumentParser, known: Sequence[str]) -> None:
    told = f"some of {', '.join(known)}, with commas"
    parser.add_argument("--only", type=_some_of(known), default=list(known), help=told)


def _some_of(known: Sequence[str]) -> Callable[[str], list[str]]:
    def names(text: str) -> list[str]:
        wanted = text.split(",")
        if unknown := set(wanted) - set(known):
            told = ", ".join(sorted(unknown))
            raise argparse.ArgumentTypeError(f"there is nothing called {told}")
        return wanted

    return names


def _sizes(text: str) -> str:
    if unknown := set(text.split(",")) - set(SIZES):
        raise argparse.ArgumentTypeError(f"there is no size {', '.join(sorted(unknown))}")
    return text
