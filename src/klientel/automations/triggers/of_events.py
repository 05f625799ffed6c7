"""Triggers that hear of something: a verb, a record that was added, a field that changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from klientel.automations.triggers.registry import Asked, Trigger, triggers
from klientel.events.verbs import Verb, verbs
from klientel.kit.refused import Invalid, Refused
from klientel.records.fields import ChoiceField, Option
from klientel.records.fields.base import Field, Reading
from klientel.records.types import RecordType, record_types
from klientel.workspaces.words import PLAIN

if TYPE_CHECKING:
    from klientel.events.models import Event

CHANGES = "changes"
#: what the program tells itself, or what other triggers say better
_NOT_OFFERED = frozenset({"created", "linked", "purged", "merged_away", "unmerged"})


def verbs_of(about: RecordType | None) -> Iterator[Verb]:
    """The verbs that tell of records of a type; of no type, those that tell of none."""
    for one in verbs:
        if about is None:
            if one.noun not in record_types and one.noun not in ("*", "rule"):
                yield one
        elif one.noun == about.name or (one.noun == "*" and _can_have(about, one)):
            yield one


def _can_have(about: RecordType, verb: Verb) -> bool:
    return not verb.having or bool(getattr(about, verb.having))


def clause(verb: Verb, about: RecordType | None, reading: Reading) -> str:
    """What follows from a verb, begun: `once an order is fulfilled`."""
    if verb.once:
        named = about.one_of(reading) if about is not None else ""
        return reading.words.say(verb.once, record=named)
    names = dict.fromkeys(verb.facts, "…")
    names |= {"actor": pgettext("rule", "somebody"), "account": "…", "fields": "…"}
    # as a heading names it: with an article it would have to be declined for each sentence
    names["record"] = about.called(reading) if about is not None else "…"
    told = (reading.words or PLAIN).say(verb.sentence, **names)
    return _("once it says: “{sentence}”").format(sentence=told)


def option_label(verb: Verb, about: RecordType | None, reading: Reading) -> str:
    """A verb where one is chosen."""
    text = clause(verb, about, reading)
    return text[:1].upper() + text[1:]


class _Verb(ChoiceField):
    """What happens, by the name of the verb; too many to name them all in a refusal."""

    def parse(self, raw: Any, reading: Reading) -> str:
        text = str(raw or "")
        if text and self.option(text, reading) is None:
            raise Refused("Choose what starts the rule.", self.name)
        return text


# A verb -------------------------------------------------------------------------------------------


def _verb_field(asked: Asked) -> ChoiceField:
    offered = [
        Option(one.name, option_label(one, asked.about, asked.reading))
        for one in verbs_of(asked.about)
        if one.name.partition(".")[2] not in _NOT_OFFERED or one.once
    ]
    offered.sort(key=lambda one: str(one.label))
    return _Verb(
        name="verb", label=gettext_lazy("What it waits for"), options=offered, required=True
    )


def _said_verb(asked: Asked) -> str:
    name = asked.text("verb")
    if not name:
        return _("once something happens")
    if name not in verbs:
        return _("once something happens that is not known here any more")
    return clause(verbs.get(name), asked.about, asked.reading)


def _has_verbs(about: RecordType | None, _reading: Reading) -> bool:
    return next(verbs_of(about), None) is not None


# A field ------------------------------------------------------------------------------------------


def verbs_with_changes(about: RecordType) -> frozenset[str]:
    """The verbs that may tell of another value of a field."""
    return frozenset(one.name for one in verbs_of(about) if CHANGES in one.facts)


def _watched(about: RecordType) -> Iterator[Field]:
    return (one for one in about.fields if not one.is_sent and (one.editable or one.groupable))


def values_of(one: Field, reading: Reading) -> list[Option]:
    """The values of a field that has a few, as they stand in the changes of an event."""
    found = one.buckets(reading)
    return [
        Option(as_text(one.api(value)), label) for value, label in found if value not in (None, "")
    ]


def as_text(told: Any) -> str:
    """A value of an event's changes as text; empty for none."""
    if isinstance(told, bool):
        return "1" if told else "0"
    return "" if told in (None, [], {}) else str(told)


def _change_fields(asked: Asked) -> Sequence[Field]:
    about, reading = asked.about, asked.reading
    if about is None:
        return ()
    options = [Option(one.name, reading.say(one.label)) for one in _watched(about)]
    chosen = ChoiceField(name="field", label=gettext_lazy("Field"), options=options, required=True)
    one = about.by_name.get(asked.text("field"))
    values = values_of(one, reading) if one is not None else []
    if not values:
        return (chosen,)
    return (
        chosen,
        ChoiceField(name="was", label=gettext_lazy("from"), options=values),
        ChoiceField(name="now", label=gettext_lazy("to"), options=values),
    )


def _change_matches(asked: Asked, event: Event) -> bool:
    told: Mapping[str, Any] = event.facts.get(CHANGES) or {}
    change = told.get(asked.text("field"))
    if change is None or as_text(change[0]) == as_text(change[1]):
        return False
    was, now = asked.text("was"), asked.text("now")
    return was in ("", as_text(change[0])) and now in ("", as_text(change[1]))


def _said_change(asked: Asked) -> str:
    about, reading = asked.about, asked.reading
    one = about.by_name.get(asked.text("field")) if about is not None else None
    if about is None or one is None:
        return _("once a field changes that is not there any more")
    values = {str(option.value): str(option.label) for option in values_of(one, reading)}
    names = {
        "field": reading.say(one.label),
        "record": about.one_of(reading),
        "was": values.get(asked.text("was"), asked.text("was")),
        "now": values.get(asked.text("now"), asked.text("now")),
    }
    if names["was"] and names["now"]:
        text = _("once “{field}” of {record} changes from {was} to {now}")
    elif names["now"]:
        text = _("once “{field}” of {record} becomes {now}")
    elif names["was"]:
        text = _("once “{field}” of {record} is {was} no longer")
    else:
        text = _("once “{field}” of {record} changes")
    return text.format(**names)


def _check_change(asked: Asked) -> None:
    if asked.text("was") and asked.text("was") == asked.text("now"):
        raise Invalid({"now": Refused("From and to must not be the same.", "now")})


def _is_about_records(about: RecordType | None, _reading: Reading) -> bool:
    return about is not None


def _created(asked: Asked) -> frozenset[str]:
    return frozenset({asked.about.verb("created")}) if asked.about is not None else frozenset()


def _said_created(asked: Asked) -> str:
    if asked.about is None:
        return ""
    return _("once {record} is added").format(record=asked.about.one_of(asked.reading))


triggers.register(
    Trigger(
        name="event",
        label=gettext_lazy("Something happens"),
        icon="zap",
        params=lambda asked: (_verb_field(asked),),
        verbs=lambda asked: frozenset({asked.text("verb")}),
        said=_said_verb,
        is_for=_has_verbs,
        order=10,
    ),
    Trigger(
        name="created",
        label=gettext_lazy("One is added"),
        icon="plus",
        verbs=_created,
        said=_said_created,
        is_for=_is_about_records,
        order=20,
    ),
    Trigger(
        name="changed",
        label=gettext_lazy("A field changes"),
        icon="pencil",
        params=_change_fields,
        verbs=lambda asked: verbs_with_changes(asked.about) if asked.about else frozenset(),
        matches=_change_matches,
        said=_said_change,
        check=_check_change,
        is_for=_is_about_records,
        order=30,
    ),
)
