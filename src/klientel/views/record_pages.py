"""The generic page of a record, its preview, its menu, and what a deleted one shows."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseRedirect, QueryDict
from django.utils.translation import gettext as _

from klientel.events.batches import is_taken, taken_by
from klientel.events.feed import history_of, named_in
from klientel.events.verbs import verbs
from klientel.kit.refused import NotFound
from klientel.records.actions import actions
from klientel.records.actions.undo_in_pieces import offers_undo
from klientel.records.fields.base import Reading
from klientel.records.merging.leading import leads_to
from klientel.records.own_fields.outside import fields_for
from klientel.records.reading import learn, links_of
from klientel.records.telling import Through, fields_changed, in_words, told_through
from klientel.records.types import RecordType, record_types
from klientel.ui.html import Html, join
from klientel.views import render
from klientel.views.doors import find, staff
from klientel.views.field_files import way_to
from klientel.views.gesture_pages import moves_of
from klientel.views.keyset import Keyset
from klientel.views.own_field_facts import FactStanding
from klientel.views.own_field_pages import add_field_address
from klientel.views.panels import panels
from klientel.views.query import ViewQuery
from klientel.views.record_menu import record_menu
from klientel.views.rows import Listing, counted_sql, counts_of

HISTORY = 30
#: the tab of the generic page that every type has
HISTORY_TAB = "history"


@staff("GET")
def record_page(request: Any, record_type: RecordType, key: str, tab: str = "") -> HttpResponse:
    """A record's page: the type's own where it has one, else header, facts, panels and history.

    A record in the trash answers 410 with the way to restore it, for those who may see it.
    """
    request.actor.must(record_type.permission("view"))
    try:
        record = find(request.actor, record_type, key, trashed=None, says_shared=True)
    except NotFound:
        return _onwards(request, record_type, key, tab)
    if record.trashed_at is not None:
        return _gone(request, record_type, record, tab)
    if (
        tab
        and tab != HISTORY_TAB
        and tab not in {one.name for one in panels.on(record_type.name, "tab")}
    ):
        raise Http404
    request.record_tab = tab
    if record_type.page is not None:
        answer: HttpResponse = record_type.page(request, record)
        return answer
    if render.is_fragment(request) and request.GET.get("before"):
        return _stretch(request, record_type, record, tab)
    context = record_context(request, record_type, record, tab)
    context["lead"] = lead_of(request, record)
    return render.render(request, "views/record.html", context)


def _stretch(request: Any, record_type: RecordType, record: Any, tab: str) -> HttpResponse:
    """What a script asks for that is `before` a place: the tab draws that stretch of it alone."""
    panel = next((one for one in panels.shown(request, record, "tab") if one.name == tab), None)
    if panel is None:
        raise Http404
    return HttpResponse(panel.render(request, record))


@staff("GET")
def peek(request: Any, record_type: RecordType, key: str) -> HttpResponse:
    """The preview of a record beside its list: the type's own, else facts and history."""
    record = find(request.actor, record_type, key)
    given = request.GET.get("list", "")
    if record_type.preview is not None:
        address = render.address_of(request, record)
        context = {
            "href": address,
            "address": address,
            "drawn": record_type.preview(request, record),
        }
    else:
        context = record_context(request, record_type, record, HISTORY_TAB)
    context["href"] = context["address"] + (f"?{_list_mark(given)}" if given else "")
    return render.render(request, "views/peek.html", context, fragment=True)


@staff("GET")
def menu(request: Any, record_type: RecordType, key: str) -> HttpResponse:
    """What can be done with one row."""
    record = find(request.actor, record_type, key)
    context = {
        "record": record,
        "address": render.address_of(request, record),
        "own": f"/{request.workspace.slug}/{record_type.slug}/{record.pk}",
        "edit": edit_address(request, record_type, record),
        "actions": offered_actions(request, record_type, record),
        "may_trash": request.actor.may(record_type.permission("trash")),
        "moves": [
            found
            for name in ("by", "lane")
            if (found := moves_of(request, record_type, record, request.GET.get(name, "")))
        ],
    }
    return render.render(request, "views/menu.html", context, fragment=True)


