"""How a word sounds in German: the Cologne phonetics (H. J. Postel, 1969), for folded words."""

from __future__ import annotations

from functools import lru_cache

_PLAIN = {
    **dict.fromkeys("aeijouy", "0"), "b": "1", "f": "3", "v": "3", "w": "3", "g": "4", "k": "4",
    "q": "4", "l": "5", "m": "6", "n": "6", "r": "7", "s": "8", "z": "8", "h": "",
}  # fmt: skip
_HARD_C_AT_START = frozenset("ahkloqrux")
_HARD_C = frozenset("ahkoqux")


@lru_cache(maxsize=65_536)
def sound_of(word: str) -> str:
    """The digits of a word: `meier`, `maier` and `mayer` give the same. Digits stay as they are."""
    codes: list[str] = []
    for place, letter in enumerate(word):
        before = word[place - 1] if place else ""
        after = word[place + 1] if place + 1 < len(word) else ""
        codes.append(_code(letter, before, after, at_start=place == 0))
    sound: list[str] = []
    last = ""
    for digit in "".join(codes):
        if digit != last:
            sound.append(digit)
        last = digit
    return "".join(digit for place, digit in enumerate(sound) if digit != "0" or place == 0)


def _code(letter: str, before: str, after: str, *, at_start: bool) -> str:
    if letter in _PLAIN:
        return _PLAIN[letter]
    if letter == "p":
        return "3" if after == "h" else "1"
    if letter in "dt":
        return "8" if after and after in "csz" else "2"
    if letter == "x":
        return "8" if before and before in "ckq" else "48"
    if letter == "c":
        if at_start:
            return "4" if after in _HARD_C_AT_START else "8"
        return "4" if after in _HARD_C and before not in ("s", "z") else "8"
    return letter if letter.isdigit() else ""
