"""What is wrong with a formula, and where in its text."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from klientel.kit.refused import Refused

Translate = Callable[[str], str]


class Msgid(str):
    """Words inside of a sentence that are translated with it."""

    __slots__ = ()


class Mistake(Refused):
    """A formula that cannot be; `start` and `end` are where in its text, in characters.

    Among the values of its sentence, a `Msgid` is translated with it, and a function is asked with
    what translates.
    """

    def __init__(self, reason: str, start: int, end: int, **values: object) -> None:
        super().__init__(reason, None, **values)
        self.start = start
        self.end = end

    def text(
        self, translate: Translate | None = None, words: Mapping[str, object] | None = None
    ) -> str:
        say: Translate = translate or _translated
        values = {name: _said(value, say) for name, value in self.values.items()}
        return Refused(self.reason, None, **values).text(say, words)


def _translated(msgid: str) -> str:
    return Refused(msgid).text()


def _said(value: Any, say: Translate) -> object:
    if isinstance(value, Msgid):
        return say(value)
    return value(say) if callable(value) else value
