"""The capture line as a page and as a dialog: what was understood is seen before it is written."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django.http import HttpResponse
from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _

from klientel.desk.capture.line import Asked, Line, Understood, line_for
from klientel.desk.capture.sentence import LONGEST
from klientel.events.feed import history_of
from klientel.events.verbs import verbs
from klientel.kit.ids import uuid7
from klientel.kit.refused import Forbidden, NotFound, Refused
from klientel.ui.answers import back
from klientel.views import render
from klientel.views.doors import find, staff

_PAGES = frozenset({"record", "record_tab"})
_SLOT = 20
_MOST_SLOTS = 12


@staff("GET", "POST")
def capture_page(request: Any) -> HttpResponse:
    """The line, empty; a POST writes what was seen, and shows what was not seen yet."""
    line = _line(request)
    if request.method == "GET":
        asked = _asked(request, request.GET, _page_below(request))
        return _show(request, line, asked, _understood(request, line, asked))
    asked = _asked(request, request.POST, request.POST.get("page", ""))
    said = _understood(request, line, asked)
    is_seen = request.POST.get("seen") == said.seal
    is_asked_anew = "leave" in request.POST or "choose" in request.POST
    error = _error(request, line, asked, said)
    if is_asked_anew or not is_seen or error:
        told = error if is_seen and not is_asked_anew else ""
        return _show(request, line, asked, said, error=told)
    try:
        record = line.carry_out(request.actor, said, request.POST.get("key", ""))
    except Forbidden:
        raise
    except Refused as refusal:
        text = " ".join(render.errors_of(request, refusal).values())
        return _show(request, line, asked, said, error=text, status=refusal.status)
    return _written(request, line, said, record)


@staff("POST")
def capture_read(request: Any) -> HttpResponse:
    """What the line is understood as so far; writes nothing."""
    line = _line(request)
    asked = _asked(request, request.POST, request.POST.get("page", ""))
    context = _context(request, line, asked, _understood(request, line, asked))
    return render.render(request, "desk/capture_read.html", context, fragment=True)


def _line(request: Any) -> Line:
    line = line_for(request.actor)
    if line is None:
        raise Forbidden("Your role does not allow this.")
    return line


def _asked(request: Any, given: Any, page: str) -> Asked:
    without = {slot[:_SLOT] for slot in given.getlist("without")[:_MOST_SLOTS]}
    chosen = given.get("account", "")[:40]
    if leave := given.get("leave", ""):
        # taking a choice back leaves the words of the sentence to be read anew
        if leave == "account" and chosen:
            chosen = ""
        else:
            without |= {leave[:_SLOT]} | ({"here"} if leave == "account" else set())
    chosen = given.get("choose", "")[:40] or chosen
    text = given.get("text", "").replace("\r\n", "\n").replace("\0", "")
    return Asked(text, frozenset(without), chosen, _record_of(request, page))


def _understood(request: Any, line: Line, asked: Asked) -> Understood:
    reading = render.page_reading(request)
    if len(asked.text) > LONGEST or not asked.text.strip():
        return Understood((), asked.text.strip())
    return line.understand(request.actor, reading, asked)


def _error(request: Any, line: Line, asked: Asked, said: Understood) -> str:
    if not asked.text.strip():
        return _("Please write something.")
    if len(asked.text) > LONGEST:
        return _("This is too long for one line: at most {number} characters.").format(
            number=render.page_reading(request).format.integer(LONGEST)
        )
    return str(line.missing(said))


def _page_below(request: Any) -> str:
    """The path of the page that the line was opened on."""
    return urlsplit(back(request, "")).path


def _record_of(request: Any, page: str) -> Any:
    """The record whose page that was, as far as this person may know of it."""
    try:
        match = resolve(page)
    except Resolver404:
        return None
    given = match.kwargs
    if match.url_name not in _PAGES or given.get("workspace") != request.workspace.slug:
        return None
    try:
        return find(request.actor, given["record_type"], given["key"])
    except (NotFound, Forbidden):
        return None


def _context(request: Any, line: Line, asked: Asked, said: Understood) -> dict[str, Any]:
    reading = render.page_reading(request)
    chips = [line.chip(part, reading) for part in said.parts]
    is_long = len(asked.text) > LONGEST
    return {
        "chips": [chip for chip in chips if not chip.choices],
        "open": [chip for chip in chips if chip.choices],
        "said": said,
        "asked": asked,
        "is_empty": not asked.text.strip(),
        "missing": _error(request, line, asked, said) if asked.text.strip() else "",
        "summary": "" if is_long else " · ".join(chip.label for chip in chips if chip.label),
        "without": sorted(asked.without),
        "examples": line.examples,
    }


def _show(
    request: Any,
    line: Line,
    asked: Asked,
    said: Understood,
    *,
    error: str = "",
    status: int = 200,
) -> HttpResponse:
    page = request.POST.get("page", "") or _page_below(request)
    context = {
        **_context(request, line, asked, said),
        "placeholder": line.placeholder,
        "action": f"/{request.workspace.slug}/capture",
        "key": request.POST.get("key", "") or uuid7(),
        "page": page[:300],
        "error": error,
        "most": LONGEST,
    }
    if not render.is_fragment(request):
        return render.render(request, "desk/capture.html", context, status=status)
    name = "capture_dialog" if request.method == "GET" else "capture_form"
    return render.render(request, f"desk/{name}.html", context, status=status, fragment=True)


def _written(request: Any, line: Line, said: Understood, record: Any) -> HttpResponse:
    """Go on where the person was, with what was noted and the way back."""
    reading = render.page_reading(request)
    chips = [line.chip(part, reading) for part in said.parts[:3]]
    told = _("Noted: {what}").format(what=" · ".join(chip.label for chip in chips if chip.label))
    event = next(iter(history_of(request.actor, record.pk, limit=1).rows), None)
    undo = ""
    if event is not None and event.verb in verbs and verbs.get(event.verb).undo:
        # what was written besides, such as tags, is of the same step
        undo = f"/{request.workspace.slug}/undo/{event.batch or event.pk}"
    if not render.is_fragment(request):
        to = f"/{request.workspace.slug}/capture"
        return render.redirect(request, to, said=told, undo=undo)
    to = back(request, f"/{request.workspace.slug}/")
    response = HttpResponse(status=200, headers={"HX-Redirect": to})
    render.flash(response, told, undo=undo)
    return response
