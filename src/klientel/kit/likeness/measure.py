"""How well duplicates are found, on made-up rows: `./dev.py duplicates`."""

from __future__ import annotations

import sys
import time
from dataclasses import dataclass

from klientel.kit.likeness.certainty import LIKELY
from klientel.kit.likeness.invented import Inventor, true_pairs
from klientel.kit.likeness.pairs import alike

_THRESHOLDS = (50, 60, LIKELY, 80, 90, 95)


@dataclass(frozen=True)
class Measured:
    """What was found at one threshold; shares are from 0 to 1."""

    least: int
    precision: float
    recall: float
    found: int


def measure(count: int, seed: int = 1) -> tuple[list[Measured], float]:
    """Precision and recall at several thresholds on so many rows, and the seconds that it took."""
    rows = Inventor(seed).rows(count)
    truth = set(true_pairs(rows))
    began = time.perf_counter()
    entries = [row.entry(place) for place, row in enumerate(rows)]
    found = {
        (min(one.key, other.key), max(one.key, other.key)): likeness.certainty
        for one, other, likeness in alike(entries, _THRESHOLDS[0])
    }
    seconds = time.perf_counter() - began
    measured = []
    for least in _THRESHOLDS:
        shown = {pair for pair, certainty in found.items() if certainty >= least}
        right = len(shown & truth)
        measured.append(
            Measured(least, right / max(1, len(shown)), right / max(1, len(truth)), len(shown))
        )
    return measured, seconds


def main(arguments: list[str]) -> int:
    """Print them for so many rows (20,000 unless said) and a seed."""
    count = int(arguments[0]) if arguments else 20_000
    seed = int(arguments[1]) if len(arguments) > 1 else 1
    measured, seconds = measure(count, seed)
    print(f"{count:,} rows, seed {seed}: {seconds:.1f} s")
    print("certainty from   precision   recall    pairs")
    for one in measured:
        mark = "  <- shown to people" if one.least == LIKELY else ""
        shares = f"{one.precision:>8.1%}   {one.recall:>6.1%}"
        print(f"{one.least:>12} %   {shares}   {one.found:>6,}{mark}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
