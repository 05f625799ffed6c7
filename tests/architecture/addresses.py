"""Every address of the program, filled with something that is really there."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.urls import URLPattern, URLResolver, get_resolver, resolve

RANDOM = "01936d2e-0000-7000-8000-000000000000"

#: where programs come in, to whom a session means nothing
API = "api/"

#: what stands for a part of an address: by its own name, or with the segment before it where that
#: name means several things; whoever has real ids gives them to `addresses`
PARTS: Mapping[str, str] = {
    "record_type": "boats",
    "key": RANDOM,
    "fields/name": "name",
    "actions/name": "boat.paint",
    "tab": "history",
    "token": RANDOM,
    "shared/link": RANDOM,
    "rest": "view",
    "member": RANDOM,
    "team": RANDOM,
    "purchase": RANDOM,
    "file": RANDOM,
    "comment": RANDOM,
    "suspect": RANDOM,
    "merge_id": RANDOM,
    "session_id": "1",
    "passkey": "1",
    "absence": RANDOM,
    "noun": "client",
    "stage": "new",
    "sample": "list",
    "meetings/key": RANDOM,
    "entry": RANDOM,
    "entry/name": "change_organisation",
    "noted": RANDOM,
    "uidb36": RANDOM,
    "uidb36/key": "x",
    "export/key": RANDOM,
    "webhooks/key": RANDOM,
    "inbox/key": RANDOM,
    "number": "1",
    "runs/key": RANDOM,
    "field": RANDOM,
    "purpose": "shown",
    "run": RANDOM,
    "automations/number": "1",
    "kind": "order",
    "status": "planned",
}
#: one part of an address that stands for something, with its name
PART = re.compile(r"<(?:\w+:)?(\w+)>")


@dataclass(frozen=True)
class Address:
    """One pattern, and the path made from it."""

    pattern: str
    path: str

    @property
    def is_of_workspace(self) -> bool:
        return self.pattern.startswith("<slug:workspace>")


def addresses(slug: str, parts: Mapping[str, str] | None = None) -> Iterator[Address]:
    """All of them, filled with `slug` and `parts`.

    Raises KeyError for a part that nobody gave, and Resolver404 where the path is no address: an
    address that leads nowhere would pass every test of who may not reach it.
    """
    for pattern in patterns():
        if pattern.startswith(API):
            # asked with tokens: tests/architecture/test_api_and_roles.py
            continue
        path = "/" + _filled(pattern, {**PARTS, **(parts or {}), "workspace": slug})
        found = resolve(path).route
        assert found == pattern, f"{path} of {pattern} is taken by {found}"
        yield Address(pattern, path)


def patterns() -> Iterator[str]:
    """Every pattern of the program, as it is written in the rooms."""
    return _patterns(get_resolver(), "")


def _patterns(resolver: URLResolver, before: str) -> Iterator[str]:
    for one in resolver.url_patterns:
        written = before + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from _patterns(one, written)
        elif isinstance(one, URLPattern):
            yield written


def _filled(pattern: str, parts: Mapping[str, str]) -> str:
    segments = pattern.split("/")
    filled = []
    for place, segment in enumerate(segments):
        before = PART.sub(r"\1", segments[place - 1]) if place else ""

        def value(part: re.Match[str], before: str = before) -> str:
            name = part[1]
            return parts.get(f"{before}/{name}") or parts[name]

        filled.append(PART.sub(value, segment))
    return "/".join(filled)
