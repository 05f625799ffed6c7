"""Drawing pages and fragments inside a workspace, and saying a word after a redirect.

Every room draws its staff pages through `render`; templates extend `ui/shell.html`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import get_template
from django.utils import timezone
from django.utils.translation import gettext as _

from klientel.kit.refused import Forbidden, Invalid, Refused
from klientel.records.fields.base import Reading
from klientel.records.reading import address as record_path
from klientel.records.reading import reading_for
from klientel.ui.answers import FLASH, flash, is_fragment, word_left
from klientel.ui.html import Html, literal
from klientel.workspaces.policy import Role
from klientel.workspaces.queries import owners_of
from klientel.workspaces.rows import known_as

__all__ = [
    "address_of",
    "errors_of",
    "flash",
    "is_fragment",
    "page_reading",
    "piece",
    "redirect",
    "render",
    "said",
]


def page_reading(request: Any) -> Reading:
    """The reading of this request (language, zone, words, people, tags), made once."""
    reading = getattr(request, "reading", None)
    if reading is None:
        zone = str(timezone.get_current_timezone_name())
        reading = request.reading = reading_for(request.workspace, zone=zone)
        reading.role = request.actor.role if request.actor else ""
    return known_as(Reading, reading)


def render(
    request: Any,
    template: str,
    context: Mapping[str, Any] | None = None,
    *,
    status: int = 200,
    fragment: bool = False,
) -> HttpResponse:
    """A page or, with `fragment`, a piece of one, with everything `context.page` knows.

    `toast` in the context (`{"text", "undo", "kind"}`) is said at the foot of the page; without
    one, the word left by `flash` before a redirect is said, once.
    """
    request.is_fragment = fragment
    told = None if fragment else word_left(request)
    values = {"toast": told, **(context or {})}
    response = HttpResponse(get_template(template).render(values, request), status=status)
    if told:
        response.delete_cookie(FLASH)
    # one address answers with a page or a piece of it: no cache may mix them up
    response.headers["Vary"] = "HX-Request, HX-Request-Type"
    return response


def piece(request: Any, template: str, **context: Any) -> Html:
    """A part of a page, drawn by itself; it has no sidebar to pay for."""
    was = getattr(request, "is_fragment", False)
    request.is_fragment = True
    try:
        # a template drew it, which escapes
        return literal(get_template(template).render(context, request))
    finally:
        request.is_fragment = was


def redirect(request: HttpRequest, to: str, *, said: str = "", undo: str = "") -> HttpResponse:
    """Go on to a page of ours after a write; `said` is shown there, with a way to undo it."""
    response = HttpResponseRedirect(to, status=303)
    if said:
        flash(response, said, undo=undo)
    return response


def address_of(request: Any, record: Any, *more: str) -> str:
    """The address of a record's page, or of something below it."""
    from klientel.records.types import record_types

    record_type = record_types.of(record)
    path = record_path(
        request.workspace.slug, record_type.name, record.pk, record.ref, record_type.named(record)
    )
    return "/".join([path, *more])


def said(request: Any, refusal: Refused) -> str:
    """A refusal as a sentence in the reader's language with the firm's nouns, and who can help."""
    text = str(request.words.refusal(refusal))
    return f"{text} {who_can_help(request)}".strip() if isinstance(refusal, Forbidden) else text


def errors_of(request: Any, refusal: Refused) -> dict[str, str]:
    """What a refusal says, by the name of the input it is about; `""` for none."""
    if isinstance(refusal, Invalid):
        return {name: said(request, one) for name, one in refusal.errors.items()}
    return {refusal.field or "": said(request, refusal)}


def who_can_help(request: Any) -> str:
    """Whom to ask for what a role does not allow, by name; empty for an owner and for strangers."""
    actor = getattr(request, "actor", None)
    if actor is None or actor.role == Role.OWNER:
        return ""
    names = _(" or ").join(owners_of(request.workspace))
    return _("{names} can help.").format(names=names) if names else ""