def edit_address(request: Any, record_type: RecordType, record: Any) -> str:
    """Where the record is changed as a whole; empty where it is not, or not by this person."""
    if not record_type.form_fields or not request.actor.may(record_type.permission("edit")):
        return ""
    return f"/{request.workspace.slug}/{record_type.slug}/{record.pk}/edit"


def offered_actions(request: Any, record_type: RecordType, record: Any) -> list[dict[str, Any]]:
    """The catalogue's actions that the actor may do and that make sense for the record now, and
    what else is added to its menu.
    """
    say = render.page_reading(request).say
    below = render.address_of(request, record, "actions")
    mine = [
        {
            "name": one.name,
            "label": say(one.label),
            "icon": one.icon,
            "key": one.key,
            "href": f"{below}/{one.name}",
        }
        for one in actions.on(record_type.name)
        if one.is_offered(request.actor, record)
    ]
    return mine + [one.as_verb() for one in record_menu.of_record(request, record_type, record)]


@dataclass(frozen=True, slots=True)
class Told:
    """One line of a history: when, which icon, in words; `undo` is the event that can be undone."""

    id: UUID
    icon: str
    text: str
    at: Any
    undo: str
    through: Through | None = None


def record_context(request: Any, record_type: RecordType, record: Any, tab: str) -> dict[str, Any]:
    """What the generic page and the preview of a record show."""
    reading = render.page_reading(request)
    learn(request.actor, reading, links_of(record_type.fields, [record]))
    tabs = panels.shown(request, record, "tab")
    wanted = tab or next((panel.name for panel in tabs if panel.opens_first), HISTORY_TAB)
    opened = next((panel for panel in tabs if panel.name == wanted), None)
    address = render.address_of(request, record)
    return {
        "record_type": record_type,
        "record": record,
        "title": record_type.named(record),
        "type_label": record_type.called(reading),
        "address": address,
        "own": f"/{request.workspace.slug}/{record_type.slug}/{record.pk}",
        "facts": facts_of(request, record_type, record),
        "add_field": add_field_address(request, record_type),
        "text": str(record_type.field(record_type.title).value(record))
        if record_type.is_titled_by_text
        else "",
        "edit": edit_address(request, record_type, record),
        "history": [] if opened else history(request, record),
        "actions": offered_actions(request, record_type, record),
        "may_edit": request.actor.may(record_type.permission("edit")),
        "may_trash": request.actor.may(record_type.permission("trash")),
        "tabs": [(panel, f"{address}/{panel.name}", panel is opened) for panel in tabs],
        "history_href": f"{address}/{HISTORY_TAB}",
        "is_history": opened is None,
        "tab_html": opened.render(request, record) if opened else "",
        "left": [(p, p.render(request, record)) for p in panels.shown(request, record, "left")],
        "right": [(p, p.render(request, record)) for p in panels.shown(request, record, "right")],
        "live": f"{record_type.name}:{record.pk}",
        "place": neighbours(request, record_type, record),
        "list_href": f"/{request.workspace.slug}/{record_type.slug}",
        "list_label": record_type.called_many(reading),
    }


def lead_of(request: Any, record: Any) -> list[Html]:
    """What stands above the tabs of a record's page; a preview has no room for it."""
    return [one.render(request, record) for one in panels.shown(request, record, "lead")]


def facts_of(request: Any, record_type: RecordType, record: Any) -> list[dict[str, Any]]:
    """The record's fields as facts; empty ones are offered to whoever may fill them.

    The title stands above them already.
    """
    reading = render.page_reading(request)
    may_edit = request.actor.may(record_type.permission("edit"))
    own = f"/{request.workspace.slug}/{record_type.slug}/{record.pk}/fields"
    facts = []
    standing = FactStanding(request, record_type, record)
    for one in fields_for(request.actor, record_type):
        stands = standing.of(one)
        if one.name == record_type.title or not stands.is_shown:
            continue
        value = one.value(record)
        # several values are mostly changed in the form of the whole record
        # several values are mostly changed in the form of the whole record
        is_open = may_edit and one.is_changeable and (one.is_in_place or not one.is_several)
        is_open = is_open and not stands.locked
        shown = one.fact(value, reading) or stands.missing
        if may_edit and not stands.locked and one.is_sent:
            shown = join([shown, way_to(request, record, one)])
        facts.append(
            {
                "id": f"fact-{one.name}",
                "label": reading.say(one.label),
                "section": reading.say(one.section),
                "value": shown,
                "edit": f"{own}/{one.name}?as=fact" if is_open else "",
                "is_empty": one.is_empty(value),
                "locked": stands.locked if may_edit else "",
                "internal": stands.is_internal,
            }
        )
    return facts


