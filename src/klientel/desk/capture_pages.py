"""The capture line as a page and as a dialog: what was understood is seen before it is written."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django.http import HttpResponse
from django.utils.encoding import iri_to_uri
from django.utils.translation import gettext as _

from klientel.desk.capture.line import Asked, Line, Understood, line_for, lines_for
from klientel.desk.capture.sentence import LONGEST
from klientel.desk.capture_form import asked_of, page_below
from klientel.events.feed import history_of
from klientel.events.verbs import verbs
from klientel.kit.ids import uuid7
from klientel.kit.refused import Forbidden, Refused
from klientel.ui.answers import back
from klientel.views import render
from klientel.views.doors import staff

#: of what was noted the first parts are named in the word at the foot
_NAMED = 3
#: so many events back the own one is looked for: others may write at the same moment
_NEAR = 8


@staff("GET", "POST")
def capture_page(request: Any) -> HttpResponse:
    """The line, empty; a POST writes what was seen, and shows what was not seen yet."""
    if request.method == "GET":
        page = request.GET.get("page", "") or page_below(request)
        asked = asked_of(request, request.GET, page)
        line = _line(request, asked)
        return _show(request, line, asked, _understood(request, line, asked))
    asked = asked_of(request, request.POST, request.POST.get("page", ""))
    line = _line(request, asked)
    said = _understood(request, line, asked)
    is_seen = request.POST.get("seen") == _seal(line, said)
    is_asked_anew = any(request.POST.get(name) for name in ("leave", "choose", "change", "as"))
    is_asked_anew = is_asked_anew or "typing" in request.POST
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
    asked = asked_of(request, request.POST, request.POST.get("page", ""))
    line = _line(request, asked)
    context = _context(request, line, asked, _understood(request, line, asked))
    return render.render(request, "desk/capture_read.html", context, fragment=True)


def _line(request: Any, asked: Asked) -> Line:
    is_read = asked.text.strip() and len(asked.text) <= LONGEST
    reading = render.page_reading(request) if is_read else None
    line = line_for(request.actor, reading, asked)
    if line is None:
        raise Forbidden("Your role does not allow this.")
    return line


def _understood(request: Any, line: Line, asked: Asked) -> Understood:
    reading = render.page_reading(request)
    if len(asked.text) > LONGEST or not asked.text.strip():
        return Understood((), asked.text.strip())
    return line.understand(request.actor, reading, asked)


def _seal(line: Line, said: Understood) -> str:
    """What was seen: read as something else it is something else."""
    return f"{line.name}:{said.seal}"


def _error(request: Any, line: Line, asked: Asked, said: Understood) -> str:
    reading = render.page_reading(request)
    if not asked.text.strip():
        return _("Please write something.")
    if len(asked.text) > LONGEST:
        return _("This is too long for one line: at most {number} characters.").format(
            number=reading.format.integer(LONGEST)
        )
    if said.problem is not None:
        return render.said(request, said.problem)
    return reading.say(line.missing(said))


def _context(request: Any, line: Line, asked: Asked, said: Understood) -> dict[str, Any]:
    reading = render.page_reading(request)
    chips = [line.chip(part, reading) for part in said.parts]
    is_long = len(asked.text) > LONGEST
    lines = lines_for(request.actor)
    changing = request.POST.get("change", "")
    if said.problem is not None:
        changing = changing or request.POST.get("typing", "")
    return {
        "chips": [chip for chip in chips if not chip.choices],
        "open": [chip for chip in chips if chip.choices],
        "changing": next((one for one in chips if one.slot == changing and one.may_change), None),
        "said": said,
        "seal": _seal(line, said),
        "asked": asked,
        "given": [f"{slot}={value}" for slot, value in sorted(asked.given.items())],
        "is_empty": not asked.text.strip(),
        "missing": _error(request, line, asked, said) if asked.text.strip() else "",
        "remarks": [reading.say(one) for one in said.remarks],
        "summary": "" if is_long else " · ".join(chip.label for chip in chips if chip.label),
        "without": sorted(asked.without),
        "line": line,
        "others": [one for one in lines if one is not line] if not is_long else [],
        "examples": [reading.say(one) for each in lines for one in each.examples],
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
    sent = request.POST if request.method == "POST" else request.GET
    page = sent.get("page", "") or page_below(request)
    context = {
        **_context(request, line, asked, said),
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
    chips = [line.chip(part, reading) for part in said.parts[:_NAMED]]
    what = " · ".join(chip.label for chip in chips if chip.label)
    told = reading.words.fill(str(line.said), what=what)
    undo = _undo(request, record)
    home = f"/{request.workspace.slug}/"
    if not render.is_fragment(request):
        return render.redirect(request, f"{home}capture", said=told, undo=undo)
    to = back(request, home)
    if urlsplit(to).path == f"{home}capture":
        # the line as a page of its own: back to where it was called from
        page = request.POST.get("page", "")
        to = iri_to_uri(page) if page.startswith(home) and page.isprintable() else home
    response = HttpResponse(status=200, headers={"HX-Redirect": to})
    render.flash(response, told, undo=undo)
    return response


def _undo(request: Any, record: Any) -> str:
    """The way back of what this person just did to the record; empty where there is none."""
    me = request.actor.member_id
    events = history_of(request.actor, record.pk, limit=_NEAR).rows
    event = next((one for one in events if one.member_id == me), None)
    if event is None or event.verb not in verbs or not verbs.get(event.verb).undo:
        return ""
    # what was written besides, such as tags, is of the same step
    return f"/{request.workspace.slug}/undo/{event.batch or event.pk}"
