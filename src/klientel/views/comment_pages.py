"""Writing comments on a record, finding whom to name in them, and the addresses of single ones."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _

from klientel.discussion.actions.comment import write
from klientel.discussion.actions.speaking import WRITE
from klientel.discussion.actions.telling import let_see, may_let_see, unaware
from klientel.discussion.comment_queries import comment_for
from klientel.discussion.models import Comment
from klientel.kit.refused import Forbidden, NotFound, Refused
from klientel.kit.text import fold
from klientel.records.actions.together import written_together
from klientel.records.models import RecordRef
from klientel.records.reading import address as record_path
from klientel.records.seen_by import seen_by
from klientel.records.types import RecordType, record_types
from klientel.views import render
from klientel.views.comment_form import ASKS, form_context, sent
from klientel.views.comment_parts import TAB, list_context
from klientel.views.doors import find, staff
from klientel.views.search import search
from klientel.workspaces.rows import known_as

#: people and teams, and records, that are offered while a name is typed
_PEOPLE, _RECORDS = 8, 5
#: letters from which on records are looked for
_FEWEST = 2
#: what can be done where somebody who is named may not see the record
LET_SEE, TELL_NOBODY = "let_see", "tell_nobody"


@staff("GET")
def comment_list(request: Any, record_type: RecordType, key: str) -> HttpResponse:
    """The comments of a record anew, down to the place in `down_to`."""
    record = find(request.actor, record_type, key)
    if not render.is_fragment(request):
        return HttpResponseRedirect(render.address_of(request, record, TAB))
    context = list_context(request, record)
    return render.render(request, "views/comment_list.html", context, fragment=True)


@staff("POST")
def add_comment(request: Any, record_type: RecordType, key: str) -> HttpResponse:
    """Write what the form holds; a script gets the comments anew.

    Where somebody is named who may not see the record, the form asks first.
    """
    request.actor.must(WRITE)
    record = find(request.actor, record_type, key)
    given = sent(request)
    how = request.POST.get("despite", "")
    blind = unaware(request.actor, record.pk, given["text"])
    try:
        if blind and how not in (LET_SEE, TELL_NOBODY):
            return _asked(request, record_type, record, blind)

        def work() -> Comment:
            if blind and how == LET_SEE:
                let_see(request.actor, record, blind)
            return known_as(Comment, write(request.actor, record=str(record.pk), **given))

        comment = written_together(work)
    except (Forbidden, NotFound):
        raise
    except Refused as refusal:
        told = " ".join(render.errors_of(request, refusal).values())
        return _again(request, record, told, status=refusal.status)
    if not render.is_fragment(request):
        to = render.address_of(request, record, TAB)
        return render.redirect(request, f"{to}#comment-{comment.pk}", said=_("Commented."))
    context = {**list_context(request, record, comment), **form_context(request, record)}
    response = render.render(request, "views/commented.html", context, fragment=True)
    response.headers["HX-Reswap"] = "outerHTML"
    return response


def _asked(
    request: Any, record_type: RecordType, record: Any, blind: Sequence[UUID]
) -> HttpResponse:
    """The question what to do for those who may not see the record."""
    members = render.page_reading(request).directory.members
    names = ", ".join(members.get(key, "") for key in blind)
    ways = [(TELL_NOBODY, _("Mention without notifying"), "")]
    if may_let_see(request.actor, record):
        ways.insert(0, (LET_SEE, _("Let {names} see it").format(names=names), "users"))
    told = _("Not notified, without access to this record: {names}.").format(names=names)
    note = "" if len(ways) > 1 else _("Who may see it is decided elsewhere.")
    return _again(request, record, f"{told} {note}".strip(), ways, status=409)


def _again(
    request: Any,
    record: Any,
    told: str,
    ways: Sequence[tuple[str, str, str]] = (),
    *,
    status: int,
) -> HttpResponse:
    """What is wrong or asked, in the form that still holds what was typed."""
    asks = {"told": told, "ways": ways}
    if render.is_fragment(request):
        response = render.render(
            request, "views/comment_asks.html", asks, status=status, fragment=True
        )
        response.headers["HX-Retarget"] = f"#{ASKS}"
        response.headers["HX-Reswap"] = "innerHTML"
        return response
    record_type = record_types.of(record)
    context = {
        **form_context(request, record),
        **asks,
        "title": record_type.named(record),
        "back": render.address_of(request, record, TAB),
        "typed": request.POST.get("text", ""),
        "picked": request.POST.getlist("mention"),
        "kind": request.POST.get("kind", ""),
        "assignee": request.POST.get("assignee", ""),
        "kept_files": request.POST.getlist("files"),
    }
    return render.render(request, "views/comment_new.html", context, status=status)


@staff("GET")
def comment_page(request: Any, comment: UUID) -> HttpResponse:
    """The lasting address of one comment: leads to where it stands."""
    return HttpResponseRedirect(place_of(request, comment_for(request.actor, comment)))


def place_of(request: Any, comment: Comment) -> str:
    """The page of a record on which a comment of it stands."""
    ref = RecordRef.objects.visible_to(request.actor).filter(pk=comment.record_id).first()
    if ref is None:
        raise NotFound()
    to = record_path(request.workspace.slug, ref.type, ref.pk, ref.ref, ref.title)
    return f"{to}/{TAB}?at={comment.pk}#comment-{comment.pk}"


@staff("GET")
def names(request: Any, record_type: RecordType, key: str) -> HttpResponse:
    """People, teams and records whose name begins with what stands behind an `@`."""
    record = find(request.actor, record_type, key)
    text = request.GET.get("q", "")[:100].strip()
    rows = [*_people(request, record, text), *_teams(request, text), *_records(request, text)]
    return render.render(request, "views/comment_names.html", {"rows": rows}, fragment=True)


def _people(request: Any, record: Any, text: str) -> list[dict[str, Any]]:
    directory = render.page_reading(request).directory
    found = [
        (key, name)
        for key, name in directory.members.items()
        if key is not None and key in directory.active and _begins(name, text)
    ][:_PEOPLE]
    ref = RecordRef.objects.in_workspace(request.actor.workspace_id).get(pk=record.pk)
    seeing = seen_by(ref, [key for key, _name in found])
    return [
        {
            "value": f"member:{key}",
            "name": name,
            "is_person": True,
            "note": "" if key in seeing else _("cannot see this record"),
        }
        for key, name in found
    ]


def _teams(request: Any, text: str) -> list[dict[str, Any]]:
    teams = render.page_reading(request).directory.teams.items()
    found = [(key, name) for key, name in teams if _begins(name, text)][:_PEOPLE]
    return [{"value": f"team:{key}", "name": name, "note": _("Team")} for key, name in found]


def _records(request: Any, text: str) -> list[dict[str, Any]]:
    if len(text) < _FEWEST:
        return []
    reading = render.page_reading(request)
    types = [one.name for one in record_types if request.actor.may(one.permission("view"))]
    named = [name for name in types if not record_types.get(name).is_titled_by_text]
    return [
        {
            "value": f"record:{hit.id}",
            "name": hit.title,
            "note": " · ".join(filter(None, [record_types.get(hit.type).called(reading), hit.ref])),
        }
        for hit in search(request.actor, text, named, limit=_RECORDS)
    ]


def _begins(name: str, text: str) -> bool:
    """Whether the name, or a word of it, begins with the text; umlauts written in any way."""
    wanted = fold(text)
    words = fold(name).split()
    return not wanted or any(" ".join(words[n:]).startswith(wanted) for n in range(len(words)))
