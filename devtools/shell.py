"""Runs other programs and says what happens, for every command of `dev.py`."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
"""The checkout."""


class Failed(Exception):
    """Something did not work; the text is one clear sentence, or empty if it was said already."""

    def __init__(self, sentence: str = "", code: int = 1) -> None:
        super().__init__(sentence)
        self.code = code


def say(line: str) -> None:
    """Print one line of progress."""
    print(f"\033[1m» {line}\033[0m" if sys.stdout.isatty() else f"» {line}", flush=True)


@contextmanager
def step(label: str) -> Iterator[None]:
    """Name a longer step, and say how long it took."""
    say(label)
    began = time.monotonic()
    yield
    seconds = time.monotonic() - began
    if seconds > 1:
        print(f"  {seconds:.1f} s", flush=True)


def run(
    command: Sequence[str | Path],
    *,
    env: Mapping[str, str] | None = None,
    cwd: Path = ROOT,
    quiet: bool = False,
    fails: str = "",
) -> None:
    """Run a program; with `quiet` its output is shown only if it fails.

    Raises `Failed` with the sentence `fails` when the program ends with an error.
    """
    words = [str(word) for word in command]
    environment = {**os.environ, **(env or {})}
    if quiet:
        done = subprocess.run(
            words,
            env=environment,
            cwd=cwd,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            check=False,
        )
        if done.returncode:
            sys.stdout.write(done.stdout.decode(errors="replace"))
    else:
        done = subprocess.run(words, env=environment, cwd=cwd, check=False)
    if done.returncode:
        raise Failed(fails, done.returncode)


def succeeds(command: Sequence[str | Path], *, env: Mapping[str, str] | None = None) -> bool:
    """Whether a program exists and ends well; its output is thrown away."""
    try:
        done = subprocess.run(
            [str(word) for word in command],
            env={**os.environ, **(env or {})},
            cwd=ROOT,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            check=False,
        )
    except OSError:
        return False
    return done.returncode == 0
