"""What is done with a comment that is there: edited, deleted, shown, assigned, reacted to."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _

from klientel.discussion.actions.assigning import assign, reopen, resolve
from klientel.discussion.actions.comment import edit, publish, remove, withdraw
from klientel.discussion.actions.reacting import react, see
from klientel.discussion.actions.speaking import LONGEST, MANAGE, PUBLISH, WRITE
from klientel.discussion.actions.telling import unaware
from klientel.discussion.comment_queries import comment_for, wordings_of
from klientel.discussion.models import Comment
from klientel.kit.refused import Conflict, Forbidden, NotFound, Refused
from klientel.records.models import RecordRef
from klientel.records.types import record_types
from klientel.ui.answers import back
from klientel.ui.rich_text import rich_text
from klientel.views import render
from klientel.views.comment_form import people_of, signs, writing_context
from klientel.views.comment_names import (
    marks_of,
    outside_name,
    shown_for_editing,
    typed_from,
)
from klientel.views.comment_pages import place_of
from klientel.views.comment_parts import TAB, drawn
from klientel.views.doors import find, staff


def _record_of(request: Any, comment: Comment) -> Any:
    ref = RecordRef.objects.visible_to(request.actor).filter(pk=comment.record_id).first()
    if ref is None:
        raise NotFound()
    return find(request.actor, record_types.get(ref.type), str(ref.pk))


def _own(request: Any, comment: Comment) -> str:
    return f"/{request.workspace.slug}/comments/{comment.pk}"


@staff("GET")
def comment_menu(request: Any, comment: UUID) -> HttpResponse:
    """What can be done with one comment; with `of=signs` the signs to put under it."""
    request.actor.must(WRITE)
    one = comment_for(request.actor, comment)
    record = _record_of(request, one)
    is_own = one.author_id == request.actor.member_id
    outside = outside_name(request, record) if request.actor.may(PUBLISH) else ""
    context = {
        "id": str(one.pk),
        "own": _own(request, one),
        "signs": signs(),
        "of_signs": request.GET.get("of") == "signs",
        "may_edit": is_own,
        "may_remove": is_own or request.actor.may(MANAGE),
        "is_internal": one.is_internal,
        "outside": outside,
        "has_wordings": one.version > 1,
    }
    return render.render(request, "views/comment_menu.html", context, fragment=True)


@staff("GET", "POST")
def edit_comment(request: Any, comment: UUID) -> HttpResponse:
    """GET gives the text to edit, POST writes it; what another window wrote meanwhile is shown
    beside it."""
    one = comment_for(request.actor, comment)
    if one.author_id != request.actor.member_id:
        raise Forbidden("Only the author of a comment can edit it.")
    if request.method == "GET":
        text, picked = shown_for_editing(request, one.body)
        form = {"typed": text, "picked": picked, "version": one.version}
        return _edit_form(request, one, form)
    given = request.POST
    typed, picked = given.get("text", "")[: 4 * LONGEST], given.getlist("mention")
    version = given.get("version", "")
    form = {"typed": typed, "picked": picked, "version": version}
    text = typed_from(request, typed, picked)
    if names := _unaware_names(request, one, text):
        told = _("Not notified, without access to this record: {names}.").format(names=names)
        return _edit_form(request, one, {**form, "told": told, "asks": True}, status=409)
    try:
        changed = edit(request.actor, comment=str(one.pk), text=text, version=version)
    except Conflict:
        # saving once more replaces what stands there now, which is shown
        theirs = rich_text(one.body, marks_of(request, [one.body]))
        overtaken = {**form, "theirs": theirs, "version": one.version}
        return _edit_form(request, one, overtaken, status=409)
    except (Forbidden, NotFound):
        raise
    except Refused as refusal:
        told = " ".join(render.errors_of(request, refusal).values())
        return _edit_form(request, one, {**form, "told": told}, status=refusal.status)
    return _redrawn(request, changed, closes=True)


def _unaware_names(request: Any, one: Comment, text: str) -> str:
    """Who is newly named and may not see the record, by name; empty once that was answered."""
    if request.POST.get("despite"):
        return ""
    blind = set(unaware(request.actor, one.record_id, text))
    blind -= set(unaware(request.actor, one.record_id, one.body))
    members = render.page_reading(request).directory.members
    return ", ".join(members.get(key, "") for key in sorted(blind))


def _edit_form(
    request: Any, one: Comment, form: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    record = _record_of(request, one)
    context = {
        "action": f"{_own(request, one)}/edit",
        "back": place_of(request, one),
        "title": _("Edit comment"),
        "subject": record_types.of(record).named(record),
        "is_internal": one.is_internal,
        **writing_context(render.address_of(request, record, TAB)),
        **form,
    }
    return _opened(request, "edit", context, status=status)


@staff("POST")
def remove_comment(request: Any, comment: UUID) -> HttpResponse:
    """Delete a comment, for thirty days not for good."""
    one = comment_for(request.actor, comment)
    record = _record_of(request, one)
    gone = remove(request.actor, comment=str(one.pk))
    told, undo = _("Comment deleted."), f"/{request.workspace.slug}/undo/{gone.told_by}"
    if not render.is_fragment(request):
        to = render.address_of(request, record, TAB)
        return render.redirect(request, to, said=told, undo=undo)
    context = {"text": told, "undo": undo}
    return render.render(request, "views/comment_gone.html", context, fragment=True)


@staff("GET", "POST")
def publish_comment(request: Any, comment: UUID) -> HttpResponse:
    """GET says what it means that others outside can read a comment, POST lets them."""
    one = comment_for(request.actor, comment)
    record = _record_of(request, one)
    request.actor.must(PUBLISH)
    name = outside_name(request, record)
    if not name:
        raise NotFound()
    if request.method == "POST":
        shown = publish(request.actor, comment=str(one.pk))
        return _redrawn(request, shown, closes=True)
    context = {
        "action": f"{_own(request, one)}/publish",
        "back": place_of(request, one),
        "title": _("Publish comment"),
        "subject": name,
        "submit": _("Publish for {name}").format(name=name),
        "icon_name": "eye",
        "notes": [
            (
                _("What follows"),
                [
                    _("{name} can read this wherever this record is shared with them.").format(
                        name=name
                    ),
                    _("Whoever has read it has read it: taking it back hides it from then on."),
                ],
            )
        ],
    }
    fragment = render.is_fragment(request)
    template = "views/action_panel.html" if fragment else "views/action.html"
    return render.render(request, template, context, fragment=fragment)


@staff("POST")
def withdraw_comment(request: Any, comment: UUID) -> HttpResponse:
    """Keep a comment within the team from now on."""
    one = comment_for(request.actor, comment)
    _record_of(request, one)
    return _redrawn(request, withdraw(request.actor, comment=str(one.pk)))


@staff("GET", "POST")
def assign_comment(request: Any, comment: UUID) -> HttpResponse:
    """GET asks who is to look after a comment, POST writes it; nobody is an answer, too."""
    one = comment_for(request.actor, comment)
    _record_of(request, one)
    request.actor.must(WRITE)
    told, status = "", 200
    if request.method == "POST":
        try:
            given = request.POST.get("assignee", "")
            changed = assign(request.actor, comment=str(one.pk), assignee=given)
        except (Forbidden, NotFound):
            raise
        except Refused as refusal:
            told, status = " ".join(render.errors_of(request, refusal).values()), refusal.status
        else:
            return _redrawn(request, changed, closes=True)
    chosen = request.POST.get("assignee", "") if told else str(one.assignee_id or "")
    context = {
        "action": f"{_own(request, one)}/assign",
        "back": place_of(request, one),
        "subject": "",
        "title": _("Assign comment"),
        "people": people_of(request),
        "chosen": chosen,
        "told": told,
    }
    return _opened(request, "assign", context, status=status)


@staff("POST")
def comment_state(request: Any, comment: UUID) -> HttpResponse:
    """`do=resolve` says that what a comment asks for is done, `do=reopen` that it is not."""
    one = comment_for(request.actor, comment)
    _record_of(request, one)
    ways = {
        "resolve": (resolve, _("Comment resolved.")),
        "reopen": (reopen, _("Comment reopened.")),
    }
    do, said = ways.get(request.POST.get("do", "resolve"), (None, ""))
    if do is None:
        raise Refused("There is nothing to do.")
    return _redrawn(request, do(request.actor, comment=str(one.pk)), said=said)


@staff("POST")
def react_to_comment(request: Any, comment: UUID) -> HttpResponse:
    """Put a sign under a comment or take it away: `sign=agree:1` or `sign=agree:0`."""
    one = comment_for(request.actor, comment)
    _record_of(request, one)
    sign, _colon, is_on = request.POST.get("sign", "").partition(":")
    return _redrawn(
        request, react(request.actor, comment=str(one.pk), sign=sign, is_on=is_on or "1")
    )


@staff("POST")
def mentions_seen(request: Any) -> HttpResponse:
    """The reader has seen comments that name them."""
    see(request.actor, comments=",".join(request.POST.getlist("comment")[:200]))
    if render.is_fragment(request):
        return HttpResponse(status=204)
    return render.redirect(request, back(request, f"/{request.workspace.slug}"))


@staff("GET")
def comment_wordings(request: Any, comment: UUID) -> HttpResponse:
    """How a comment read before it was edited, the newest wording first."""
    one = comment_for(request.actor, comment)
    record = _record_of(request, one)
    reading = render.page_reading(request)
    former = wordings_of(request.actor, one)
    marks = marks_of(request, [one.body, *(old.body for old in former)])
    now = (one.edited_at or one.written_at, one.body, True)
    rows = [now, *((old.written_at, old.body, False) for old in former)]
    context = {
        "title": _("Wordings"),
        "subject": record_types.of(record).named(record),
        "back": place_of(request, one),
        "rows": [
            {
                "when": reading.format.instant(at),
                "html": rich_text(body, marks),
                "is_now": is_now,
            }
            for at, body, is_now in rows
        ],
    }
    return _opened(request, "wordings", context)


def _redrawn(request: Any, one: Comment, *, closes: bool = False, said: str = "") -> HttpResponse:
    """The comment as it is now, in its place; what was opened over the page `closes`. Without
    scripts: back to where it was asked from, where `said` tells of it."""
    if not render.is_fragment(request):
        undo = f"/{request.workspace.slug}/undo/{one.told_by}" if said and one.told_by else ""
        to = back(request, place_of(request, one)) if said else place_of(request, one)
        return render.redirect(request, to, said=said, undo=undo)
    record = _record_of(request, one)
    context = {"one": drawn(request, record, [one])[0], "closes": closes}
    return render.render(request, "views/comment_redrawn.html", context, fragment=True)


def _opened(request: Any, body: str, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    """A dialog over the page, or the page for a browser without scripts."""
    fragment = render.is_fragment(request)
    template = "views/comment_panel.html" if fragment else "views/comment_page.html"
    given = {**context, "body": f"views/comment_{body}.html"}
    return render.render(request, template, given, status=status, fragment=fragment)
