"""Webhooks in the settings: both kinds in one list, one that goes out with all its calls."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from klientel.events import feed, verbs
from klientel.integrations.actions import hook as hooks
from klientel.integrations.actions import webhook as webhooks
from klientel.integrations.hooks import telling
from klientel.integrations.models import Hook, Webhook
from klientel.kit.refused import Refused
from klientel.records.reading import reading_for
from klientel.records.types import record_types
from klientel.sending import calls, leaving
from klientel.sending.models import Call
from klientel.team.pages.frame import done, errors_of, show
from klientel.team.proof import proven

State = Call.State


@require_http_methods(["GET", "HEAD", "POST"])
def webhooks_page(request: Any, workspace: str) -> HttpResponse:
    """All webhooks of the firm; `do` switches or removes an address for other programs."""
    request.actor.must(webhooks.MANAGE)
    errors: dict[str, str] = {}
    if request.method == "POST":
        try:
            return _do(request, _list_verbs(request.actor, request.POST), "settings_webhooks")
        except Refused as refusal:
            errors = errors_of(refusal)
    mine = request.workspace.pk
    context = {
        "out": list(Webhook.objects.in_workspace(mine).order_by("name", "id")[: webhooks.MOST]),
        "into": list(Hook.objects.in_workspace(mine).order_by("name", "id")[: webhooks.MOST]),
        "format": reading_for(request.workspace).format,
        "errors": errors,
    }
    return _shown(request, "webhooks.html", context, errors)


@require_http_methods(["GET", "HEAD", "POST"])
@proven
def webhook_new(request: Any, workspace: str) -> HttpResponse:
    """A new webhook; the answer shows its secret, once."""
    request.actor.must(webhooks.MANAGE)
    errors: dict[str, str] = {}
    if request.method == "POST":
        try:
            made, secret = webhooks.add_webhook(request.actor, **_given(request.POST))
            return _once(request, [(_("Secret"), secret)], made.name, made.pk)
        except Refused as refusal:
            errors = errors_of(refusal)
    context = {"values": _values(request.POST), "nouns": _nouns(request), "errors": errors}
    return _shown(request, "webhook_new.html", context, errors)


@require_http_methods(["GET", "HEAD", "POST"])
@proven
def hook_new(request: Any, workspace: str) -> HttpResponse:
    """A new address for another program; the answer shows it, once."""
    request.actor.must(webhooks.MANAGE)
    errors: dict[str, str] = {}
    if request.method == "POST":
        given = {name: request.POST.get(name, "") for name in ("name", "is_signed")}
        try:
            made, address, secret = hooks.add_hook(request.actor, **given)
            secrets = [(_("Secret"), secret)] if secret else []
            return _once(request, [(_("Address"), address), *secrets], made.name)
        except Refused as refusal:
            errors = errors_of(refusal)
    context = {"values": request.POST, "errors": errors}
    return _shown(request, "hook_new.html", context, errors)


@require_http_methods(["GET", "HEAD", "POST"])
def webhook_page(request: Any, workspace: str, key: UUID) -> HttpResponse:
    """One webhook: what it hears of, and its calls, page by page. `do` names what is wanted."""
    request.actor.must(webhooks.MANAGE)
    if request.POST.get("do") == "secret":
        return _replace(request, key=key)
    target = webhooks.found_quietly(request.actor, key)
    errors: dict[str, str] = {}
    if request.method == "POST":
        wanted = _page_verbs(request.actor, str(key), request.POST)
        is_gone = request.POST.get("do") == "remove"
        try:
            place = ("settings_webhooks", {}) if is_gone else ("webhook", {"key": key})
            return _do(request, wanted, place[0], **place[1])
        except Refused as refusal:
            errors = errors_of(refusal)
    page = calls.made(request.workspace.pk, target.pk, request.GET.get("before") or None)
    own = {"name": target.name, "url": target.url, "hears_imports": target.hears_imports}
    context = {
        "one": target,
        "why_off": _why_off(target),
        "values": _values(request.POST) if errors else {**own, "verbs": target.verbs},
        "nouns": _nouns(request),
        "calls": [_line(one) for one in page.rows],
        "next": "?" + urlencode({"before": page.next_cursor}) if page.next_cursor else "",
        "format": reading_for(request.workspace).format,
        "errors": errors,
    }
    return _shown(request, "webhook.html", context, errors)


def _why_off(webhook: Webhook) -> str:
    """Why the program itself stopped calling, as its reader reads it."""
    because = webhook.paused_because
    if because.endswith("."):
        # a sentence of ours; what a receiver or the network said is none
        return gettext(because)
    return _("Switched off, because it could not be reached for a day: %(why)s") % {"why": because}


@proven
def _replace(request: Any, key: UUID) -> HttpResponse:
    made, secret = webhooks.replace_secret(request.actor, webhook=str(key))
    return _once(request, [(_("Secret"), secret)], made.name, made.pk)


def _do(
    request: Any, verbs: Mapping[str, Callable[[], Any]], url_name: str, **kwargs: Any
) -> HttpResponse:
    wanted = verbs.get(request.POST.get("do", ""))
    if wanted is None:
        raise Refused("There is nothing to do.")
    wanted()
    return done(request, url_name, **kwargs)


def _list_verbs(actor: Any, given: Any) -> dict[str, Callable[[], Any]]:
    hook, is_on = given.get("hook", ""), given.get("is_on", "")
    return {
        "switch": lambda: hooks.switch_hook(actor, hook=hook, is_on=is_on),
        "remove": lambda: hooks.remove_hook(actor, hook=hook),
    }


def _page_verbs(actor: Any, key: str, given: Any) -> dict[str, Callable[[], Any]]:
    call, is_on = given.get("call", ""), given.get("is_on", "")
    return {
        "change": lambda: webhooks.change_webhook(actor, webhook=key, **_given(given)),
        "switch": lambda: webhooks.switch_webhook(actor, webhook=key, is_on=is_on),
        "try": lambda: webhooks.try_webhook(actor, webhook=key),
        "repeat": lambda: webhooks.repeat_call(actor, webhook=key, call=call),
        "remove": lambda: webhooks.remove_webhook(actor, webhook=key),
    }


def _given(given: Any) -> dict[str, str]:
    typed = {name: given.get(name, "") for name in ("name", "url", "hears_imports")}
    return {**typed, "verbs": ",".join(given.getlist("verbs"))}


def _values(given: Any) -> dict[str, Any]:
    return {**_given(given), "verbs": given.getlist("verbs")}


def _shown(
    request: Any, template: str, context: dict[str, Any], errors: Mapping[str, str]
) -> HttpResponse:
    status = 422 if errors else 200
    return show(request, f"integrations/{template}", "webhooks", context, status=status)


def _once(
    request: Any, secrets: list[tuple[str, str]], name: str, key: UUID | None = None
) -> HttpResponse:
    """The answer that shows what is shown once, kept by no browser."""
    context = {"secrets": secrets, "name": name, "key": key, "signature": calls.SIGNATURE}
    response = show(request, "integrations/hook_secret.html", "webhooks", context)
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _nouns(request: Any) -> list[dict[str, Any]]:
    """What can be heard of: each noun with its verbs in words."""
    labels = {noun: str(label) for noun, label in verbs.nouns.items()}
    for one in record_types:
        labels[one.name] = request.words.fill(str(one.label))
    found = [
        {
            "name": f"{noun}.*",
            "label": labels[noun],
            "verbs": [(name, _said(request, name)) for name in names],
            "names": names,
        }
        for noun, names in telling.offered()
    ]
    return sorted(found, key=lambda one: str(one["label"]).casefold())


def _said(request: Any, verb: str) -> str:
    return feed.in_general(verb, _("Somebody"), request.words)


def _line(call: Call) -> dict[str, Any]:
    word, tone, icon = {
        State.SENT: (_("Arrived"), "ok", "check"),
        State.DEAD: (_("Given up"), "bad", "circle-alert"),
        State.WITHDRAWN: (_("Taken back"), "", "x"),
    }.get(State(call.state), (_("Under way"), "accent", "clock"))
    if call.state == State.WAITING and call.attempts:
        word, tone = _("Failed, tried again"), "warn"
    return {
        "call": call,
        "word": word,
        "tone": tone,
        "icon": icon,
        "has_ended": call.state in (State.SENT, State.DEAD),
        "attempts": f"{call.attempts}/{leaving.ATTEMPTS}" if call.attempts else "",
    }
