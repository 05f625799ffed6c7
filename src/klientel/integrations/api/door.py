"""The door of the API: whose token, how often, in which language; then the operation, or a problem.

A session means nothing here: cookies are not read, so that no page of another site can call in
somebody's name and no form token is needed.
"""

from __future__ import annotations

import json
import logging
import secrets
from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.utils.translation.trans_real import parse_accept_lang_header

from klientel.integrations.api import endpoints
from klientel.integrations.api.calls import Answer, Call
from klientel.integrations.api.json_body import body_of
from klientel.integrations.api.limits import limiter
from klientel.integrations.api.linked import is_of_linked
from klientel.integrations.api.once import once
from klientel.integrations.api.refusals import (
    MEDIA_TYPE,
    NoToken,
    problem,
    told_problem,
)
from klientel.integrations.api.uploads import received
from klientel.kit.refused import Invalid, Refused
from klientel.records.fields.base import Reading
from klientel.records.one_reading import reading_as
from klientel.records.reading import reading_for
from klientel.team import throttle
from klientel.team.adapter import address_of
from klientel.team.tokens import Bearer, bearer_of

logger = logging.getLogger(__name__)

_LANGUAGES = ("de", "en")


def page_at(path: str) -> Callable[..., HttpResponseBase]:
    """The Django page of an address, for all of its methods."""

    def page(request: Any, **parts: str) -> HttpResponseBase:
        return _answered(request, lambda call: _run(request, call, path, parts))

    page.csrf_exempt = True  # type: ignore[attr-defined]
    page.api_path = path  # type: ignore[attr-defined]
    return page


def no_page(request: Any, rest: str = "") -> HttpResponseBase:
    """An address below `/api/` that is none."""

    def nothing(_call: Call) -> Answer:
        return Answer(told_problem(404, _("There is nothing at this address.")), 404)

    return _answered(request, nothing)


no_page.csrf_exempt = True  # type: ignore[attr-defined]


def _answered(request: Any, run: Callable[[Call], Answer]) -> HttpResponseBase:
    """Whatever comes of a request, as JSON."""
    headers: dict[str, str] = {}
    with translation.override(_language(request, None)):
        reading: Reading | None = None
        try:
            bearer = _bearer(request)
            headers |= limiter.take(bearer.token.pk)
            code = _language(request, bearer)
            with translation.override(code):
                reading = reading_for(bearer.workspace, language=code)
                reading.role = bearer.member.role
                call = Call(bearer, reading, request.GET)
                call.headers = request.headers
                call.if_match = request.headers.get("If-Match", "").strip()
                bearer.token.note_use()
                with reading_as(reading):
                    answer = run(call)
                return _response(request, answer, headers)
        except Refused as refusal:
            with translation.override(_language(request, bearer if reading else None)):
                return _refused(request, refusal, reading, headers)
        except Exception:
            reference = secrets.token_hex(4)
            logger.exception("API failed: %s %s (%s)", request.method, request.path, reference)
            return _failed(request, reference, headers)


def _run(request: Any, call: Call, path: str, parts: dict[str, str]) -> Answer:
    found = endpoints.at(path)
    one = found.get("GET" if request.method == "HEAD" else request.method)
    if one is None:
        methods = ", ".join(sorted(found))
        detail = _("This address takes {methods}.").format(methods=methods)
        return Answer(told_problem(405, detail), 405, {"Allow": methods})
    if one.writes:
        call.actor.must_act()
    _check_query(one, call)
    if one.takes_file:
        if one.before is not None:
            one.before(call, **parts)
        with received(request) as sent:
            call.body = sent
            return once(request, call, sent.mark, lambda: one.run(call, **parts))
    if one.writes:
        call.body = body_of(request)
        return once(request, call, request.body, lambda: one.run(call, **parts))
    return one.run(call, **parts)


def _check_query(one: endpoints.Endpoint, call: Call) -> None:
    """Refuse what nobody would read: a program that misspells a word must hear of it."""
    if one.filters:
        return
    unknown = sorted(set(call.query) - {parameter.name for parameter in one.parameters})
    if one.expands:
        unknown = [name for name in unknown if not is_of_linked(name)]
    if unknown:
        raise Invalid({name[:60]: Refused("There is no such input.") for name in unknown[:20]})


def _bearer(request: Any) -> Bearer:
    """Whose token the request shows; raises `NoToken`, or `TooMany` for who tries many."""
    kind, _space, secret = request.headers.get("Authorization", "").partition(" ")
    if kind.lower() != "bearer" or not secret:
        raise NoToken(
            gettext_noop("Send the header Authorization: Bearer with a token from the settings.")
        )
    found = bearer_of(secret.strip())
    if found is None:
        throttle.take((throttle.TOKEN_ADDRESS, address_of(request)))
        raise NoToken(gettext_noop("This token is unknown, has expired or was revoked."))
    return found


def _language(request: Any, bearer: Bearer | None) -> str:
    """What the program asked for, else what its member chose, else the firm's language."""
    for code, _weight in parse_accept_lang_header(request.headers.get("Accept-Language", "")):
        if code[:2] in _LANGUAGES:
            return code[:2]
    if bearer is None:
        return "en"
    return bearer.user.language or bearer.workspace.language


def _refused(
    request: Any, refusal: Refused, reading: Reading | None, headers: dict[str, str]
) -> HttpResponseBase:
    body = problem(refusal, reading)
    more = dict(headers)
    if refusal.status == 401:
        more["WWW-Authenticate"] = 'Bearer realm="Klientel"'
    more |= getattr(refusal, "headers", {})
    return _response(request, Answer(body, refusal.status, more), {})


def _failed(request: Any, reference: str, headers: dict[str, str]) -> HttpResponseBase:
    """What nobody expected: the number is the one in the log."""
    detail = _("The log of the server names the cause under {reference}.")
    body = told_problem(500, detail.format(reference=reference))
    return _response(request, Answer(body, 500, headers), {})


def _response(request: Any, answer: Answer, headers: dict[str, str]) -> HttpResponseBase:
    is_problem = answer.status >= 400
    response: HttpResponseBase
    if isinstance(answer.body, HttpResponseBase):
        response = answer.body
    elif answer.body is None:
        response = HttpResponse(status=answer.status)
        del response.headers["Content-Type"]
    else:
        content = json.dumps(answer.body, ensure_ascii=False, default=str)
        kind = MEDIA_TYPE if is_problem else "application/json"
        response = HttpResponse(content, status=answer.status, content_type=kind)
    for name, value in {**headers, **answer.headers}.items():
        response.headers[name] = value
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["Content-Language"] = translation.get_language() or "en"
    return response
