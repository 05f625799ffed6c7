"""A file shared with people outside: its page, the picture that it is, and the download."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

from django.http import Http404
from django.http.response import HttpResponseBase
from django.utils.translation import gettext_lazy as _

from klientel.discussion.models import File
from klientel.discussion.queries import living
from klientel.sharing import frame
from klientel.sharing.shareable import Opened, Purpose, shareable
from klientel.views.file_parts import icon_of
from klientel.views.handing_out import handed_out

NAME = "file"


def named(workspace: UUID, pairs: Collection[tuple[UUID, UUID]]) -> Mapping[UUID, str]:
    """The names of files by their series, of those that hang where they are said to; one read."""
    rows = living(workspace).filter(series__in=[series for _record, series in pairs])
    wanted = set(pairs)
    return {
        series: name
        for record, series, name in rows.values_list("record_id", "series", "name")
        if (record, series) in wanted
    }


def file_page(request: Any, opened: Opened, rest: str) -> HttpResponseBase:
    """The version of a file that is valid now: what it is, and its bytes."""
    rows = living(opened.link.workspace_id).filter(record_id=opened.link.record_id)
    file: File | None = rows.filter(series=opened.link.part).select_related("blob", "clean").first()
    if file is None or rest not in ("", "download", "view"):
        raise Http404
    if rest:
        shown_there = rest == "view" and file.is_picture
        return handed_out(request, file, inline=shown_there, outside=True)
    shown = frame.reading_as_outsider(opened).format
    context = {
        "file": file,
        "icon_name": icon_of(file),
        "size": shown.bytes((file.clean or file.blob).size),
        "when": shown.date(file.given_at),
        "picture": f"{opened.base}/view" if file.is_shown_small else "",
        "download": f"{opened.base}/download",
    }
    return frame.show(request, opened, "views/shared_file.html", context)


def register() -> None:
    """Say that files can be shared."""
    shareable.register(
        Purpose(
            name=NAME,
            label=_("File"),
            says=_(
                "Name and size, and the file itself to be downloaded. A new version takes the place"
                " of the one before, under the same link."
            ),
            page=file_page,
            icon="paperclip",
            has_part=True,
            parts_named=named,
        )
    )
