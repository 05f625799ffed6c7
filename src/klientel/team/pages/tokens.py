"""Tokens of the API in the settings: one's own, everybody's for owners, a new one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from klientel.kit import clock
from klientel.kit.refused import Refused
from klientel.records.reading import reading_for
from klientel.records.types import record_types
from klientel.team.actions import create_token, revoke_token
from klientel.team.actions.token import LASTS, MAKE, MANAGE, NEVER, USUAL
from klientel.team.models import ApiToken
from klientel.team.pages.frame import done, errors_of, show
from klientel.team.proof import must_prove, proving
from klientel.team.queries import tokens_of
from klientel.team.tokens import KEPT
from klientel.workspaces.policy import Role


@dataclass(frozen=True)
class Line:
    """One token as the list shows it: `types` in words, none for all; `is_over` has it expired."""

    token: ApiToken
    types: str
    is_over: bool


@require_safe
def tokens_page(request: Any, workspace: str) -> HttpResponse:
    """One's own tokens; for an owner those of everybody else below."""
    request.actor.must(MAKE)
    lines = [_line(request, token) for token in tokens_of(request.actor)]
    me = request.actor.member_id
    context = {
        "own": [one for one in lines if one.token.member_id == me],
        "others": [one for one in lines if one.token.member_id != me],
        "kept": KEPT.days,
        "may_manage": request.actor.may(MANAGE),
        "format": reading_for(request.workspace).format,
    }
    return show(request, "team/tokens.html", "api", context)


@require_http_methods(["GET", "HEAD", "POST"])
@proving
def new_page(request: Any, workspace: str) -> HttpResponse:
    """Make a token; its secret is the answer, this once."""
    request.actor.must(MAKE)
    errors: dict[str, str] = {}
    values: dict[str, Any] = {"name": "", "is_read_only": "", "lasts": USUAL, "types": []}
    if request.method == "POST":
        must_prove(request)
        values = {name: request.POST.get(name, "") for name in ("name", "is_read_only", "lasts")}
        values["types"] = request.POST.getlist("types")
        try:
            made = create_token(request.actor, **values)
        except Refused as refusal:
            errors = errors_of(refusal)
        else:
            answer = show(request, "team/token_made.html", "api", {"made": made})
            answer.headers["Cache-Control"] = "private, no-store"
            return answer
    words = request.words
    context = {
        "values": values,
        "errors": errors,
        "lasts": [(one.value, one.label) for one in LASTS if _may_choose(request, one.value)],
        "types": [(one.name, words.fill(str(one.label_plural))) for one in record_types],
    }
    return show(request, "team/token_new.html", "api", context, status=422 if errors else 200)


@require_POST
def revoke(request: Any, workspace: str, token: UUID) -> HttpResponse:
    """End a token. Nothing asks for proof here: taking a door away must be easy."""
    request.actor.must(MAKE)
    revoke_token(request.actor, token=str(token))
    return done(request, "settings_api")


def _may_choose(request: Any, lasts: str) -> bool:
    return lasts != NEVER or request.actor.role == Role.OWNER


def _line(request: Any, token: ApiToken) -> Line:
    named = [record_types.get(name) for name in token.types if name in record_types]
    types = ", ".join(request.words.fill(str(one.label_plural)) for one in named)
    is_over = token.expires_at is not None and token.expires_at <= clock.now()
    return Line(token, types, is_over)
