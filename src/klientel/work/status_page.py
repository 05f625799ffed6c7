"""What somebody outside sees of a work item under a shared link: how it stands, and no more."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.http import Http404
from django.http.response import HttpResponseBase
from django.utils.translation import gettext_lazy as _

from klientel.discussion import comment_queries
from klientel.discussion.comment_queries import Stretch
from klientel.discussion.mentions import MARK, Named
from klientel.discussion.models import Comment, File
from klientel.kit.cursors import BadCursor
from klientel.records.fields.base import Field, Reading
from klientel.records.own_fields.field import OwnField
from klientel.records.own_fields.outside import fields_for
from klientel.records.own_fields.standing import Standing
from klientel.records.types import record_types
from klientel.sharing import frame
from klientel.sharing.shareable import Opened, Purpose, Showable, shareable
from klientel.ui.html import Html, el
from klientel.ui.rich_text import Marks, rich_text
from klientel.views.handing_out import handed_out
from klientel.work import queries
from klientel.work.kinds import kinds_of
from klientel.work.models import WorkItem
from klientel.work.models.status import Category

NAME = "work.status"
#: facts of the program that outsiders are shown, in order, where there is one
_FACTS = ("starts_on", "due", "done_at")
FILES = "files/"


def status_page(request: Any, opened: Opened, rest: str) -> HttpResponseBase:
    """The page of an item, or a file that came with a comment on it."""
    items = WorkItem.objects.visible_to(opened.maker)
    item: WorkItem | None = items.filter(pk=opened.link.record_id).first()
    if item is None:
        raise Http404
    if rest.startswith(FILES):
        return _file(request, opened, rest.removeprefix(FILES))
    if rest:
        raise Http404
    reading = frame.reading_as_outsider(opened)
    kinds = kinds_of(opened.workspace)
    kind, status = kinds.kind(item.kind), kinds.status(item.status)
    context = {
        "item": item,
        "kind_label": reading.say(kind.label),
        "kind_icon": kind.icon,
        "status": status,
        "status_label": reading.say(status.label) if status else item.status,
        "facts": _facts(opened, item, reading),
        "description": rich_text(item.description) if opened.shows("description") else "",
        **_progress(opened, item),
        **_parts(request, opened, item, reading),
        **_comments(request, opened, item, reading),
    }
    return frame.show(request, opened, "work/status_page.html", context)


def _facts(opened: Opened, item: WorkItem, reading: Reading) -> list[tuple[str, str, bool]]:
    """Label and value of what is shown, and whether it needs the width of the page."""
    record_type = record_types.get("work").in_workspace(opened.workspace)
    fields: list[Field] = [record_type.field(name) for name in _FACTS]
    if opened.shows("fields"):
        fields += _own(fields_for(opened.reader, record_type))
    standing = Standing(record_type, reading)
    facts = []
    for one in fields:
        value = one.value(item)
        if one.is_empty(value) or (standing.tells_of(one) and not standing.is_shown(one, item)):
            continue
        shown = one.shown(value, reading)
        facts.append((reading.say(one.label), shown, one.has_lines or len(shown) > 60))
    return facts


def _own(fields: Sequence[Field]) -> list[Field]:
    """The firm's own fields among some that are facts of this item.

    What names or tells of other records, or holds files, is left out: those are shared by
    themselves, or not.
    """
    names_records = Field.links
    return [
        one
        for one in fields
        if isinstance(one, OwnField)
        and type(one).links is names_records
        and not (one.is_sent or one.tells_of_others)
    ]


def _progress(opened: Opened, item: WorkItem) -> dict[str, Any]:
    """How much of what is shown below is done."""
    done = whole = 0
    if opened.shows("parts"):
        done, whole = item.parts_done, item.parts
    if opened.shows("steps"):
        done, whole = done + item.steps_done, whole + item.steps
    return {"done": done, "whole": whole}


def _parts(request: Any, opened: Opened, item: WorkItem, reading: Reading) -> dict[str, Any]:
    """A stretch of what is directly below the item, and its checklists."""
    found, kinds = [], kinds_of(opened.workspace)
    if opened.shows("parts"):
        found = queries.parts_of(opened.maker, item, _after(request))
    shown = found[: queries.PARTS]
    lists: dict[str, list[Any]] = {}
    if opened.shows("steps"):
        for step in queries.steps_of(opened.maker, item):
            lists.setdefault(step.checklist, []).append(step)
    statuses = {one.code: one for one in kinds.statuses}
    return {
        "parts": [
            {
                "title": one.title,
                "icon": statuses[one.status].icon if one.status in statuses else "circle",
                "word": reading.say(statuses[one.status].label) if one.status in statuses else "",
                "is_done": one.category == Category.DONE,
            }
            for one in shown
        ],
        "more_parts": f"?after={shown[-1].pk}#parts" if len(found) > queries.PARTS else "",
        "checklists": sorted(lists.items(), key=lambda pair: bool(pair[0])),
    }


def _after(request: Any) -> str:
    try:
        return str(UUID(request.GET.get("after", "")))
    except ValueError:
        return ""


def _comments(request: Any, opened: Opened, item: WorkItem, reading: Reading) -> dict[str, Any]:
    """A stretch of what was said for outside, too, the newest first, with its files."""
    if not opened.shows("comments"):
        return {"comments": [], "older": ""}
    asked = Stretch(show="outside", before=request.GET.get("before", ""))
    try:
        page = comment_queries.page_of(opened.maker, item.pk, asked)
    except BadCursor:
        page = comment_queries.page_of(opened.maker, item.pk, Stretch(show="outside"))
    files = comment_queries.files_with(opened.maker, [one.pk for one in page.rows])
    members, marks = reading.directory.members, _marks(reading)
    return {
        "comments": [
            {
                "who": members.get(one.author_id) or one.author_name or opened.workspace.name,
                "when": reading.format.instant(one.written_at),
                "html": rich_text(one.body, marks),
                "files": [
                    (f"{opened.base}/{FILES}{file.pk}", file.name, reading.format.bytes(file.size))
                    for file in files.get(one.pk, ())
                ],
            }
            for one in page.rows
        ],
        "older": f"?before={page.next_cursor}#comments" if page.next_cursor else "",
    }


def _marks(reading: Reading) -> Marks:
    """Names in comments: people of the firm by name, records not at all."""
    directory = reading.directory

    def draw(found: Any) -> Html:
        one = Named.of(found)
        names = directory.members if one.kind == "member" else directory.teams
        return el("span", f"@{names.get(one.key, '…')}" if one.kind != "record" else "…")

    return Marks(MARK, draw)


def _file(request: Any, opened: Opened, key: str) -> HttpResponseBase:
    """A file that came with a comment which outsiders may read."""
    try:
        wanted = UUID(key)
    except ValueError:
        raise Http404 from None
    said = Comment.objects.in_workspace(opened.link.workspace_id).filter(
        record_id=opened.link.record_id, trashed_at=None, is_internal=False
    )
    files = File.objects.in_workspace(opened.link.workspace_id).filter(
        pk=wanted, is_current=True, trashed_at=None, comment_id__in=said.values("pk")
    )
    file: File | None = files.select_related("blob", "clean").first()
    if file is None or not opened.shows("comments"):
        raise Http404
    return handed_out(request, file, inline=False, outside=True)


def register() -> None:
    """Say that work can be shared."""
    shareable.register(
        Purpose(
            name=NAME,
            label=_("Status page"),
            says=_("Title, status and day, always as they stand now. Nothing can be changed."),
            page=status_page,
            on="work",
            icon="eye",
            shows=(
                Showable("parts", _("What it is made of, by title and status")),
                Showable("steps", _("Checklists")),
                Showable("comments", _("Comments that are also for outside"),
                         hint=_("Those for the team alone are never shown.")),
                Showable("fields", _("Own fields"),
                         hint=_("Never those that are hidden from outsiders.")),
                Showable("description", _("Description"), usual=False),
            ),
        )
    )  # fmt: skip
