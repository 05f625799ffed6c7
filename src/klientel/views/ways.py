"""What the palette leads to besides records: rooms, functions of the product, adding, acting."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.urls import Resolver404, resolve, reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from klientel.kit.refused import NotFound
from klientel.kit.text import fold
from klientel.records.types import RecordType, record_types
from klientel.team.sections import sections_for
from klientel.views import navigation, render
from klientel.views.doors import find
from klientel.views.record_pages import offered_actions

#: pages on which the palette acts on a record
_RECORD_PAGES = frozenset({"record", "record_tab"})
#: a choice with more values is no word that one adds by
_MOST_WORDS = 5

_LOOKS = (
    (gettext_lazy("Light"), "sun", "[data-set-theme='light']"),
    (gettext_lazy("Dark"), "moon", "[data-set-theme='dark']"),
    (gettext_lazy("As the system"), "monitor", "[data-set-theme='']"),
    (gettext_lazy("Calm rows"), "rows-3", "[data-set-density='']"),
    (gettext_lazy("Dense rows"), "rows-4", "[data-set-density='dense']"),
    (gettext_lazy("Keyboard shortcuts"), "keyboard", "[data-opens='keys']"),
)


@dataclass(frozen=True)
class Way:
    """One line of the palette. `presses` names a control of the page that it clicks instead of
    going to `href`; `also` are further texts it is found by.
    """

    label: str
    href: str
    icon: str
    key: str = ""
    presses: str = ""
    note: str = ""
    also: str = ""

    def fits(self, sought: list[str]) -> bool:
        """Whether each searched word begins one of its own."""
        mine = fold(f"{self.label} {self.also}").split()
        return all(any(one.startswith(word) for one in mine) for word in sought)


def rooms(request: Any, text: str) -> list[Way]:
    """The lines of the sidebar, and the trash."""
    slug = request.workspace.slug
    found = [
        Way(
            navigation.label_of(entry, request),
            entry.address(request.workspace),
            entry.icon,
            entry.key,
            also=_everywhere(lambda one=entry: navigation.label_of(one, request)),
        )
        for entry in navigation.entries.for_actor(request.actor)
    ]
    trash = Way(_("Trash"), f"/{slug}/trash", "trash-2", also=_everywhere(lambda: str(_("Trash"))))
    found.append(trash)
    return _fitting(found, text)


def functions(request: Any, text: str) -> list[Way]:
    """The pages of the settings, the tools, and what stands in the menu of the person: too many
    to be listed to somebody who asked for nothing.
    """
    trash = f"/{request.workspace.slug}/trash"
    return _fitting((one for one in _functions(request) if one.href != trash), text) if text else []


def _functions(request: Any) -> Iterator[Way]:
    slug = request.workspace.slug
    title = _("Settings")
    for one in sections_for(request.actor):
        holds = _everywhere(lambda one=one: f"{one.label} {one.holds} {_('Settings')}")
        href = reverse(one.url_name, kwargs={"workspace": slug})
        yield Way(str(one.label), href, one.icon, note=title, also=holds)
    for number, tool in enumerate(navigation.tools_of(request)):
        also = _everywhere(lambda n=number: navigation.tools_of(request)[n].label)
        yield Way(tool.label, tool.href, tool.icon, also=also)
    yield from _own()


def _own() -> Iterator[Way]:
    """What stands in the menu of the person."""
    if profile := navigation.profile_path():
        also = _everywhere(lambda: _("Profile and sessions"))
        yield Way(_("Profile and sessions"), profile, "user-round", also=also)
    for look, icon, presses in _LOOKS:
        also = _everywhere(lambda one=look: f"{one} {_('Appearance')}")
        yield Way(str(look), "", icon, presses=presses, also=also)
    if sign_out := navigation.sign_out_path():
        presses = f"#menu-me [href='{sign_out}']"
        also = _everywhere(lambda: _("Sign out"))
        yield Way(_("Sign out"), "", "log-out", presses=presses, also=also)


def adding(request: Any, text: str) -> list[Way]:
    """Adding a record of each type, of each kind where one word says which it will be."""
    found: list[Way] = []
    for one in record_types:
        if one.in_lists and request.actor.may(one.permission("create")):
            found += _new(request, one)
    return _fitting(found, text)


def _new(request: Any, kind: RecordType) -> list[Way]:
    reading = render.page_reading(request)
    href = f"/{request.workspace.slug}/{kind.slug}/new"
    for name in kind.quick_fields:
        one = kind.field(name)
        if one.is_word and 1 < len(one.buckets(reading)) <= _MOST_WORDS:
            return [
                Way(
                    _("New: {type}").format(type=label),
                    f"{href}?{urlencode({name: value})}",
                    "plus",
                    also=_everywhere(
                        lambda value=value, one=one: (
                            f"{_('New: {type}')} {dict(one.buckets(reading))[value]}"
                        )
                    ),
                )
                for value, label in one.buckets(reading)
            ]
    label = _("New: {type}").format(type=kind.called(reading))
    also = _everywhere(lambda: _("New: {type}").format(type=kind.called(reading)))
    return [Way(label, href, "plus", also=also)]


def acting(request: Any, text: str) -> list[Way]:
    """What can be done with the record of the page the palette was opened on."""
    try:
        match = resolve(urlsplit(request.headers.get("HX-Current-URL", "")).path)
    except (Resolver404, ValueError):
        return []
    given = match.kwargs
    if match.url_name not in _RECORD_PAGES or given.get("workspace") != request.workspace.slug:
        return []
    kind = given["kind"]
    if not request.actor.may(kind.permission("view")):
        return []
    try:
        record = find(request.actor, kind, given["key"])
    except NotFound:
        return []
    named = kind.named(record)
    found = [
        Way(f"{one['label']}: {named}", one["href"], one["icon"], one["key"])
        for one in offered_actions(request, kind, record)
    ]
    return _fitting(found, text)


def _fitting(ways: Iterable[Way], text: str) -> list[Way]:
    sought = fold(text).split()
    return [way for way in ways if way.fits(sought)]


def _everywhere(say: Any) -> str:
    """A label in all our languages: whoever works in German may know the English word."""
    told = []
    for code, _language in settings.LANGUAGES:
        with translation.override(code):
            told.append(say())
    return " ".join(told)
