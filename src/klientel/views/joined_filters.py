"""All filters of a list at once: put together in a form, any or all of them, in groups.

The form carries them beside the rest of the list; its buttons redraw it and write nothing. What is
applied stands in the address of the list, as ever.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from django.http import HttpResponse, QueryDict
from django.utils.translation import gettext as _

from klientel.kit.refused import Refused
from klientel.records.conditions import Asking, from_json, names_in, sentence, settled
from klientel.records.fields.base import Field, Reading
from klientel.records.reading import learn
from klientel.records.types import RecordType
from klientel.ui.answers import go_on
from klientel.views import render
from klientel.views.condition_draft import pressed, typed
from klientel.views.condition_parts import ConditionParts
from klientel.views.conditions import (
    MAX_CONDITIONS,
    MAX_NESTING,
    MAX_WHERE,
    ME,
    NOTHING,
    Condition,
    Group,
    Reader,
    tidied,
    to_json,
)
from klientel.views.doors import staff
from klientel.views.query import ViewQuery

_PLACE = "given"
_LONGEST = 2 * MAX_WHERE


@dataclass(frozen=True)
class _Form:
    """What goes along with the form: the list without its filters, and as it was opened."""

    state: str
    opened: str


class _OfList(ConditionParts):
    """The conditions of a list: of the fields of its type."""

    most_nested = 3
    knows_me = True

    def __init__(self, record_type: RecordType, reading: Reading, errors: dict[str, str]) -> None:
        super().__init__(reading, errors, _PLACE)
        self.record_type = record_type

    def asked(self, condition: Condition) -> tuple[Field, Condition] | None:
        found = self.record_type.by_name.get(condition.field)
        return (found, condition) if found is not None and found.filterable else None

    def fields(self, condition: Condition) -> Iterator[tuple[str, list[tuple[str, str]]]]:
        pairs = [
            (one.name, self.reading.say(one.label))
            for one in self.record_type.fields
            if one.filterable and one.operators()
        ]
        yield self.record_type.called_many(self.reading), pairs


@staff("GET", "POST")
def joined_filters(request: Any, record_type: RecordType) -> HttpResponse:
    """GET shows the filters of a list to put together; POST redraws the form, or applies it."""
    request.actor.must(record_type.permission("view"))
    reading = render.page_reading(request)
    if request.method == "GET":
        query = ViewQuery.from_request(record_type, request.GET, request.actor, reading)
        state = query.with_(filters=NOTHING).to_query_string(whole=True)
        form = _Form(state, query.to_query_string())
        return _shown(request, record_type, _opened(query.filters), form, {})
    given = request.POST
    state = given.get("state", "")[:_LONGEST]
    form = _Form(state, given.get("opened", "")[:_LONGEST])
    group = pressed(typed(_stored(given), _PLACE, given), given.get("do", ""))
    if "apply" not in given:
        return _shown(request, record_type, group, form, {})
    found, errors = _settled(request, record_type, group)
    if errors:
        return _shown(request, record_type, group, form, errors, status=422)
    query = ViewQuery.from_request(record_type, QueryDict(state), request.actor, reading)
    address = query.with_(filters=tidied(found)).to_query_string()
    return go_on(request, f"{_base(request, record_type)}?{address}")


def _base(request: Any, record_type: RecordType) -> str:
    return f"/{request.workspace.slug}/{record_type.slug}"


def _opened(filters: Group) -> Group:
    """The filters in force as they are put together: one group at the top is the top; none at all
    begin with one.
    """
    if len(filters.parts) == 1 and isinstance(filters.parts[0], Group):
        return filters.parts[0]
    return filters or Group("and", (Condition("", ""),))


def _stored(given: QueryDict) -> Group:
    """The conditions that a form carries; nothing for what is none."""
    text = given.get("where", "")
    if len(text) > _LONGEST:
        return NOTHING
    try:
        group = from_json(json.loads(text or "[]"))
        return group if _depth(group) <= MAX_NESTING else NOTHING
    except (ValueError, RecursionError):
        return NOTHING


def _depth(group: Group) -> int:
    return 1 + max((_depth(one) for one in group.parts if isinstance(one, Group)), default=0)


def _settled(request: Any, record_type: RecordType, group: Group) -> tuple[Group, dict[str, str]]:
    """The conditions as the address keeps them, and what is wrong with them by place."""
    settling = _Settling(request, record_type)
    found = settling.group(group)
    if settling.count > MAX_CONDITIONS:
        many = _("At most {most} conditions are possible.").format(most=MAX_CONDITIONS)
        settling.errors[_PLACE] = many
    elif len(json.dumps(to_json(found))) > MAX_WHERE:
        settling.errors[_PLACE] = _("These conditions are too long for the address of a list.")
    return found, settling.errors


class _Settling:
    """Looks at conditions one after another. One without a field asks nothing and is left out."""

    def __init__(self, request: Any, record_type: RecordType) -> None:
        self.request = request
        self.record_type = record_type
        self.reading = render.page_reading(request)
        self.reader = Reader(record_type, request.actor, self.reading)
        self.errors: dict[str, str] = {}
        self.count = 0

    def group(self, group: Group) -> Group:
        """A group with its conditions as they are kept."""
        parts: list[Condition | Group] = []
        for one in group.parts:
            found = self.group(one) if isinstance(one, Group) else self._condition(one)
            if found:
                parts.append(found)
        return Group(group.joined, tuple(parts))

    def _condition(self, one: Condition) -> Condition | None:
        number = self.count
        self.count += 1
        if not one.field:
            return None
        try:
            return self._kept(one)
        except Refused as refusal:
            told = " ".join(render.errors_of(self.request, refusal).values())
        except (ValueError, TypeError, ArithmeticError):
            told = _("This value cannot be understood.")
        self.errors[f"{_PLACE}.{number}"] = told
        return None

    def _kept(self, one: Condition) -> Condition:
        asked = self.record_type.by_name.get(one.field)
        if asked is None or not asked.is_person:
            return settled(self.record_type, one, self.reading)
        # "me" is kept as it is: whoever opens the address means themselves
        operator = asked.operator(one.operator)
        self.reader.parse(asked, operator, one.operand)
        return Condition(one.field, operator.name, one.operand if operator.takes != "none" else "")


def _shown(
    request: Any,
    record_type: RecordType,
    group: Group,
    form: _Form,
    errors: dict[str, str],
    *,
    status: int = 200,
) -> HttpResponse:
    """The form: in a dialog when a list first asks for it, then by itself; without a script as a
    page.
    """
    reading = render.page_reading(request)
    learn(request.actor, reading, names_in(group))
    context = {
        "record_type": record_type,
        "title": record_type.called_many(reading),
        "is_dialog": render.is_fragment(request),
        "given": _OfList(record_type, reading, errors).drawn(group),
        "where": json.dumps(to_json(group), separators=(",", ":")),
        "state": form.state,
        "address": f"{_base(request, record_type)}/filters/joined",
        "told": in_words(request, record_type, group),
        "back": f"{_base(request, record_type)}?{form.opened}",
        "opened": form.opened,
    }
    if not render.is_fragment(request):
        return render.render(request, "views/joined_page.html", context, status=status)
    template = "views/joined_form.html" if request.method == "POST" else "views/joined_panel.html"
    return render.render(request, template, context, status=status, fragment=True)


def in_words(request: Any, record_type: RecordType, group: Group) -> str:
    """Conditions as one sentence; whoever reads it stands in it by name."""
    asking = Asking(record_type, render.page_reading(request))
    return sentence(asking, _by_name(group, str(request.actor.member_id or "")))


def _by_name(group: Group, me: str) -> Group:
    parts: list[Condition | Group] = []
    for one in group.parts:
        if isinstance(one, Group):
            parts.append(_by_name(one, me))
        else:
            words = [me if word == ME else word for word in one.operand.split(",")]
            parts.append(replace(one, operand=",".join(words)))
    return Group(group.joined, tuple(parts))