def history(request: Any, record: Any, limit: int = HISTORY) -> list[Told]:
    """What happened to a record, newest first, in words."""
    reading = render.page_reading(request)
    events = history_of(request.actor, record.pk, limit=limit).rows
    learn(request.actor, reading, named_in(events) - reading.directory.members.keys())
    names: dict[Any, str] = {pk: one.title for pk, one in reading.linked.items()}
    names.update(reading.directory.members)
    names[record.pk] = record_types.of(record).named(record)
    told: list[Told] = []
    taken = taken_by(events)
    through = told_through(request.actor, request.workspace.slug, events)
    for event in events:
        verb = verbs.get(event.verb) if event.verb in verbs else None
        fields = fields_changed(event, reading)
        text = in_words(event, reading, names)
        if fields and fields not in text:
            text = f"{text}: {fields}"
        # what made or deleted the record itself is taken back elsewhere
        can_undo = verb is not None and verb.undo not in (None, "trash", "restore")
        can_undo = can_undo and not is_taken(event, taken)
        can_undo = can_undo and offers_undo(request.actor, event, record)
        told.append(
            Told(
                event.pk,
                verb.icon if verb else "history",
                text,
                event.occurred_at,
                str(event.pk) if can_undo else "",
                through.get(event.pk),
            )
        )
    return told


def neighbours(request: Any, record_type: RecordType, record: Any) -> dict[str, str]:
    """The list a record was opened from (`?list=`), what comes before and after it there, and its
    `number` in it: "3 of 46". Two small reads by keyset and a bounded count; none of them, and the
    whole list alone, when it was opened from nowhere.
    """
    given = request.GET.get("list")
    base = f"/{request.workspace.slug}/{record_type.slug}"
    if given is None:
        return {"list": base}
    reading = render.page_reading(request)
    query = ViewQuery.from_request(record_type, QueryDict(given[:8_000]), request.actor, reading)
    rows = Listing(record_type, query, request.actor, reading).rows
    keyset = Keyset.of(record_type, query.order(record_type), None, reading)
    mark = _list_mark(given)
    found = {"list": f"{base}?{given}", "number": _number(rows, keyset, record, reading)}
    named = "ref" if record_type.has_refs else "id"
    for name, key in zip(("previous", "next"), keyset.beside(rows, record, named), strict=True):
        if key is not None:
            found[name] = f"{base}/{key}?{mark}"
    return found


def _number(rows: Any, keyset: Keyset, record: Any, reading: Reading) -> str:
    """ "3 of 46"; nothing where counting takes long, or the record is in the list no more."""
    asked = (rows, rows.filter(pk=record.pk), *keyset.before(rows, record))
    whole, here, *before = counts_of([counted_sql(one) for one in asked])
    if not here.value or any(one.capped for one in before):
        return ""
    place = reading.format.integer(sum(one.value for one in before) + 1)
    return _("%(place)s of %(count)s") % {"place": place, "count": whole.shown(reading.format)}


def _list_mark(given: str) -> str:
    marked = QueryDict(mutable=True)
    marked["list"] = given
    return marked.urlencode()


def _onwards(request: Any, record_type: RecordType, key: str, tab: str) -> HttpResponse:
    """To what the record of an address went into; raises `NotFound` where it went into none."""
    target = leads_to(request.actor, record_type, key)
    if target is None:
        raise NotFound()
    return HttpResponseRedirect(render.address_of(request, target, *([tab] if tab else [])))


def _gone(request: Any, record_type: RecordType, record: Any, tab: str) -> HttpResponse:
    actor = request.actor
    with suppress(NotFound):
        return _onwards(request, record_type, str(record.pk), tab)
    if not actor.may(record_type.permission("trash")):
        raise NotFound()
    context = {
        "title": record_type.named(record),
        "text": _("It was deleted. It can be restored for 30 days."),
        "restore": f"/{request.workspace.slug}/{record_type.slug}/{record.pk}/restore",
        "list_href": f"/{request.workspace.slug}/{record_type.slug}",
    }
    return render.render(request, "views/gone.html", context, status=410)
