"""What a password must be: long, and not made of words that are common or about the person."""

from __future__ import annotations

import functools
import re
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from klientel.kit.text import fold

SHORTEST, LONGEST = 12, 128
LEFT = 6
"""Characters that must remain when known words, digits and signs are taken away."""

_LOOKALIKES = str.maketrans("013457$@!8", "oieastsaib")
_ROWS = (
    "qwertzuiop",
    "qwertyuiop",
    "asdfghjkl",
    "yxcvbnm",
    "zxcvbnm",
    "abcdefghijklmnopqrstuvwxyz",
)


class Length:
    """Between 12 and 128 characters; no rules on which ones."""

    def validate(self, password: str, user: Any = None) -> None:
        """Raise ValidationError for a password that is too short or too long."""
        if len(password) < SHORTEST:
            raise ValidationError(
                _("At least %(count)s characters are needed.") % {"count": SHORTEST}
            )
        if len(password) > LONGEST:
            raise ValidationError(
                _("At most %(count)s characters are possible.") % {"count": LONGEST}
            )

    def get_help_text(self) -> str:
        """The rule for people."""
        return _("At least %(count)s characters, for example four unrelated words.") % {
            "count": SHORTEST
        }


class NotGuessable:
    """Refuses what is left small once common words and the person's own are taken away."""

    def validate(self, password: str, user: Any = None) -> None:
        """Raise ValidationError for a password that a guesser tries early."""
        if len(set(password)) < 5:
            raise ValidationError(_("This repeats too few characters."))
        if len(_remainder(password, own_words(user))) < LEFT:
            raise ValidationError(
                _("This is easy to guess: it is made of common words, names or rows of keys.")
            )

    def get_help_text(self) -> str:
        """The rule for people."""
        return _("No common words, names or rows of keys alone.")


def own_words(user: Any) -> frozenset[str]:
    """Words this person and the program are known by, folded."""
    texts = ["klientel"]
    if user is not None:
        texts += [getattr(user, "name", "") or "", getattr(user, "email", "") or ""]
    parts = {part for text in texts for part in re.split(r"[\W_\d]+", fold(text))}
    return frozenset(part for part in parts if len(part) >= 3)


@functools.cache
def common_words() -> frozenset[str]:
    """The words that passwords are made of most, folded (`common_words.txt`, our own list)."""
    path = Path(__file__).with_name("common_words.txt")
    return frozenset(fold(word) for word in path.read_text(encoding="utf-8").split())


def _remainder(password: str, own: frozenset[str]) -> str:
    """What stays when known words, rows of keys, repeats, digits and signs are gone."""
    shortest = password
    for text in (fold(password), fold(password).translate(_LOOKALIKES)):
        for word in sorted(common_words() | own, key=len, reverse=True):
            text = text.replace(word, " ")
        text = "".join(_without_rows(part) for part in re.split(r"[^a-z]+", text))
        text = re.sub(r"(.+?)\1+", r"\1", text)
        shortest = min(shortest, text, key=len)
    return shortest


def _without_rows(text: str) -> str:
    """The text without runs of four or more neighbouring keys or letters, either way."""
    for row in _ROWS:
        for line in (row, row[::-1]):
            for size in range(len(line), 3, -1):
                for start in range(len(line) - size + 1):
                    text = text.replace(line[start : start + size], "")
    return text
