"""How far two words are apart: typing errors, forms of a name, initials."""

from __future__ import annotations

from functools import lru_cache

from klientel.kit.likeness.given_names import are_one_name, has_forms
from klientel.kit.likeness.phonetics import sound_of

SAME = 1.0
FORM_OF_NAME = 0.95
MISTYPED = 0.9
SOUNDS_ALIKE = 0.85
INITIAL = 0.6
DIFFERENT = 0.0
#: shorter words differ by one letter and mean something else
_FEWEST_LETTERS = 4


def may_be_alike(one: str, other: str) -> bool:
    """Whether a look at their first letters leaves two folded words a chance."""
    if one[0] == other[0]:
        return True
    if len(one) > 1 and len(other) > 1 and one[0] == other[1] and one[1] == other[0]:
        return True
    return has_forms(one) and has_forms(other)


@lru_cache(maxsize=65_536)
def likeness_of_words(one: str, other: str) -> float:
    """How alike two folded words are: 1 the same, 0 different, between them why they may be one."""
    if one == other:
        return SAME
    if one.isdigit() or other.isdigit():
        return DIFFERENT
    short, long = (one, other) if len(one) <= len(other) else (other, one)
    if len(short) == 1:
        return INITIAL if long[0] == short else DIFFERENT
    if are_one_name(one, other):
        return FORM_OF_NAME
    if len(short) < _FEWEST_LETTERS or len(long) - len(short) > 2:
        return DIFFERENT
    allowed = 1 if len(long) < 8 else 2
    if short[0] != long[0] and short[:2] != long[1::-1]:
        return DIFFERENT
    # each step takes a letter away, brings one, or both: most words need no counting
    if (
        len(set(short) ^ set(long)) <= 2 * allowed
        and steps_between(short, long, allowed) <= allowed
    ):
        return MISTYPED
    return SOUNDS_ALIKE if short[0] == long[0] and _sound_alike(short, long) else DIFFERENT


def _sound_alike(short: str, long: str) -> bool:
    sound = sound_of(short)
    return len(sound) > 2 and sound == sound_of(long)


def steps_between(one: str, other: str, most: int) -> int:
    """How many letters must be typed otherwise (two that changed places are one step).

    More than `most` is answered with `most` + 1, without counting to the end.
    """
    if abs(len(one) - len(other)) > most:
        return most + 1
    begin, end = 0, min(len(one), len(other))
    while begin < end and one[begin] == other[begin]:
        begin += 1
    behind = 0
    while behind < end - begin and one[-1 - behind] == other[-1 - behind]:
        behind += 1
    # what both begin and end with costs nothing
    one, other = one[begin : len(one) - behind], other[begin : len(other) - behind]
    if not one or not other:
        return min(len(one) + len(other), most + 1)
    before_last: list[int] = []
    last = list(range(len(other) + 1))
    for row, letter in enumerate(one, 1):
        current = [row]
        for column, wanted in enumerate(other, 1):
            steps = min(
                last[column] + 1, current[column - 1] + 1, last[column - 1] + (letter != wanted)
            )
            is_swapped = (
                row > 1 and column > 1 and letter == other[column - 2] and one[row - 2] == wanted
            )
            if is_swapped:
                steps = min(steps, before_last[column - 2] + 1)
            current.append(steps)
        if min(current) > most:
            return most + 1
        before_last, last = last, current
    return min(last[-1], most + 1)
