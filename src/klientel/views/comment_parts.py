"""The tab "Comments" that the page of every record has, and what one comment says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from klientel.discussion import comment_queries as queries
from klientel.discussion.actions.speaking import WRITE
from klientel.discussion.comment_queries import Stretch
from klientel.discussion.mentions import named_in
from klientel.discussion.models import Comment
from klientel.discussion.signs import SIGNS
from klientel.kit import clock
from klientel.kit.cursors import BadCursor
from klientel.kit.paging import Page
from klientel.records.types import record_types
from klientel.ui.html import Html
from klientel.ui.rich_text import rich_text
from klientel.views.comment_form import form_context
from klientel.views.comment_names import marks_of, outside_name
from klientel.views.file_parts import links
from klientel.views.panels import EVERY, Panel, panels
from klientel.views.render import address_of, is_fragment, page_reading, piece

TAB = "comments"


def register() -> None:
    """Tell the pages of records of the tab."""
    panels.register(
        Panel(
            name=TAB,
            on=EVERY,
            slot="tab",
            label=gettext_lazy("Comments"),
            render=comments_tab,
            order=30,
            icon="message-square",
        )
    )


def comments_tab(request: Any, record: Any) -> Html:
    """What to write, what to show, and what was said; `before` asks for older ones alone."""
    if is_fragment(request) and request.GET.get("before"):
        return piece(request, "views/comment_rows.html", **list_context(request, record))
    context = list_context(request, record)
    context |= form_context(request, record, context["sent_with"])
    return piece(request, "views/comments.html", **context)


def list_context(request: Any, record: Any, written: Comment | None = None) -> dict[str, Any]:
    """One stretch of the comments of a record as the address asks for it; a strange place is the
    top. What was just `written` is in it, also where the oldest stand first."""
    asked = _asked(request)
    if written is not None:
        asked = replace(asked, show="all", at=written.pk if asked.oldest_first else None)
    page: Page[Comment]
    try:
        page = queries.page_of(request.actor, record.pk, asked)
    except BadCursor:
        asked = Stretch(show=asked.show, oldest_first=asked.oldest_first)
        page = queries.page_of(request.actor, record.pk, asked)
    here = address_of(request, record, TAB)
    given = _kept(asked)
    whole = _with(here, given)
    older = _with(here, {**given, "before": page.next_cursor}) if page.next_cursor else ""
    refresh = {**given, "at": str(asked.at)} if asked.at else given
    return {
        "rows": drawn(request, record, page.rows),
        "here": here,
        "sent_with": f"?{urlencode(given)}" if given else "",
        "whole": whole,
        "is_partly": asked.at is not None,
        "list_source": _with(f"{here}/list", refresh),
        "older": older,
        "filters": _filters(here, asked),
        "turned": _turned(here, asked),
        "shown": asked.show,
        "live_type": record_types.of(record).name,
        "record_id": record.pk,
        "seen_to": f"/{request.workspace.slug}/mentions/seen",
        "last": queries.cursor_of(page.rows[-1]) if page.rows else "",
    }


def _asked(request: Any) -> Stretch:
    given = request.GET
    show = given.get("show", "all")
    try:
        at = UUID(given.get("at", ""))
    except ValueError:
        at = None
    return Stretch(
        show=show if show in queries.SHOWN else "all",
        before=given.get("before", ""),
        at=at,
        down_to=given.get("down_to", ""),
        oldest_first=given.get("order") == "oldest",
    )


def _kept(asked: Stretch) -> dict[str, str]:
    kept = {} if asked.show == "all" else {"show": asked.show}
    return {**kept, "order": "oldest"} if asked.oldest_first else kept


def _with(address: str, given: dict[str, Any]) -> str:
    return f"{address}?{urlencode(given)}" if given else address


def _filters(here: str, asked: Stretch) -> list[dict[str, Any]]:
    order = {"order": "oldest"} if asked.oldest_first else {}
    labels = {
        "all": _("All"),
        "open": _("Unresolved"),
        "internal": _("Only for the team"),
        "outside": _("Also outside"),
    }
    return [
        {
            "label": label,
            "href": _with(here, {**({} if name == "all" else {"show": name}), **order}),
            "current": name == asked.show,
        }
        for name, label in labels.items()
    ]


def _turned(here: str, asked: Stretch) -> dict[str, str]:
    show = {} if asked.show == "all" else {"show": asked.show}
    if asked.oldest_first:
        return {"label": _("Newest first"), "href": _with(here, show)}
    return {"label": _("Oldest first"), "href": _with(here, {**show, "order": "oldest"})}


def drawn(request: Any, record: Any, comments: Sequence[Comment]) -> list[dict[str, Any]]:
    """What is shown of comments of one record: at most four reads, for files, reactions, what is
    news to the reader, and the names of records."""
    keys = [one.pk for one in comments]
    drawer = _Drawer(request, record, comments)
    files = queries.files_with(request.actor, keys)
    reactions = queries.reactions_on(request.actor, keys)
    news = queries.unseen_among(request.actor, _naming(request, comments))
    return [
        {
            **drawer.comment(one),
            "files": links(request, files.get(one.pk, ())),
            "signs": drawer.signs(reactions.get(one.pk, {})),
            "is_news": one.pk in news,
        }
        for one in comments
    ]


def _naming(request: Any, comments: Sequence[Comment]) -> list[UUID]:
    """Those of some comments that name the reader, or a team."""
    own = request.actor.member_id
    return [
        one.pk
        for one in comments
        if any(each.key == own or each.kind == "team" for each in named_in(one.body))
    ]


class _Drawer:
    """Turns comments into what a page shows, with the names that they need read at once."""

    def __init__(self, request: Any, record: Any, comments: Sequence[Comment]) -> None:
        self.actor = request.actor
        self.reading = page_reading(request)
        self.members = self.reading.directory.members
        self.base = f"/{request.workspace.slug}/comments"
        self.marks = marks_of(request, [one.body for one in comments])
        shares = any(not one.is_internal for one in comments)
        self.outside = outside_name(request, record) if shares else ""
        self.may_write = self.actor.may(WRITE)

    def comment(self, one: Comment) -> dict[str, Any]:
        """All that its own row tells."""
        own = f"{self.base}/{one.pk}"
        who = self.members.get(one.author_id) or one.author_name or "Klientel"
        return {
            "id": str(one.pk),
            "who": who,
            "when": self._when(one.written_at),
            "exact": self.reading.format.instant(one.written_at),
            "edited": self._edited(one),
            "href": own,
            "wordings": f"{own}/wordings" if one.version > 1 else "",
            "is_internal": one.is_internal,
            "outside": self.outside,
            "html": rich_text(one.body, self.marks),
            "changed": one.changed_at.timestamp(),
            "menu": f"{own}/menu" if self.may_write else "",
            "react": f"{own}/react" if self.may_write else "",
            "state": f"{own}/state" if self.may_write and one.assignee_id else "",
            "is_open": one.is_open,
            "assigned": self._assigned(one),
        }

    def _when(self, at: datetime) -> str:
        """The day in words; for what was said just now the time as well."""
        day = self.reading.format.relative(at)
        is_near = at > clock.now() - timedelta(days=1)
        return f"{day}, {self.reading.format.time(at, in_table=True)}" if is_near else day

    def _edited(self, one: Comment) -> str:
        if one.edited_at is None:
            return ""
        return _("edited {when}").format(when=self.reading.format.relative(one.edited_at))

    def _assigned(self, one: Comment) -> str:
        if one.assignee_id is None:
            return ""
        name = self.members.get(one.assignee_id, "")
        if one.resolved_at is None:
            return _("Assigned to {name}").format(name=name)
        return _("Resolved by {name}, {when}").format(
            name=self.members.get(one.resolved_by_id, ""),
            when=self.reading.format.relative(one.resolved_at),
        )

    def signs(self, given: dict[str, list[UUID]]) -> list[dict[str, Any]]:
        """The signs under a comment, each with who put it there, in words."""
        rows = []
        for name, (icon, label) in SIGNS.items():
            people = [self.members.get(key, "") for key in given.get(name, ())]
            if people:
                rows.append({
                    "name": name,
                    "icon": icon,
                    "count": len(people),
                    "told": f"{label}: {', '.join(filter(None, people))}",
                    "is_mine": self.actor.member_id in given[name],
                })  # fmt: skip
        return rows
