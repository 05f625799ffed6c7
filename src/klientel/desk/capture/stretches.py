"""A text of which readers take stretches out; what nobody took is what it says."""

from __future__ import annotations

import re
from collections.abc import Iterator

from klientel.desk.capture.line import Heard

_BLANKS = re.compile(r"[^\S\n]+")
_ENDS = re.compile(r" ?\n\s*")
#: what stays behind where something between was taken out
_LEFT_OVER = re.compile(r"\s+(?=[,;:.!?)])|\(\s*\)|(?<=\()\s+|([,;:])(?=\s*[,;:])")


def plain(text: str) -> str:
    """The text with single blanks, as readers see it: places in it are places in `Stretches`."""
    return _ENDS.sub("\n", _BLANKS.sub(" ", text)).strip()


class Stretches:
    """The text, and which stretches of it were understood as what.

    A stretch that was *taken* is no longer part of what the text says; one that was only *heard*
    still is, and nobody else reads it.
    """

    def __init__(self, text: str) -> None:
        self.text = plain(text)
        self._known: list[tuple[int, int, str]] = []
        self._gone: list[tuple[int, int]] = []

    def is_free(self, start: int, end: int) -> bool:
        """Whether nobody has understood any of a stretch."""
        return all(end <= a or start >= b for a, b, _slot in self._known)

    def take(self, start: int, end: int, slot: str) -> None:
        """Take a stretch out of the text: it says only this."""
        self.hear(start, end, slot)
        self._gone.append((start, end))

    def drop(self, start: int, end: int) -> None:
        """Take words out that say nothing beside what else was taken."""
        if start < end:
            self.take(start, end, "")

    def hear(self, start: int, end: int, slot: str) -> None:
        """Note what a stretch was understood as, and leave it where it is."""
        self._known.append((start, end, slot))

    def found(self, pattern: re.Pattern[str]) -> Iterator[re.Match[str]]:
        """Matches that nobody has understood otherwise."""
        for match in pattern.finditer(self.text):
            if match.start() < match.end() and self.is_free(*match.span()):
                yield match

    def first(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        """The first such match."""
        return next(self.found(pattern), None)

    def unread(self) -> str:
        """The text with blanks for what was understood: places stay what they are."""
        signs = list(self.text)
        for start, end, _slot in self._known:
            signs[start:end] = " " * (end - start)
        return "".join(signs)

    def left(self) -> str:
        """What the text says without what was taken out of it."""
        signs = list(self.text)
        for start, end in self._gone:
            signs[start:end] = " " * (end - start)
        text = _LEFT_OVER.sub("", _BLANKS.sub(" ", "".join(signs)))
        return _ENDS.sub("\n", text).strip()

    def heard(self) -> tuple[Heard, ...]:
        """The text in pieces, each with what it was understood as."""
        pieces, at = [], 0
        for start, end, slot in sorted(self._known):
            if not slot or start < at:
                continue
            if at < start:
                pieces.append(Heard(self.text[at:start]))
            pieces.append(Heard(self.text[start:end], slot))
            at = end
        if at < len(self.text):
            pieces.append(Heard(self.text[at:]))
        return tuple(pieces)
