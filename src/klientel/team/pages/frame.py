"""What all settings pages share: the sections, the word after a change, refusals in place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from klientel.events import feed
from klientel.events.trail import own_event
from klientel.events.verbs import verbs
from klientel.kit import clock
from klientel.kit.refused import Invalid, Refused
from klientel.team.queries import member_names
from klientel.team.sections import sections_for
from klientel.team.told import in_words

if TYPE_CHECKING:
    from klientel.events.models import Event

FRESH = 60
"""Seconds in which a change is still spoken of after the page was loaded again."""


def show(
    request: Any, template: str, section: str, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    """A settings page inside the shell."""
    slug = request.workspace.slug
    listed = [
        {
            "name": one.name,
            "label": str(one.label),
            "holds": str(one.holds),
            "icon": one.icon,
            "href": reverse(one.url_name, kwargs={"workspace": slug}),
            "is_current": one.name == section,
        }
        for one in sections_for(request.actor)
    ]
    frame = {
        "sections": listed,
        "section": section,
        "toast": _toast(request),
        "settings_href": reverse("settings", kwargs={"workspace": slug}),
    }
    return render(request, template, {**frame, **context}, status=status)


def done(request: Any, url_name: str, **kwargs: Any) -> HttpResponse:
    """On to a page that says what was just done and how to take it back."""
    path = reverse(url_name, kwargs={"workspace": request.workspace.slug, **kwargs})
    event = _latest(request)
    return HttpResponseRedirect(f"{path}?done={event.pk}" if event else path, status=303)


def errors_of(refusal: Refused) -> dict[str, str]:
    """A refusal as texts by field; what is about no field stands under ""."""
    if isinstance(refusal, Invalid):
        return {name: one.text() for name, one in refusal.errors.items()}
    return {refusal.field or "": refusal.text()}


def _latest(request: Any) -> Event | None:
    """The last thing this person did here, if it was a moment ago."""
    event = own_event(request.actor)
    return event if event and _age(event) < 5 else None


def _toast(request: Any) -> dict[str, str] | None:
    try:
        key = UUID(request.GET.get("done", ""))
    except ValueError:
        return None
    event = own_event(request.actor, key)
    if event is None or _age(event) > FRESH or event.verb not in verbs:
        return None
    names = member_names(request.actor)
    undo = ""
    if verbs.get(event.verb).undo:
        undo = reverse(
            "settings_undo", kwargs={"workspace": request.workspace.slug, "event": event.pk}
        )
    text = feed.sentence(in_words(event), request.words, names)
    return {"text": text, "undo": undo, "kind": "undo" if undo else "info"}


def _age(event: Event) -> float:
    return (clock.now() - event.recorded_at).total_seconds()
