"""What the palette leads to besides records: rooms, functions of the product, adding, acting."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.urls import Resolver404, resolve
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from klientel.kit.refused import NotFound
from klientel.kit.text import clip, fold
from klientel.records.types import RecordType, record_types
from klientel.team.sections import sections_for
from klientel.views import navigation, render
from klientel.views.doors import find
from klientel.views.record_pages import offered_actions

#: pages on which the palette acts on a record
_RECORD_PAGES = frozenset({"record", "record_tab"})
#: a choice with more values is no word that one adds by
_MOST_WORDS = 5
#: so many words are perhaps something to be noted, of which so many signs are shown
_FEWEST_WORDS, _MOST_SHOWN = 2, 60

_LOOKS = (
    (gettext_lazy("Light"), "sun", "[data-set-theme='light']"),
    (gettext_lazy("Dark"), "moon", "[data-set-theme='dark']"),
    (gettext_lazy("As the system"), "monitor", "[data-set-theme='']"),
    (gettext_lazy("Comfortable rows"), "rows-3", "[data-set-density='']"),
    (gettext_lazy("Compact rows"), "rows-4", "[data-set-density='dense']"),
    (gettext_lazy("Keyboard shortcuts"), "keyboard", "[data-opens='keys']"),
)


@dataclass(frozen=True)
class Way:
    """One line of the palette. `presses` names a control of the page that it clicks instead of
    going to `href`; `also` are further words it is found by.
    """

    label: str
    href: str
    icon: str
    key: str = ""
    presses: str = ""
    note: str = ""
    also: str = ""


def rooms(request: Any, text: str) -> list[Way]:
    """The lines of the sidebar, and the trash."""
    return found(lambda: [*_rooms(request), _trash(request)], text)


def functions(request: Any, text: str) -> list[Way]:
    """The pages of the settings, the tools, and what stands in the menu of the person: too many
    to be listed to somebody who asked for nothing.
    """
    return found(lambda: [*_settings(request), *_tools(request), *_own()], text) if text else []


def adding(request: Any, text: str) -> list[Way]:
    """Adding a record of each type, of each kind where one word says which it will be."""
    addable = [
        one for one in record_types if one.in_lists and request.actor.may(one.permission("create"))
    ]
    return found(lambda: [way for one in addable for way in _new(request, one)], text)


def acting(request: Any, text: str) -> list[Way]:
    """What can be done with the record of the page the palette was opened on."""
    try:
        match = resolve(urlsplit(request.headers.get("HX-Current-URL", "")).path)
    except (Resolver404, ValueError):
        return []
    given = match.kwargs
    if match.url_name not in _RECORD_PAGES or given.get("workspace") != request.workspace.slug:
        return []
    record_type = given["record_type"]
    if not request.actor.may(record_type.permission("view")):
        return []
    try:
        record = find(request.actor, record_type, given["key"])
    except NotFound:
        return []
    named = record_type.named(record)
    return found(
        lambda: [
            Way(f"{one['label']}: {named}", one["href"], one["icon"], one["key"])
            for one in offered_actions(request, record_type, record)
        ],
        text,
    )


def noting(request: Any, text: str) -> list[Way]:
    """Noting what was typed, where rooms have a line for that; one word alone is looked for."""
    path = next((path for one in navigation.captures if (path := one(request.actor))), "")
    if not path or len(text.split()) < _FEWEST_WORDS:
        return []
    page = urlsplit(request.headers.get("HX-Current-URL", "")).path
    asked = urlencode({"text": text, "page": page})
    label = _("Note it: {text}").format(text=clip(text, _MOST_SHOWN))
    return [Way(label, f"/{request.workspace.slug}/{path}?{asked}", "pencil")]


def found(listed: Callable[[], list[Way]], text: str) -> list[Way]:
    """Those of a list with a word that begins like each searched one, in any of our languages:
    whoever works in German may know the English word.
    """
    here, sought = listed(), fold(text).split()
    if not sought:
        return here
    said = [here]
    for code, _language in settings.LANGUAGES:
        if code != translation.get_language():
            with translation.override(code):
                said.append(listed())
    return [same[0] for same in zip(*said, strict=True) if _fits(same, sought)]


def _fits(same: Iterable[Way], sought: list[str]) -> bool:
    words = _words(" ".join(f"{way.label} {way.also}" for way in same))
    return all(any(word.startswith(one) for word in words) for one in sought)


@lru_cache(maxsize=2048)
def _words(text: str) -> tuple[str, ...]:
    """The folded words of a line, which is the same at every key that somebody presses."""
    return tuple(fold(text).split())


def _rooms(request: Any) -> Iterator[Way]:
    for entry in navigation.entries.for_actor(request.actor, request.workspace):
        label = navigation.label_of(entry, request)
        yield Way(label, entry.address(request.workspace), entry.icon, entry.key)


def _trash(request: Any) -> Way:
    return Way(_("Trash"), f"/{request.workspace.slug}/trash", "trash-2")


def _settings(request: Any) -> Iterator[Way]:
    title = _("Settings")
    for one in sections_for(request.actor):
        if one.is_of_person:
            continue  # stands in the menu of the person
        href = one.address(request.workspace.slug)
        yield Way(str(one.label), href, one.icon, note=title, also=f"{one.holds} {title}")


def _tools(request: Any) -> Iterator[Way]:
    trash = _trash(request).href
    for tool in navigation.tools_of(request):
        if tool.href != trash:
            yield Way(tool.label, tool.href, tool.icon, also=tool.also)


def _own() -> Iterator[Way]:
    """What stands in the menu of the person."""
    if profile := navigation.profile_path():
        yield Way(_("Profile and sessions"), profile, "user-round")
    for look, icon, presses in _LOOKS:
        yield Way(str(look), "", icon, presses=presses, also=_("Appearance"))
    if sign_out := navigation.sign_out_path():
        yield Way(_("Sign out"), "", "log-out", presses=f"#menu-me [href='{sign_out}']")


def _new(request: Any, record_type: RecordType) -> list[Way]:
    reading = render.page_reading(request)
    href = f"/{request.workspace.slug}/{record_type.slug}/new"
    for name in record_type.quick_fields:
        one = record_type.field(name)
        if one.is_word and 1 < len(one.buckets(reading)) <= _MOST_WORDS:
            return [
                Way(
                    _("New: {type}").format(type=label),
                    f"{href}?{urlencode({name: value})}",
                    "plus",
                )
                for value, label in one.buckets(reading)
            ]
    return [Way(_("New: {type}").format(type=record_type.called(reading)), href, "plus")]
