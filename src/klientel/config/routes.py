"""Addresses tried by the word that they have at one place, not all two hundred one after the other.

Django asks every pattern in turn; that was a fifth of a millisecond for each page.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any

from django.urls import URLPattern, URLResolver
from django.urls.resolvers import ResolverMatch, RoutePattern

_Pattern = URLPattern | URLResolver


class ByWord(URLResolver):
    """Patterns in their order, of which only those are tried that can fit the address's word.

    The word is the part of the path behind its first slash; a pattern with a converter there fits
    every word. Names, reversing and the walk over all patterns are Django's.
    """

    def __init__(self, patterns: Sequence[_Pattern]) -> None:
        super().__init__(RoutePattern(""), list(patterns))

    def resolve(self, path: Any) -> ResolverMatch:
        """What answers at a path; raises `Resolver404`."""
        _first, _slash, rest = str(path).partition("/")
        word = rest.partition("/")[0]
        return self._shelves.get(word, self._any).resolve(path)

    @cached_property
    def _any(self) -> URLResolver:
        return _shelf(one for one in self.url_patterns if _word(one) is None)

    @cached_property
    def _shelves(self) -> dict[str, URLResolver]:
        words = {word for one in self.url_patterns if (word := _word(one)) is not None}
        return {
            word: _shelf(one for one in self.url_patterns if _word(one) in (None, word))
            for word in words
        }


def _shelf(patterns: Any) -> URLResolver:
    return URLResolver(RoutePattern(""), list(patterns))


def _word(pattern: _Pattern) -> str | None:
    """The word at the second place of a pattern; None where any can stand."""
    parts = str(pattern.pattern).split("/")
    word = parts[1] if len(parts) > 1 else ""
    is_whole = len(parts) > 2 or isinstance(pattern, URLPattern)
    return word if is_whole and "<" not in word else None
