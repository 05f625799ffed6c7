"""Beginning work from a template, and the settings page of the templates."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from klientel.kit.ids import uuid7
from klientel.kit.refused import Conflict, Forbidden, NotFound, Refused
from klientel.records.actions.catalogue import reading_as
from klientel.team.pages.frame import done, errors_of, show
from klientel.team.sections import Section, add
from klientel.views import render
from klientel.views.doors import staff
from klientel.views.inputs import controls_of, know_typed, linked_errors
from klientel.work.actions import template as verbs
from klientel.work.blueprint import Blueprint
from klientel.work.kinds import kinds_of
from klientel.work.models import Template

RIGHT = "kind.manage"
_ASKED = [verbs.CHOSEN, *(one for one in verbs.USES if one.name not in ("template", "key"))]


def register() -> None:
    """Add the page to the settings."""
    add(
        Section(
            "templates",
            gettext_lazy("Templates of work"),
            gettext_lazy("What is begun again and again: parts, checklists, people, days"),
            "settings_templates",
            "file-text",
            RIGHT,
            46,
            "lists",
        )
    )


@staff("GET", "POST")
def new_from_template(request: Any) -> HttpResponse:
    """GET asks for a template, a title, a day and whom it is for; POST begins the work."""
    request.actor.must("work.create")
    if request.method == "GET":
        return _form(request, request.GET.dict(), {}, str(uuid7()))
    given = {one.name: request.POST.get(one.name, "") for one in _ASKED}
    key = request.POST.get("key", "")
    try:
        given["template"] = verbs.CHOSEN.clean(given["template"], render.page_reading(request))
        item = verbs.use_template(request.actor, **given, key=key)
    except (Forbidden, NotFound):
        raise
    except Refused as refusal:
        errors = render.errors_of(request, refusal)
        if isinstance(refusal, Conflict):
            key = str(uuid7())
        return _form(request, given, errors, key, status=refusal.status)
    to = render.address_of(request, item)
    told = _("{title} was added").format(title=item.title)
    if not render.is_fragment(request):
        return render.redirect(request, to, said=told)
    response = HttpResponse(status=200, headers={"HX-Redirect": to})
    render.flash(response, told)
    return response


def _form(
    request: Any,
    given: Mapping[str, str],
    errors: Mapping[str, str],
    key: str,
    *,
    status: int = 200,
) -> HttpResponse:
    reading = render.page_reading(request)
    values = [(one, one.default) for one in _ASKED]
    typed = {one.name: given[one.name] for one in _ASKED if one.name in given}
    know_typed(request.actor, reading, values, typed)
    controls = controls_of(values, reading, typed, errors)
    base = f"/{request.workspace.slug}/work"
    fragment = render.is_fragment(request)
    if not verbs.begun_from(request.workspace.pk).exists():
        if not fragment:
            return render.redirect(request, base, said=_("There is no template yet."))
        return render.render(request, "work/no_template.html", fragment=True)
    context = {
        "title": _("New from template"),
        "subject": "",
        "controls_list": controls,
        "notes": [],
        "errors": linked_errors(controls, errors),
        "action": f"{base}/templates/new",
        "back": base,
        "icon_name": "plus",
        "form_key": key,
    }
    template = "views/action_panel.html" if fragment else "views/action.html"
    return render.render(request, template, context, status=status, fragment=fragment)


@require_http_methods(["GET", "HEAD", "POST"])
def templates_page(request: Any, workspace: str) -> HttpResponse:
    """All templates by name; POST renames one or deletes it."""
    request.actor.must(RIGHT)
    errors: dict[str, str] = {}
    if request.method == "POST":
        try:
            with reading_as(render.page_reading(request)):
                _do(request)
            return done(request, "settings_templates")
        except NotFound:
            raise
        except Refused as refusal:
            errors = errors_of(refusal)
    rows = verbs.templates_of(request.workspace.pk)[: verbs.MOST_TEMPLATES]
    context = {
        "rows": [_row(request, one) for one in rows],
        "errors": errors,
        "asked": request.POST.get("template", ""),
        "typed": request.POST.get("name", ""),
    }
    return show(request, "work/templates.html", "templates", context, status=422 if errors else 200)


def _do(request: Any) -> None:
    given, actor = request.POST, request.actor
    template = given.get("template", "")
    if given.get("do") == "rename":
        verbs.rename_template(actor, template=template, name=given.get("name", ""))
    elif given.get("do") == "delete":
        verbs.delete_template(actor, template=template)
    else:
        raise Refused("There is nothing to do.")


def _row(request: Any, one: Template) -> dict[str, Any]:
    reading = render.page_reading(request)
    blueprint = Blueprint.from_json(one.blueprint)
    if one.is_checklist:
        own = {"kind": _("Checklist"), "icon": "list-checks", "parts": 0, "use": ""}
        return _said(request, one, blueprint) | own
    known = kinds_of(request.workspace)
    code = blueprint.pieces[0].values.get("kind", known.usual)
    kind = next((each for each in known.all if each.code == code), known.kind(known.usual))
    return _said(request, one, blueprint) | {
        "kind": reading.say(kind.label),
        "icon": kind.icon,
        "parts": len(blueprint.pieces) - 1,
        "use": f"/{request.workspace.slug}/work/templates/new?template={one.pk}",
    }


def _said(request: Any, one: Template, blueprint: Blueprint) -> dict[str, Any]:
    """What is said of a template whatever it is of."""
    reading = render.page_reading(request)
    return {
        "id": str(one.pk),
        "name": one.name,
        "steps": sum(len(piece.steps) for piece in blueprint.pieces),
        "by": reading.directory.members.get(one.saved_by_id, ""),
        "when": reading.format.date(one.saved_at),
    }
