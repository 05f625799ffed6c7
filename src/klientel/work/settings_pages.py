"""The settings of work: kinds with their numbers, statuses, checklist and usual day."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from klientel.kit.refused import NotFound, Refused
from klientel.records.actions.catalogue import reading_as
from klientel.team.pages.frame import done, errors_of, show
from klientel.team.sections import Section, add
from klientel.views.render import page_reading
from klientel.work.actions import kind as kinds
from klientel.work.actions import status as statuses
from klientel.work.due_rule import DueBy
from klientel.work.fields_of_kind import fields_of_kind
from klientel.work.kinds import Kinds, KindShown, StatusShown, kinds_of
from klientel.work.models.status import Category

RIGHT = "kind.manage"
_FIELDS = ("name", "plural", "prefix", "icon")
_MORE = ("due_days", "due_by", "checklist", "has_positions")


def register() -> None:
    """Add the pages to the settings."""
    add(
        Section(
            "work",
            _("Work"),
            _("Kinds of work, statuses, numbers, checklists, usual due day"),
            "settings_work",
            "list-checks",
            RIGHT,
            45,
            "lists",
        )
    )


@require_http_methods(["GET", "HEAD", "POST"])
def kinds_page(request: Any, workspace: str) -> HttpResponse:
    """All kinds in order; POST adds one, or moves one up or down."""
    request.actor.must(RIGHT)
    errors: dict[str, str] = {}
    if request.method == "POST":
        try:
            with reading_as(page_reading(request)):
                _do_with_kinds(request)
            return done(request, "settings_work")
        except Refused as refusal:
            errors = errors_of(refusal)
    say = page_reading(request).say
    known = kinds_of(request.workspace)
    context = {
        "rows": [
            {
                "code": one.code,
                "name": say(one.label),
                "icon": one.icon,
                "prefix": one.prefix,
                "is_retired": one.is_retired,
                "statuses": [say(status.label) for status in known.statuses_of(one.code)],
            }
            for one in known.all
        ],
        "values": {name: request.POST.get(name, "") for name in _FIELDS},
        "signs": kinds.SIGNS,
        "errors": errors,
    }
    return show(request, "work/kinds.html", "work", context, status=422 if errors else 200)


def _do_with_kinds(request: Any) -> None:
    given, actor = request.POST, request.actor
    if given.get("do") == "add":
        kinds.add_kind(actor, **{name: given.get(name, "") for name in _FIELDS})
    elif given.get("do") in ("up", "down"):
        kinds.place_kind(actor, kind=given.get("kind", ""), up=given["do"] == "up")
    else:
        raise Refused("There is nothing to do.")


@require_http_methods(["GET", "HEAD", "POST"])
def kind_page(request: Any, workspace: str, kind: str) -> HttpResponse:
    """One kind: what it is called and begins with, and its statuses. `do` names what is wanted."""
    request.actor.must(RIGHT)
    known = kinds_of(request.workspace)
    shown = _kind(known, kind)
    errors: dict[str, str] = {}
    if request.method == "POST":
        try:
            with reading_as(page_reading(request)):
                _do_with_kind(request, kind)
            return done(request, "settings_kind", kind=kind)
        except Refused as refusal:
            errors = errors_of(refusal)
    context = {
        "one": shown,
        "values": _values(request, shown),
        "signs": kinds.SIGNS,
        "due_by": DueBy.choices,
        "own": fields_of_kind(request, kind),
        "statuses": [_row(request, one, known, kind) for one in known.statuses_of(kind)],
        "categories": [(one.value, one.label) for one in Category],
        "tones": [(one.value, one.label) for one in statuses.TONE_OPTIONS],
        "added": {
            name: request.POST.get(name, "") if request.POST.get("do") == "add_status" else ""
            for name in ("name", "category", "tone")
        },
        "is_adding": request.POST.get("do") == "add_status",
        "errors": errors,
    }
    return show(request, "work/kind.html", "work", context, status=422 if errors else 200)


def _kind(known: Kinds, code: str) -> KindShown:
    try:
        return known.kind(code)
    except Refused:
        raise NotFound() from None


def _values(request: Any, shown: KindShown) -> Mapping[str, Any]:
    if request.POST.get("do") == "change":
        return {name: request.POST.get(name, "") for name in (*_FIELDS, *_MORE)}
    say = page_reading(request).say
    return {
        "name": say(shown.label),
        "plural": say(shown.plural),
        "prefix": shown.prefix,
        "icon": shown.icon,
        "due_days": "" if shown.due_days is None else shown.due_days,
        "due_by": shown.due_by,
        "checklist": "\n".join(shown.checklist),
        "has_positions": "1" if shown.has_positions else "0",
    }


def _row(request: Any, one: StatusShown, known: Kinds, kind: str) -> dict[str, Any]:
    say = page_reading(request).say
    others = [say(other.label) for other in known.all if one.code in other.statuses]
    mine = say(known.kind(kind).label)
    return {
        "code": one.code,
        "name": say(one.label),
        "tone": one.tone,
        "icon": one.icon,
        "means": dict(Category.choices)[one.category],
        "shared": ", ".join(name for name in others if name != mine),
    }


def _do_with_kind(request: Any, kind: str) -> None:
    given, actor = request.POST, request.actor
    status = {"kind": kind, "status": given.get("status", "")}
    verbs: dict[str, Callable[[], Any]] = {
        "change": lambda: kinds.change_kind(
            actor, kind=kind, **{name: given.get(name, "") for name in (*_FIELDS, *_MORE)}
        ),
        "retire": lambda: kinds.retire_kind(actor, kind=kind),
        "revive": lambda: kinds.revive_kind(actor, kind=kind),
        "add_status": lambda: statuses.add_status(
            actor, kind=kind, name=given.get("name", ""), category=given.get("category", ""),
            tone=given.get("tone", ""),
        ),
        "up": lambda: statuses.place_status(actor, **status, up=True),
        "down": lambda: statuses.place_status(actor, **status, up=False),
    }  # fmt: skip
    wanted = verbs.get(given.get("do", ""))
    if wanted is None:
        raise Refused("There is nothing to do.")
    wanted()


@require_http_methods(["GET", "HEAD", "POST"])
def status_page(request: Any, workspace: str, kind: str, status: str) -> HttpResponse:
    """One status: its name and colour, and giving it up with its items moved along."""
    request.actor.must(RIGHT)
    known = kinds_of(request.workspace)
    _kind(known, kind)
    mine = known.statuses_of(kind)
    shown = next((one for one in mine if one.code == status), None)
    if shown is None:
        raise NotFound()
    errors: dict[str, str] = {}
    given = request.POST
    if request.method == "POST":
        try:
            with reading_as(page_reading(request)):
                _do_with_status(request, kind, status)
            return done(request, "settings_kind", kind=kind)
        except Refused as refusal:
            errors = errors_of(refusal)
    say = page_reading(request).say
    context = {
        "one": _row(request, shown, known, kind),
        "kind": kind,
        "values": {
            "name": given.get("name") or say(shown.label),
            "tone": given.get("tone") or shown.tone,
        },
        "tones": [(one.value, one.label) for one in statuses.TONE_OPTIONS],
        "others": [(one.code, say(one.label)) for one in mine if one.code != status],
        "errors": errors,
    }
    return show(request, "work/status.html", "work", context, status=422 if errors else 200)


def _do_with_status(request: Any, kind: str, status: str) -> None:
    given, actor = request.POST, request.actor
    if given.get("do") == "change":
        name, tone = given.get("name", ""), given.get("tone", "")
        statuses.change_status(actor, status=status, name=name, tone=tone)
    elif given.get("do") == "retire":
        statuses.retire_status(actor, kind=kind, status=status, to=given.get("to", ""))
    else:
        raise Refused("There is nothing to do.")
