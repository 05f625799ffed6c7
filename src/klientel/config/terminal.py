"""The command line's manners: one clear sentence for a mistake, and progress on long work."""

from __future__ import annotations

import argparse
import sys
import time
from types import TracebackType
from typing import Any, NoReturn, Self, TextIO

WRONG_USE = 2
"""Exit code of a mistake in what was asked for."""


class WrongUse(Exception):
    """What was asked for cannot be done; the text is one sentence for whoever asked."""


class Parser(argparse.ArgumentParser):
    """An argument parser that answers a mistake with one sentence instead of a usage block."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("allow_abbrev", False)
        super().__init__(*args, **kwargs)

    def error(self, message: str) -> NoReturn:
        """Print the sentence and where to read more, and leave with exit code 2."""
        sentence = message.rstrip(".").replace("\n", " ")
        sys.stderr.write(f"{self.prog}: {sentence}. See {self.prog} --help.\n")
        sys.exit(WRONG_USE)


def port_number(text: str) -> int:
    """A TCP port for argparse, 1 to 65535."""
    if not text.isdecimal() or not 1 <= int(text) <= 65535:
        raise argparse.ArgumentTypeError(f"a port is a number from 1 to 65535, not {text[:40]!r}")
    return int(text)


class Progress:
    """A bar with rate and time to go; without a terminal a plain line every few seconds.

    `with Progress("Importing", total=1000, unit="rows") as progress: progress.advance(50)`
    """

    BAR = 24
    EVERY_ON_TERMINAL = 0.1
    EVERY_OTHERWISE = 5.0

    def __init__(
        self, label: str, total: int | None = None, unit: str = "", stream: TextIO | None = None
    ) -> None:
        self.label = label
        self.total = total
        self.unit = unit
        self.done = 0
        self._stream = stream or sys.stderr
        self._live = self._stream.isatty()
        self._every = self.EVERY_ON_TERMINAL if self._live else self.EVERY_OTHERWISE
        self._began = self._shown = time.monotonic()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._write(self.line(), last=True)

    def advance(self, count: int = 1) -> None:
        """Say that `count` more are done."""
        self.reach(self.done + count)

    def reach(self, done: int, total: int | None = None) -> None:
        """Say how many are done altogether, and of how many if that is known by now."""
        self.done = done
        self.total = total or self.total
        moment = time.monotonic()
        if moment - self._shown >= self._every:
            self._shown = moment
            self._write(self.line())

    def line(self) -> str:
        """The present state as one line."""
        seconds = max(time.monotonic() - self._began, 1e-6)
        rate = self.done / seconds
        parts = [self.label]
        if self.total:
            share = min(self.done / self.total, 1.0)
            if self._live:
                full = round(share * self.BAR)
                parts.append("█" * full + "░" * (self.BAR - full))
            parts.append(f"{share:4.0%}  {self.done:,} of {self.total:,} {self.unit}".rstrip())
        else:
            parts.append(f"{self.done:,} {self.unit}".rstrip())
        parts.append(f"{rate:,.0f}/s")
        if self.total and self.done >= self.total:
            parts.append(f"in {_span(seconds)}")
        elif self.total and self.done:
            parts.append(f"{_span((self.total - self.done) / rate)} to go")
        return "  ".join(parts)

    def _write(self, line: str, *, last: bool = False) -> None:
        if self._live:
            self._stream.write(f"\r\033[2K{line}" + ("\n" if last else ""))
        else:
            self._stream.write(f"{line}\n")
        self._stream.flush()


def _span(seconds: float) -> str:
    if seconds < 60:
        return f"{seconds:.1f} s" if seconds < 10 else f"{seconds:.0f} s"
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest} s" if minutes < 60 else f"{minutes // 60} h {minutes % 60} min"
