"""When two people changed the same field of a record: both values side by side, and a choice.

Nothing is written and nothing is lost: what else was typed travels along and is saved with what is
chosen. Whoever is overtaken once more is asked once more.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from django.utils.translation import gettext as _

from klientel.events.feed import history_of
from klientel.kit.refused import Refused
from klientel.records.fields.base import Field, Reading
from klientel.records.reading import learn
from klientel.records.types import RecordType
from klientel.views import render
from klientel.views.inputs import control_of, expected_of, written

if TYPE_CHECKING:
    from klientel.events.models import Event

SEEN = "seen-"
#: names the fields that a choice was asked for, and holds what was typed into each
CLASH, MINE = "clash", "mine-"
#: what nothing that stands anywhere equals: a field that is asked about once more
NEVER = object()


@dataclass(frozen=True)
class Clash:
    """One field that two people changed: what was typed, and what stands there now, by whom."""

    name: str
    label: str
    typed: str
    mine: str
    kept: str
    theirs: str
    who: str
    when: str


def last_edit(request: Any, record: Any, name: str) -> Event | None:
    """The event that last changed a field of a record, if that was not long ago."""
    for event in history_of(request.actor, record.pk, limit=20).rows:
        if name in (event.facts.get("changes") or {}):
            return event
    return None


def is_answered(post: Any) -> bool:
    """Whether a form that was asked to choose has chosen for every field."""
    return all(name in post for name in post.getlist(CLASH))


def clashes(
    request: Any,
    record: Any,
    fields: Sequence[Field],
    typed: Mapping[str, str],
    seen: Mapping[str, Any],
) -> list[Clash]:
    """The fields that stand otherwise than they were seen, and otherwise than was typed."""
    reading = render.page_reading(request)
    found = []
    for one in fields:
        if one.name not in typed or seen.get(one.name) is None:
            continue
        current = one.value(record)
        mine = _cleaned(one, typed[one.name], reading)
        if one.api(current) != seen[one.name] and mine != current:
            found.append(_clash(request, record, one, typed[one.name], mine))
    return found


def _cleaned(one: Field, text: str, reading: Reading) -> Any:
    try:
        return one.clean(text, reading)
    except Refused:
        return text


def _clash(request: Any, record: Any, one: Field, typed: str, mine: Any) -> Clash:
    reading, current = render.page_reading(request), one.value(record)
    learn(request.actor, reading, [*one.links(current), *one.links(mine)])
    event = last_edit(request, record, one.name)
    kept = control_of(one, current, reading).value
    return Clash(
        one.name,
        reading.say(one.label),
        typed,
        one.shown(mine, reading) or _("nothing"),
        "" if kept is None else str(kept),
        one.shown(current, reading) or _("nothing"),
        event.actor_name if event else _("Somebody else"),
        reading.format.relative(event.recorded_at) if event else "",
    )


def ask(
    request: Any,
    record_type: RecordType,
    record: Any,
    fields: Sequence[Field],
    typed: Mapping[str, str],
    seen: Mapping[str, Any],
    found: Sequence[Clash],
) -> HttpResponse:
    """The page that shows both and asks; sending it is sending the form again with the choice."""
    reading = render.page_reading(request)
    clashing = {one.name for one in found}
    hidden = [(CLASH, one.name) for one in found]
    hidden += [(MINE + one.name, one.typed) for one in found]
    for one in fields:
        if one.name in clashing:
            hidden.append((SEEN + one.name, expected_of(one, one.value(record))))
        elif one.name in typed and seen.get(one.name) is not NEVER:
            hidden.append((one.name, typed[one.name]))
            hidden.append((SEEN + one.name, written(seen[one.name])))
    context = {
        "title": _("Two people changed this"),
        "subject": record_type.named(record),
        "type_label": record_type.called(reading),
        "clashes": found,
        "others": len(typed) - len(clashing),
        "hidden": hidden,
        "is_again": CLASH in request.POST,
        "action": f"/{request.workspace.slug}/{record_type.slug}/{record.pk}/edit",
        "back": render.address_of(request, record),
    }
    fragment = render.is_fragment(request)
    template = "views/conflict_panel.html" if fragment else "views/conflict.html"
    return render.render(request, template, context, status=409, fragment=fragment)
