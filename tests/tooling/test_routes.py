"""Trying only the addresses that can fit finds what trying all of them finds."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import Resolver404, URLResolver, get_resolver, resolve
from django.urls.resolvers import RoutePattern

from klientel.config.routes import ByWord
from klientel.config.urls import urlpatterns
from tests.architecture.addresses import patterns

#: words that no address has, and values that look like words of some
ODD = ("nobody", "nobody/at-home", "w/accounts/", "w//accounts", "w", "", "/", "w/accounts/new/new")


def plain() -> URLResolver:
    """All addresses as Django would try them, one after the other."""
    (inside,) = (one for one in urlpatterns if isinstance(one, ByWord))
    others = [one for one in urlpatterns if one is not inside]
    return URLResolver(RoutePattern(""), [*others, *inside.url_patterns])


def found(resolver: Any, path: str) -> Any:
    try:
        match = resolver(path)
    except Resolver404:
        return None
    return match.func, match.kwargs, match.url_name


def test_every_address_is_answered_as_before() -> None:
    one_by_one = plain()
    tried = [*(one.replace("<slug:workspace>", "w") for one in patterns()), *ODD]
    fitting = 0
    for written in tried:
        for key in ("7", "A-412", "new", "accounts"):
            path = _filled(written, key)
            answer = found(lambda asked: resolve(f"/{asked}"), path)
            assert answer == found(one_by_one.resolve, path), path
            fitting += answer is not None
    assert fitting > 200


def _filled(written: str, key: str) -> str:
    """A pattern with something in each of its places."""
    parts = [
        ("accounts" if "type" in one else key) if "<" in one else one for one in written.split("/")
    ]
    return "/".join(parts)


@pytest.mark.parametrize("name", ["list", "record"])
def test_names_lead_to_addresses(name: str) -> None:
    assert get_resolver().reverse_dict.getlist(name)
