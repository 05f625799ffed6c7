"""The tab "Files" that the page of every record has, and what one of its lines says."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from klientel.discussion import limits, queries
from klientel.discussion.models import File
from klientel.kit.cursors import BadCursor
from klientel.kit.ids import uuid7
from klientel.kit.paging import Page
from klientel.records.own_fields.kinds.files import OwnFiles, fields_with_files
from klientel.records.types import record_types
from klientel.sharing.rights import MAKE
from klientel.ui.html import Html
from klientel.views.panels import EVERY, Panel, panels
from klientel.views.render import address_of, is_fragment, page_reading, piece

TAB = "files"
_ICONS = {"image": "image", "audio": "play", "video": "play", "text": "file-text"}
_DOCUMENTS = ("pdf", "document", "sheet", "presentation", "rtf", "ole")


def register() -> None:
    """Tell the pages of records of the tab."""
    panels.register(
        Panel(
            name=TAB,
            on=EVERY,
            slot="tab",
            label=gettext_lazy("Files"),
            render=files_tab,
            order=60,
            icon="paperclip",
        )
    )


def files_tab(request: Any, record: Any) -> Html:
    """Where files are dropped, and those that are there; `before` asks for older ones alone."""
    context = files_context(request, record)
    if is_fragment(request) and request.GET.get("before"):
        return piece(request, "views/file_rows.html", **context)
    return piece(request, "views/files.html", **context)


def files_context(request: Any, record: Any) -> dict[str, Any]:
    """One stretch of the files of a record; a strange place is the top."""
    type_ = record_types.of(record).in_workspace(request.workspace)
    fields = fields_with_files(type_)
    apart = [one.definition for one in fields]
    page: Page[File]
    try:
        page = queries.page_of(request.actor, record.pk, request.GET.get("before", ""), apart)
    except BadCursor:
        page = queries.page_of(request.actor, record.pk, without=apart)
    here = address_of(request, record, TAB)
    return {
        "held": _held(request, record, fields),
        "rows": rows_of(request, page.rows),
        "here": here,
        "older": f"{here}?before={page.next_cursor}" if page.next_cursor else "",
        "may_write": request.actor.may(type_.permission("edit")),
        "share": f"/{request.workspace.slug}/{type_.slug}/{record.pk}/links?purpose=file&part="
        if request.actor.may(MAKE)
        else "",
        "takes": takes(request),
        "form_key": str(uuid7()),
    }


def _held(request: Any, record: Any, fields: Sequence[OwnFiles]) -> list[dict[str, Any]]:
    """The fields of a record that hold files, each with its own and the room that is left; one
    read for all, none where a firm has no such field."""
    if not fields:
        return []
    reading = page_reading(request)
    found = queries.held_by(request.actor, record.pk, [one.definition for one in fields])
    held = []
    for one in fields:
        files = found.get(one.definition, [])
        held.append(
            {
                "name": one.name,
                "label": reading.say(one.label),
                "rows": rows_of(request, files),
                "takes": taken_by(request, one, len(files)),
                "form_key": str(uuid7()),
            }
        )
    return held


def taken_by(request: Any, one: OwnFiles, there: int = 0) -> dict[str, Any]:
    """As `takes`, of a field that holds some files already: `count` is how many more it takes."""
    staging = f"/{request.workspace.slug}/files/new?for={one.name}"
    return {**takes(request), "count": max(0, one.most - there), "staging": staging}


def rows_of(request: Any, files: Sequence[File]) -> list[dict[str, Any]]:
    """What is said of files; one read for their former versions."""
    several = [one for one in files if one.version > 1]
    versions = queries.versions_of(request.actor, several)
    return [
        {
            **shown(request, one),
            "former": [shown(request, old) for old in versions.get(one.series, ())],
        }
        for one in files
    ]


def shown(request: Any, file: File) -> dict[str, Any]:
    """Name, size, who and when of one file, and the addresses behind it."""
    reading = page_reading(request)
    address = f"/{request.workspace.slug}/files/{file.pk}"
    parts = [
        reading.format.bytes(file.size),
        reading.directory.members.get(file.given_by_id, ""),
        reading.format.relative(file.given_at),
    ]
    if file.version > 1 or not file.is_current:
        parts.append(_("version {number}").format(number=file.version))
    return {
        "id": file.pk,
        "series": file.series,
        "name": file.name,
        "href": f"{address}/view" if file.is_picture else address,
        "address": address,
        "is_picture": file.is_picture,
        "picture": f"{address}/view" if file.is_shown_small else "",
        "icon": icon_of(file),
        "size": reading.format.bytes(file.size),
        "note": " · ".join(filter(None, parts)),
        "exact": reading.format.instant(file.given_at),
    }


def icon_of(file: File) -> str:
    """The icon that stands for what a file is."""
    if any(word in file.media_type for word in _DOCUMENTS):
        return "file-text"
    return _ICONS.get(file.media_type.partition("/")[0], "file")


def takes(request: Any) -> dict[str, Any]:
    """What the element that sends files must know: where to, how large, what it says."""
    size = page_reading(request).format.bytes(limits.most_bytes())
    return {
        "most": limits.most_bytes(),
        "size": size,
        "count": limits.MOST_AT_ONCE,
        "staging": f"/{request.workspace.slug}/files/new",
    }


def links(request: Any, files: Iterable[File]) -> list[dict[str, Any]]:
    """Files as an entry of a timeline shows them."""
    return [shown(request, one) for one in files]
