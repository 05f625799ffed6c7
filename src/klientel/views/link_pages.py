"""The page of a record from which it is shared with people outside, with its links."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _

from klientel.events.trail import own_event
from klientel.kit.cursors import BadCursor
from klientel.kit.ids import id_in, id_needed, uuid7
from klientel.kit.refused import NotFound, Refused
from klientel.records.reading import learn
from klientel.records.types import RecordType, record_types
from klientel.sharing import addressees
from klientel.sharing.actions import Made, create_link
from klientel.sharing.actions.making import DAYS, USUAL
from klientel.sharing.queries import page_of
from klientel.sharing.rights import MAKE
from klientel.sharing.settings_pages import act, drawn
from klientel.sharing.shareable import Purpose, shareable
from klientel.sharing.standing import may_share
from klientel.views import render
from klientel.views.doors import find, staff
from klientel.views.record_menu import Entry, record_menu

#: what the form sends as it was typed
_TYPED = ("to", "name", "email", "send", "days", "password", "most_openings", "key")


def in_menu(request: Any, record_type: RecordType, record: Any) -> Iterator[Entry]:
    """The way to share a record as a whole, for those who may; asks the database nothing."""
    purpose = shareable.whole(record_type.name)
    if purpose is not None and may_share(request.actor, purpose, record_type.name):
        href = render.address_of(request, record, "links")
        yield Entry("share.create", _("Share with people outside"), "share-2", href)


def register() -> None:
    """Offer it in the menus of records."""
    record_menu.add(in_menu)


@staff("GET", "POST")
def links_page(request: Any, record_type: RecordType, key: str) -> HttpResponse:
    """Makes a link to the record, or to the part of it that the address names, and lists all links
    to it that the reader may end; a new one is in the answer and nowhere else.
    """
    request.actor.must(MAKE)
    record = find(request.actor, record_type, key)
    here = render.address_of(request, record, "links")
    if request.method == "GET" and render.is_fragment(request):
        # a menu asks for a form to be shown in place: this is more than a form
        return HttpResponse(status=200, headers={"HX-Redirect": here})
    errors: dict[str, str] = {}
    made: Made | None = None
    purpose, part, part_name = _wanted(request, record_type, record)
    if request.method == "POST":
        try:
            if request.POST.get("do") != "make":
                return _did(request, here)
            made = _make(request, record, purpose, part)
        except NotFound:
            raise
        except Refused as refusal:
            if refusal.status == 403:
                raise
            errors = render.errors_of(request, refusal)
            if not request.POST.get("name") and not request.POST.get("to"):
                errors.setdefault("name", _("Say whom it is for."))
    values = _values(request, record, purpose, made)
    context = {
        "title": _("Share with people outside"),
        "subject": record_type.named(record),
        "here": here,
        "back": render.address_of(request, record, *(["files"] if part else [])),
        "purpose": purpose,
        "part_name": part_name,
        "query": f"?purpose={purpose.name}&part={part}" if purpose and part else "",
        "made": made,
        "values": values,
        "whom": _picker(request, record, values["to"]),
        **_addressed(request, record, values),
        "days": [(one.value, one.label) for one in DAYS],
        "errors": errors,
        "form_key": str(uuid7()),
        **_listed(request, record, here),
    }
    status = 422 if errors else 200
    answer = render.render(request, "views/links.html", context, status=status)
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def _make(request: Any, record: Any, purpose: Purpose | None, part: UUID | None) -> Made:
    """The link that the form asks for; raises `Refused`."""
    made: Made = create_link(
        request.actor,
        record=str(record.pk),
        purpose=purpose.name if purpose else "",
        part=str(part or ""),
        shows=",".join(request.POST.getlist("shows")),
        **{name: request.POST.get(name, "") for name in _TYPED},
    )
    return made


def _wanted(
    request: Any, record_type: RecordType, record: Any
) -> tuple[Purpose | None, UUID | None, str]:
    """What the address asks to share: a part of the record, or else the record as a whole."""
    purpose = shareable.get(request.GET.get("purpose", ""))
    if purpose is None or not purpose.has_part:
        whole = shareable.whole(record_type.name)
        may = whole is not None and may_share(request.actor, whole, record_type.name)
        return (whole if may else None), None, ""
    part = id_needed(request.GET.get("part", ""))
    named = purpose.parts_named(request.actor.workspace_id, [(record.pk, part)])
    if part not in named or not may_share(request.actor, purpose, record_type.name):
        raise NotFound()
    return purpose, part, named[part]


def _did(request: Any, here: str) -> HttpResponse:
    """End a link, or let it work for longer, and say so with the way back."""
    act(request)
    event = own_event(request.actor)
    is_end = request.POST.get("do") == "revoke"
    undo = f"/{request.workspace.slug}/undo/{event.pk}" if event and is_end else ""
    said = _("The link was revoked.") if is_end else _("The link works for 30 days from today.")
    return render.redirect(request, here, said=said, undo=undo)


def _values(
    request: Any, record: Any, purpose: Purpose | None, made: Made | None
) -> dict[str, Any]:
    """What the form begins with: what was typed, or who it is probably for."""
    usual = [one.name for one in purpose.shows if one.usual] if purpose else []
    if request.method == "POST" and made is None and request.POST.get("do") == "make":
        return {
            **{name: request.POST.get(name, "") for name in _TYPED},
            "shows": request.POST.getlist("shows"),
        }
    empty = dict.fromkeys(_TYPED, "")
    return {**empty, "to": _probably(record), "days": USUAL, "shows": usual}


def _probably(record: Any) -> str:
    """Whom a link to a record is probably for: who it belongs to, if they can be written to."""
    account = record_types.of(record).account_of(record)
    can = any(one.account == "pk" and one.name in addressees.types() for one in record_types)
    return str(account) if account is not None and can else ""


@staff("GET")
def whom_page(request: Any, record_type: RecordType, key: str) -> HttpResponse:
    """What follows from whom a link is for, as the form stands: the address, and a doubt."""
    request.actor.must(MAKE)
    record = find(request.actor, record_type, key)
    given = {name: request.GET.get(name, "") for name in ("to", "email")}
    context = _addressed(request, record, given)
    return render.render(request, "views/link_whom.html", context, fragment=True)


def _addressed(request: Any, record: Any, given: Mapping[str, Any]) -> dict[str, Any]:
    """Which address a link goes to, and whether its addressee belongs to somebody else."""
    chosen = id_in(given["to"])
    account = record_types.of(record).account_of(record)
    email, name, other = given["email"], "", False
    if chosen:
        try:
            whom = addressees.addressee_of(request.actor, chosen)
        except Refused:
            return {"address": email, "whom_name": "", "of_another": "", "is_addressed": False}
        email, name = email or whom.email, whom.name
        other = addressees.is_of_another(request.actor, chosen, account)
    reading = render.page_reading(request)
    learn(request.actor, reading, [account] if account and other else [])
    owner = reading.linked.get(account) if account and other else None
    return {
        "address": email,
        "whom_name": name,
        "of_another": owner.title if owner else "",
        "is_addressed": chosen is not None,
    }


def _picker(request: Any, record: Any, key: str) -> dict[str, str]:
    """Where somebody is looked for to address a link to, and who is chosen."""
    reading = render.page_reading(request)
    chosen = id_in(key)
    learn(request.actor, reading, [chosen] if chosen else [])
    known = reading.linked.get(chosen) if chosen else None
    account = record_types.of(record).account_of(record)
    near = f"&near={account}" if account else ""
    return {
        "source": f"/{request.workspace.slug}/options?types={','.join(addressees.types())}{near}",
        "value": key if known else "",
        "shown": known.title if known else "",
    }


def _listed(request: Any, record: Any, here: str) -> dict[str, Any]:
    before = request.GET.get("before", "")
    try:
        page = page_of(request.actor, record_id=record.pk, shown="all", before=before)
    except BadCursor:
        page = page_of(request.actor, record_id=record.pk, shown="all")
    older = f"{here}?before={page.next_cursor}" if page.next_cursor else ""
    return {"lines": drawn(request, page.rows), "older": older}
