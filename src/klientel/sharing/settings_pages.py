"""Everything that is shared, on one page of the settings; and a look at it as outsiders have it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from klientel.kit import clock
from klientel.kit.cursors import BadCursor
from klientel.kit.refused import NotFound, Refused
from klientel.records.reading import address, reading_for
from klientel.sharing import frame
from klientel.sharing.actions import renew_link, revoke_link
from klientel.sharing.actions.ending import found_link
from klientel.sharing.queries import SHOWN, lines_of, page_of
from klientel.sharing.rights import MAKE, MANAGE
from klientel.sharing.standing import standing
from klientel.team.pages.frame import done, errors_of
from klientel.team.pages.frame import show as show_settings


@require_http_methods(["GET", "HEAD", "POST"])
def links_page(request: Any, workspace: str) -> HttpResponse:
    """All links of the firm, page by page; `do` ends one or lets it work for longer."""
    request.actor.must(MANAGE)
    errors: dict[str, str] = {}
    if request.method == "POST":
        try:
            act(request)
            return done(request, "settings_links")
        except NotFound:
            raise
        except Refused as refusal:
            errors = errors_of(refusal)
    shown = request.GET.get("show", "open")
    shown = shown if shown in SHOWN else "open"
    try:
        page = page_of(request.actor, shown=shown, before=request.GET.get("before", ""))
    except BadCursor:
        page = page_of(request.actor, shown=shown)
    context = {
        "lines": drawn(request, page.rows, with_record=True),
        "shown": shown,
        "filters": [
            ("open", _("Valid")),
            ("ended", _("Ended")),
            ("all", _("All")),
        ],
        "next": f"?{urlencode({'show': shown, 'before': page.next_cursor})}"
        if page.next_cursor
        else "",
        "errors": errors,
    }
    status = 422 if errors else 200
    return show_settings(request, "sharing/links.html", "links", context, status=status)


def act(request: Any) -> None:
    """Do what a list of links was asked to do; raises `Refused`."""
    given = request.POST
    if given.get("do") == "renew":
        renew_link(request.actor, link=given.get("link", ""), days=given.get("days", ""))
    elif given.get("do") == "revoke":
        revoke_link(request.actor, link=given.get("link", ""))
    else:
        raise Refused("There is nothing to do.")


def drawn(request: Any, links: Any, *, with_record: bool = False) -> list[dict[str, Any]]:
    """Links as lists show them: what, for whom, how they stand, and when they were opened."""
    slug, shown = request.workspace.slug, reading_for(request.workspace).format
    rows, in_a_month = [], clock.now() + timedelta(days=29)
    for line in lines_of(links):
        link = line.link
        word, tone, icon = _state(line.state)
        row = {
            "id": str(link.pk),
            "name": link.name,
            "email": link.email,
            "what": " · ".join(filter(None, (line.what, line.part))),
            "word": word,
            "tone": tone,
            "icon": icon,
            "is_open": line.state == "open",
            "may_renew": line.state in ("open", "expired") and link.expires_at < in_a_month,
            "may_end": link.revoked_at is None and line.state not in ("lost", "expired"),
            "until": shown.date(link.expires_at),
            "made": _("{who}, {when}").format(
                who=link.made_by.name, when=shown.relative(link.made_at)
            ),
            "opened": _opened(link, shown),
            "has_password": link.password is not None,
            "preview": reverse("link_preview", args=(slug, link.pk)),
        }
        if with_record:
            ref = link.record
            row["title"] = ref.title
            row["href"] = address(slug, ref.type, ref.pk, ref.ref, ref.title)
        rows.append(row)
    return rows


def _opened(link: Any, shown: Any) -> str:
    """How often it was opened and when last, in words."""
    if not link.openings:
        return _("not opened yet")
    when = shown.relative(link.last_opened_at)
    if link.most_openings is not None:
        return _("opened {count} of {most} times, last {when}").format(
            count=link.openings, most=link.most_openings, when=when
        )
    if link.openings == 1:
        return _("opened {when}").format(when=when)
    return _("opened {count} times, last {when}").format(count=link.openings, when=when)


def _state(state: str) -> tuple[str, str, str]:
    return {
        "open": (_("Valid"), "ok", "link"),
        "revoked": (_("Ended"), "", "lock"),
        "expired": (_("Expired"), "warn", "clock"),
        "used": (_("Used up"), "warn", "check"),
        "lost": (_("Ended"), "", "lock"),
        "gone": (_("Nothing behind it"), "warn", "trash-2"),
    }[state]


@require_safe
def preview(request: Any, workspace: str, link: UUID, rest: str = "") -> HttpResponseBase:
    """What somebody outside sees under a link, for those who may end it; counts as no opening."""
    request.actor.must(MAKE)
    known = found_link(request.actor, str(link))
    base = reverse("link_preview", args=(request.workspace.slug, known.pk))
    known.made_by.workspace = request.workspace
    opened = standing(known, base, is_preview=True)
    if opened is None:
        raise Http404
    return frame.seal(opened.purpose.page(request, opened, rest))
