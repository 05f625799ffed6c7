"""What the form of the capture line sends: a sentence, what was taken out or set by hand."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django.urls import Resolver404, resolve

from klientel.desk.capture.line import Asked
from klientel.kit.refused import Forbidden, NotFound
from klientel.ui.answers import back
from klientel.views.doors import find

_PAGES = frozenset({"record", "record_tab"})
_SLOT = 20
_VALUE = 200
_MOST_SLOTS = 12


def page_below(request: Any) -> str:
    """The path of the page that the line was opened on."""
    return urlsplit(back(request, "")).path


def asked_of(request: Any, given: Any, page: str) -> Asked:
    """What the form asks for, made harmless: slots and values of other lengths are cut."""
    without = {slot[:_SLOT] for slot in given.getlist("without")[:_MOST_SLOTS]}
    by_hand = _pairs(given.getlist("given")[:_MOST_SLOTS])
    leave = given.get("leave", "")[:_SLOT]
    # taking back what was set by hand leaves the words of the sentence to be read anew
    if leave and by_hand.pop(leave, None) is None:
        without.add(leave)
    by_hand |= _pairs([given.get("choose", "")])
    if (slot := given.get("typing", "")[:_SLOT]) and not leave:
        by_hand |= _pairs([f"{slot}={given.get('typed', '')}"])
    # what was set by hand is meant, whatever was taken out before
    without -= by_hand.keys()
    text = given.get("text", "").replace("\r\n", "\n").replace("\0", "")
    line = (given.get("as", "") or given.get("line", ""))[:_SLOT]
    return Asked(text, frozenset(without), by_hand, _record_of(request, page), line)


def _pairs(given: list[str]) -> dict[str, str]:
    """Slots and what they were given, of texts like `due=tomorrow`."""
    found = {}
    for one in given:
        slot, sign, value = one.replace("\0", "").partition("=")
        if sign and slot:
            found[slot[:_SLOT]] = " ".join(value.split())[:_VALUE]
    return found


def _record_of(request: Any, page: str) -> Any:
    """The record whose page that was, as far as this person may know of it."""
    try:
        match = resolve(page)
    except Resolver404:
        return None
    given = match.kwargs
    if match.url_name not in _PAGES or given.get("workspace") != request.workspace.slug:
        return None
    try:
        return find(request.actor, given["record_type"], given["key"])
    except (NotFound, Forbidden):
        return None
