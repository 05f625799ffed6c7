"""The page of a work item, and what is sent from it: parts, steps, what it waits for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect

from klientel.kit.refused import NotFound, Refused
from klientel.records.types import record_types
from klientel.ui.answers import back
from klientel.views import render
from klientel.views.doors import find, staff
from klientel.views.record_pages import lead_of, record_context
from klientel.work import item_parts as parts
from klientel.work.above import ending_of
from klientel.work.actions import dependency, place, step
from klientel.work.models import WorkItem
from klientel.work.models.status import UNFINISHED_ONES
from klientel.workspaces.rows import known_as

#: shown in the head, in the middle or not at all, so that they are no facts beside it
_ELSEWHERE = frozenset(
    {"status", "priority", "due", "owner", "assignees", "team", "progress", "category",
     "description", "tracked_minutes", "waits_for", "is_archived", "kind", "repeats"}
)  # fmt: skip
#: with a control of their own on the page, which carries their key
_ON_PAGE = frozenset({"work.set_status", "work.complete", "work.reopen", "work.assign",
                      "work.start_timer"})  # fmt: skip


def item_page(request: Any, item: WorkItem) -> HttpResponse:
    """The whole page: what it is and how it stands, what it is made of, and what happened."""
    record_type = record_types.get("work").in_workspace(request.workspace)
    request.work_ending = ending_of(request, item)
    context = record_context(request, record_type, item, getattr(request, "record_tab", ""))
    facts = [one for one in context["facts"] if one["id"][5:] not in _ELSEWHERE]
    actions = [one for one in context["actions"] if one["name"] not in _ON_PAGE]
    context |= {"facts": facts, "actions": actions, **parts.head_of(request, item)}
    context |= {"ending": request.work_ending, "lead": lead_of(request, item)}
    return render.render(request, "work/item.html", context)


def item_asked(request: Any, key: str) -> WorkItem:
    """The item that an address names; raises `NotFound`."""
    return known_as(WorkItem, find(request.actor, record_types.get("work"), key))


@staff("GET", "POST")
def parts_page(request: Any, key: str) -> HttpResponse:
    """GET gives a stretch of what is below an item; POST adds a task to it by its title."""
    item = item_asked(request, key)
    if request.method == "GET":
        if not render.is_fragment(request):
            return HttpResponseRedirect(render.address_of(request, item))
        context = parts.parts_context(request, item, _after(request))
        return render.render(request, "work/part_rows.html", context, fragment=True)
    given = request.POST
    return did(
        request, item, "work-new-part",
        lambda: place.add_part(
            request.actor, item, title=given.get("title", ""), key=given.get("key", "")
        ),
    )  # fmt: skip


def _after(request: Any) -> str:
    try:
        return str(UUID(request.GET.get("after", "")))
    except ValueError:
        return ""


@staff("POST")
def steps_page(request: Any, key: str) -> HttpResponse:
    """Whatever is done with the steps of a checklist; `do` names it."""
    item, actor, given = item_asked(request, key), request.actor, request.POST
    one = {"step": given.get("step", "")}
    said = {name: given.get(name, "") for name in ("text", "member", "due_on")}
    called = {"checklist": given.get("checklist", "")}
    verbs: dict[str, Callable[[], Any]] = {
        "add": lambda: step.add_step(actor, item, **said, **called, key=given.get("key", "")),
        "tick": lambda: step.tick_step(actor, item, **one, done=True),
        "untick": lambda: step.tick_step(actor, item, **one, done=False),
        "change": lambda: step.change_step(actor, item, **one, **said),
        "up": lambda: step.place_step(actor, item, **one, up=True),
        "down": lambda: step.place_step(actor, item, **one, up=False),
        "remove": lambda: step.remove_step(actor, item, **one),
        "rename_list": lambda: step.rename_checklist(
            actor, item, **called, name=given.get("name", "")
        ),
    }
    return did(request, item, "checklist", wanted(request, verbs))


@staff("POST")
def waits_page(request: Any, key: str) -> HttpResponse:
    """Letting an item wait for another one no longer."""
    item = item_asked(request, key)
    other = request.POST.get("other", "")
    return did(
        request, item, "waits", lambda: dependency.wait_no_longer(request.actor, item, other=other)
    )


def wanted(request: Any, verbs: Mapping[str, Callable[[], Any]]) -> Callable[[], Any]:
    """What the field `do` of a form names; raises `Refused` for nothing of it."""
    asked = verbs.get(request.POST.get("do", ""))
    if asked is None:
        raise Refused("There is nothing to do.")
    return asked


def did(request: Any, item: WorkItem, place_on_page: str, do: Callable[[], Any]) -> HttpResponse:
    """Do something and go back to the page; what was refused is said there."""
    to = back(request, render.address_of(request, item))
    try:
        do()
    except NotFound:
        raise
    except Refused as refusal:
        if refusal.status == 403:
            raise
        told = " ".join(render.errors_of(request, refusal).values())
        return render.redirect(request, to, said=told)
    return render.redirect(request, to)


@staff("GET")
def list_of_kind(request: Any, kind: str) -> HttpResponse:
    """`/orders` and the like lead to the list of that kind."""
    query = request.META.get("QUERY_STRING", "") or UNFINISHED_ONES
    return HttpResponseRedirect(f"/{request.workspace.slug}/work?kind={kind}&{query}")


@staff("GET")
def item_of_kind(request: Any, key: str) -> HttpResponse:
    """`/orders/A-412` leads to the item of that number, whatever kind it is by now."""
    return HttpResponseRedirect(render.address_of(request, item_asked(request, key)))
