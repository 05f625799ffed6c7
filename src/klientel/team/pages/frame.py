"""What all settings pages share: the sections, the word after a change, refusals in place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from klientel.events import feed
from klientel.events.trail import own_event
from klientel.events.verbs import verbs
from klientel.kit import clock
from klientel.kit.refused import Invalid, Refused
from klientel.team.queries import member_names
from klientel.team.sections import GROUPS, sections_for
from klientel.team.told import in_words
from klientel.ui.answers import FLASH, flash, word_left

if TYPE_CHECKING:
    from klientel.events.models import Event


def show(
    request: Any, template: str, section: str, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    """A settings page inside the shell."""
    slug, told = request.workspace.slug, word_left(request)
    listed = _listed(request, section)
    frame = {
        "sections": listed,
        "groups": [
            (str(label), pages)
            for group, label in GROUPS.items()
            if (pages := [one for one in listed if one["group"] == group])
        ],
        "section": section,
        "toast": told,
        "mails_are_kept": settings.MAIL_SERVER is None,
        "settings_href": reverse("settings", kwargs={"workspace": slug}),
    }
    response = render(request, template, {**frame, **context}, status=status)
    if told:
        response.delete_cookie(FLASH)
    return response


def _listed(request: Any, current: str) -> list[dict[str, Any]]:
    """The pages this person may open, as the templates show them."""
    return [
        {
            "name": one.name,
            "label": str(one.label),
            "holds": request.words.fill(str(one.holds)),
            "needs": one.needs,
            "group": one.group,
            "icon": one.icon,
            "href": one.address(request.workspace.slug),
            "is_current": one.name == current,
        }
        for one in sections_for(request.actor)
    ]


def done(request: Any, url_name: str, **kwargs: Any) -> HttpResponse:
    """On to a page that says what was just done and how to take it back."""
    path = reverse(url_name, kwargs={"workspace": request.workspace.slug, **kwargs})
    response = HttpResponseRedirect(path, status=303)
    event = _latest(request)
    if event is not None:
        verb = verbs.get(event.verb)
        undo = {"workspace": request.workspace.slug, "token": event.pk}
        text = feed.sentence(in_words(event), request.words, member_names(request.actor))
        way_back = reverse("undo", kwargs=undo) if verb.undo else ""
        flash(response, text, undo=way_back, kind="undo" if way_back else "info")
    return response


def errors_of(refusal: Refused) -> dict[str, str]:
    """A refusal as texts by field; what is about no field stands under ""."""
    if isinstance(refusal, Invalid):
        return {name: one.text() for name, one in refusal.errors.items()}
    return {refusal.field or "": refusal.text()}


def _latest(request: Any) -> Event | None:
    """The last thing this person did here, if it was a moment ago."""
    event = own_event(request.actor)
    return event if event and event.verb in verbs and _age(event) < 5 else None


def _age(event: Event) -> float:
    return (clock.now() - event.recorded_at).total_seconds()
