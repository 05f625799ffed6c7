"""The word list: nouns a firm may rename, with the forms that German sentences need.

A message names a noun by placeholder (`{client}`, `{client.pl}`, `{client.the.dat}`)
and `say` fills it with the workspace's own word. Form keys: case `nom gen dat acc`, `pl` for the
plural, `a` and `the` for the article. English uses the same placeholders.
"""

from __future__ import annotations

import string
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from klientel.kit.refused import Refused

CASES = ("nom", "gen", "dat", "acc")
_DEFINITE = {
    "m": ("der", "des", "dem", "den"),
    "f": ("die", "der", "der", "die"),
    "n": ("das", "des", "dem", "das"),
    "pl": ("die", "der", "den", "die"),
}
_INDEFINITE = {
    "m": ("ein", "eines", "einem", "einen"),
    "f": ("eine", "einer", "einer", "eine"),
    "n": ("ein", "eines", "einem", "ein"),
    "pl": ("", "", "", ""),
}


@dataclass(frozen=True)
class Noun:
    """One noun in one language: gender and its forms by case, singular and plural."""

    gender: str
    singular: tuple[str, str, str, str]
    plural: tuple[str, str, str, str]

    def form(self, *marks: str) -> str:
        """The form for marks such as `("the", "acc")`; the nominative singular by default."""
        case = next((CASES.index(mark) for mark in marks if mark in CASES), 0)
        many = "pl" in marks
        word = (self.plural if many else self.singular)[case]
        article = self._article("pl" if many else self.gender, case, marks)
        return f"{article} {word}" if article else word

    def _article(self, gender: str, case: int, marks: tuple[str, ...]) -> str:
        if self.gender == "":
            return self._english_article(marks)
        if "the" in marks:
            return _DEFINITE[gender][case]
        return _INDEFINITE[gender][case] if "a" in marks else ""

    def _english_article(self, marks: tuple[str, ...]) -> str:
        if "the" in marks:
            return "the"
        if "a" in marks and "pl" not in marks:
            return "an" if self.singular[0][:1].lower() in "aeiou" else "a"
        return ""


def german(
    gender: str, nom: str, gen: str, dat: str, acc: str, plural: str, dat_plural: str
) -> Noun:
    """A German noun from the forms a dictionary names."""
    return Noun(gender, (nom, gen, dat, acc), (plural, plural, dat_plural, plural))


def english(singular: str, plural: str) -> Noun:
    """An English noun."""
    return Noun("", (singular,) * 4, (plural,) * 4)


NOUNS: dict[str, dict[str, Noun]] = {
    "de": {
        "client": german("m", "Client", "Clients", "Client", "Client", "Clients", "Clients"),
        "customer": german("m", "Kunde", "Kunden", "Kunden", "Kunden", "Kunden", "Kunden"),
        "prospect": german(
            "m",
            "Interessent",
            "Interessenten",
            "Interessenten",
            "Interessenten",
            "Interessenten",
            "Interessenten",
        ),
        "deal": german("f", "Chance", "Chance", "Chance", "Chance", "Chancen", "Chancen"),
        "order": german("m", "Auftrag", "Auftrags", "Auftrag", "Auftrag", "Aufträge", "Aufträgen"),
        "ticket": german("f", "Anfrage", "Anfrage", "Anfrage", "Anfrage", "Anfragen", "Anfragen"),
    },
    "en": {
        "client": english("client", "clients"),
        "customer": english("customer", "customers"),
        "prospect": english("prospect", "prospects"),
        "deal": english("deal", "deals"),
        "order": english("order", "orders"),
        "ticket": english("ticket", "tickets"),
    },
}


class _Marked:
    """A noun inside a format string: each attribute adds a mark (`{client.the.acc}`)."""

    __slots__ = ("_marks", "_noun")

    def __init__(self, noun: Noun, marks: tuple[str, ...] = ()):
        self._noun = noun
        self._marks = marks

    def __getattr__(self, mark: str) -> _Marked:
        if mark.startswith("_"):
            raise AttributeError(mark)
        return _Marked(self._noun, (*self._marks, mark))

    def __format__(self, spec: str) -> str:
        text = self._noun.form(*[mark for mark in self._marks if mark != "up"])
        # English nouns are lower case inside a sentence and capital at its head: {client.pl.up}
        return text[:1].upper() + text[1:] if "up" in self._marks else text

    def __str__(self) -> str:
        return format(self)


@dataclass(frozen=True)
class Words:
    """The nouns of one workspace in every language: the defaults with the firm's own on top.

    `own` is `{language: {noun: {"gender", "singular": [4 forms], "plural": [4 forms]}}}`.
    """

    own: Mapping[str, Any] = field(default_factory=dict)
    _filled: dict[tuple[str | None, str], str] = field(
        default_factory=dict, init=False, compare=False, repr=False
    )

    def noun(self, name: str, language: str | None = None) -> Noun:
        """The noun as this firm says it. Raises KeyError for a noun nobody declared."""
        code = (language or get_language() or "en")[:2]
        code = code if code in NOUNS else "en"
        mine = self.own.get(code, {}).get(name)
        if mine:
            return Noun(mine["gender"], tuple(mine["singular"]), tuple(mine["plural"]))
        return NOUNS[code][name]

    def say(self, message: str, /, **values: Any) -> str:
        """Translate a message and fill its nouns and values."""
        return self.fill(_(message), **values)

    def refusal(self, refused: Refused) -> str:
        """A refusal in the reader's language with the firm's nouns; what it quotes stays as it was
        typed, braces included. What nobody can fill stays as it is written: it must never fail.
        """
        if not refused.reason:
            return ""
        try:
            return self.say(refused.reason, **refused.values)
        except (KeyError, ValueError, IndexError, AttributeError, TypeError):
            return refused.text()

    def fill(self, text: str, /, **values: Any) -> str:
        """Fill the nouns and values of a text that is translated already."""
        if "{" not in text:
            return text
        if values:
            return _Filler(self).vformat(text, (), values)
        # Labels, which are the same on every page; there are some hundreds of them.
        key = (get_language(), text)
        filled = self._filled.get(key)
        if filled is None:
            filled = _Filler(self).vformat(text, (), {})
            if len(self._filled) < _MOST_FILLED:
                self._filled[key] = filled
        return filled


class _Filler(string.Formatter):
    """str.format over values first, nouns second; never reaches into attributes of values."""

    def __init__(self, words: Words):
        self._words = words

    def get_field(self, field_name: str, args: Any, kwargs: Mapping[str, Any]) -> tuple[Any, str]:
        name, *marks = field_name.split(".")
        if name in kwargs and not marks:
            return kwargs[name], name
        if name in NOUNS["en"]:
            return _Marked(self._words.noun(name), tuple(marks)), name
        raise KeyError(field_name)


PLAIN = Words()
_MOST_FILLED = 2_000
_lists: dict[Any, Words] = {}


def words_of(workspace: Any | None) -> Words:
    """The word list of a workspace, or the defaults when there is none."""
    if workspace is None or not workspace.words:
        return PLAIN
    kept = _lists.get(workspace.pk)
    if kept is None or kept.own != workspace.words:
        if len(_lists) > 1_000:
            _lists.clear()
        kept = _lists[workspace.pk] = Words(workspace.words)
    return kept
