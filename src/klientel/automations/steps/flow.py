"""The steps that are the flow itself: wait, branch, for each, stop, start another rule.

The engine does these; here is what they ask, and how they read.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from klientel.automations.models import Rule
from klientel.automations.scene import account_type
from klientel.automations.steps.registry import Asking, StepKind, steps
from klientel.automations.triggers import Asked, triggers
from klientel.automations.triggers.of_events import option_label, verbs_of
from klientel.events.verbs import Verb, verbs
from klientel.kit.refused import Invalid, Refused
from klientel.records.fields import ChoiceField, ChoicesField, NumberField, Option
from klientel.records.fields.base import Field, Reading, Text
from klientel.records.repeating_words import WEEKDAYS
from klientel.records.types import RecordType, record_types

SECTION = gettext_lazy("Flow")

WAIT, WAIT_FOR, BRANCH = "wait", "wait_for", "branch"
EACH, STOP, START_RULE = "each", "stop", "start_rule"

#: records of one for-each; more are left out, and the log says how many
MOST_RECORDS = 1_000
#: what a for-each names in the place of a field for the records that the run itself added
ADDED = ":added"
SPAN, HOUR, WEEKDAY = "span", "hour", "weekday"
UNITS: dict[str, Text] = {
    "minutes": gettext_lazy("Minutes"),
    "hours": gettext_lazy("Hours"),
    "days": gettext_lazy("Days"),
    "working_days": gettext_lazy("Working days"),
    "weeks": gettext_lazy("Weeks"),
}
_HOW = ChoiceField(
    name="_how",
    label=gettext_lazy("How long"),
    options=[
        Option(SPAN, gettext_lazy("For a while")),
        Option(HOUR, gettext_lazy("Until an hour of the day")),
        Option(WEEKDAY, gettext_lazy("Until a day of the week")),
    ],
    default=SPAN,
)
_COUNT = NumberField(
    name="count",
    label=gettext_lazy("How many"),
    minimum=Decimal(1),
    maximum=Decimal(1_000),
    required=True,
    default=3,
)
_UNIT = ChoiceField(
    name="unit",
    label=gettext_lazy("Of what"),
    options=[Option(name, label) for name, label in UNITS.items()],
    default="days",
)
_HOUR = NumberField(
    name="hour",
    label=gettext_lazy("Hour"),
    minimum=Decimal(0),
    maximum=Decimal(23),
    default=8,
)
_WEEKDAY = ChoiceField(
    name="weekday",
    label=gettext_lazy("Day of the week"),
    options=[Option(str(number), name) for number, name in enumerate(WEEKDAYS)],
    default="0",
)


def _wait_inputs(asking: Asking) -> Sequence[Field]:
    how = asking.text("_how", SPAN)
    if how == HOUR:
        return (_HOW, _HOUR)
    if how == WEEKDAY:
        return (_HOW, _WEEKDAY, _HOUR)
    return (_HOW, _COUNT, _UNIT)


def span_said(count: int, unit: str) -> str:
    """So long, in words: `3 days`."""
    match unit:
        case "minutes":
            text = ngettext("{count} minute", "{count} minutes", count)
        case "hours":
            text = ngettext("{count} hour", "{count} hours", count)
        case "working_days":
            text = ngettext("{count} working day", "{count} working days", count)
        case "weeks":
            text = ngettext("{count} week", "{count} weeks", count)
        case _:
            text = ngettext("{count} day", "{count} days", count)
    return text.format(count=count)


def _said_wait(asking: Asking) -> str:
    how, hour = asking.text("_how", SPAN), asking.number("hour", 8)
    if how == HOUR:
        return _("it waits until {hour}:00").format(hour=hour)
    if how == WEEKDAY:
        day = WEEKDAYS[asking.number("weekday") % 7]
        return _("it waits until {day}, {hour}:00").format(day=day, hour=hour)
    span = span_said(asking.number("count", 3), asking.text("unit", "days"))
    return _("it waits {span}").format(span=span)


# Waiting for something ----------------------------------------------------------------------------


def _verbs_awaited(about: RecordType | None, reading: Reading) -> Iterator[Option]:
    """What can be waited for: what happens to the record, its account, and what hangs on that."""
    if about is None:
        return
    known = account_type()
    for one in verbs_of(about):
        yield _awaited(one, about, reading)
    if known is None or not about.account:
        return
    if known.name != about.name:
        for one in verbs_of(known):
            yield _awaited(one, known, reading)
    for other in record_types:
        if other.account and other.name not in (known.name, about.name):
            created = next(one for one in verbs_of(other) if one.name == other.verb("created"))
            yield _awaited(created, other, reading)


def _awaited(verb: Verb, about: RecordType, reading: Reading) -> Option:
    if verb.name == about.verb("created") and not verb.once:
        text = triggers.get("created").said(Asked(about, {}, reading))
        return Option(verb.name, text[:1].upper() + text[1:])
    return Option(verb.name, option_label(verb, about, reading))


def _wait_for_inputs(asking: Asking) -> Sequence[Field]:
    offered = sorted(_verbs_awaited(asking.about, asking.reading), key=lambda one: str(one.label))
    until = ChoicesField(name="_verbs", label=gettext_lazy("Until"), options=offered, required=True)
    return (until, _COUNT, _UNIT)


def verbs_awaited(asking: Asking) -> list[str]:
    """The verbs that a step waits for."""
    value = asking.values.get("_verbs") or []
    return [str(one) for one in value] if isinstance(value, list) else []


def awaited_label(asking: Asking, verb: str) -> str:
    """What can be waited for, as it stands where it is chosen."""
    offered = _verbs_awaited(asking.about, asking.reading)
    return next((str(one.label) for one in offered if one.value == verb), verb)


def verb_label(verb: str, about: RecordType, reading: Reading) -> str:
    """What a verb tells, as it stands where it is chosen to wait for; of any record, if need be."""
    if verb not in verbs:
        return verb
    one = verbs.get(verb)
    of = record_types.get(one.noun) if one.noun in record_types else about
    return str(_awaited(one, of, reading).label)


def _until(label: str) -> str:
    """What starts a rule (“once …”) as what ends a wait."""
    text = label[:1].lower() + label[1:]
    # Translators: the word that these clauses begin with, with a space behind it
    once, until = _("once "), _("until ")
    return until + text.removeprefix(once) if text.startswith(once) else text


def _said_wait_for(asking: Asking) -> str:
    labels = {
        str(one.value): str(one.label) for one in _verbs_awaited(asking.about, asking.reading)
    }
    told = [_until(labels.get(name, name)) for name in verbs_awaited(asking)]
    span = span_said(asking.number("count", 3), asking.text("unit", "days"))
    return _("it waits {what}, at most {span}").format(what=_(" or ").join(told), span=span)


# For each -----------------------------------------------------------------------------------------


def _targets(asking: Asking) -> list[Option]:
    return [
        Option(f"{record_type.name}.{field}", label)
        for record_type, field, label in related(asking.about, asking.reading)
    ]


def related(about: RecordType | None, reading: Reading) -> Iterator[tuple[RecordType, str, str]]:
    """What a for-each can go through: a type, the field by which it names the record, and a label.

    Records that name none are gone through by a filter alone.
    """
    known = account_type()
    for one in record_types:
        full = one.in_workspace(reading.workspace)
        label = one.called_many(reading)
        for other in full.fields if about is not None else ():
            if about is not None and _names(other, about):
                told = _("{type}, whose “{field}” it is").format(
                    type=label, field=reading.say(other.label)
                )
                yield full, other.name, told
            elif known is not None and about is not None and _shares(other, full, about, known):
                called = known.called(reading)
                told = _("{type} of the same {account}").format(type=label, account=called)
                yield full, other.name, told
        yield full, "", _("All {type} that meet the conditions").format(type=label)
        yield full, ADDED, _("{type} that this rule added before").format(type=label)


def _names(one: Field, about: RecordType) -> bool:
    targets = getattr(one, "to", ())
    return one.is_link and one.filterable and not one.is_several and about.name in targets


def _shares(one: Field, full: RecordType, about: RecordType, known: RecordType) -> bool:
    is_account = one.is_link and one.column == full.account
    return is_account and bool(about.account) and about.name not in (known.name, full.name)


def _each_inputs(asking: Asking) -> Sequence[Field]:
    return (
        ChoiceField(
            name="_what",
            label=gettext_lazy("Of which records"),
            options=_targets(asking),
            required=True,
            help=format_lazy(
                gettext_lazy("One run goes through {most} records at most."), most=MOST_RECORDS
            ),
        ),
    )


def target_of(asking: Asking) -> tuple[RecordType, str] | None:
    """The type that a for-each goes through, and the field by which; None for one that is gone."""
    name, _dot, field = asking.text("_what").partition(".")
    for record_type, by, _label in related(asking.about, asking.reading):
        if record_type.name == name and by == field:
            return record_type, by
    return None


def _within(asking: Asking) -> RecordType | None:
    found = target_of(asking)
    return found[0] if found else None


def _said_each(asking: Asking) -> str:
    labels = {str(one.value): str(one.label) for one in _targets(asking)}
    what = labels.get(asking.text("_what"), "…")
    return _("for each of these: {what}").format(what=what)


# Another rule -------------------------------------------------------------------------------------


def _rules(reading: Reading, about: RecordType | None) -> list[Option]:
    rows = Rule.objects.in_workspace(reading.workspace.pk).filter(deleted_at__isnull=True)
    fit = rows.filter(about__in=("", about.name if about is not None else ""))
    pairs = fit.order_by("name", "pk").values_list("pk", "name")[:300]
    return [Option(str(key), name) for key, name in pairs]


def _start_inputs(asking: Asking) -> Sequence[Field]:
    return (
        ChoiceField(
            name="_rule",
            label=gettext_lazy("Rule"),
            options=_rules(asking.reading, asking.about),
            required=True,
        ),
    )


def _said_start(asking: Asking) -> str:
    return _("the rule “{name}” starts").format(name=asking.shown.get("_rule") or "…")


def _must_hold(asking: Asking) -> None:
    if asking.step is not None and not (asking.step.then or asking.step.otherwise):
        raise Refused("There is no step in it yet.")


def _must_ask(asking: Asking) -> None:
    if asking.step is not None and not asking.step.given:
        raise Invalid({"given": Refused("A branch needs a condition.", "given")})
    _must_hold(asking)


steps.register(
    StepKind(
        name=WAIT,
        label=gettext_lazy("Wait"),
        icon="clock",
        inputs=_wait_inputs,
        said=_said_wait,
        section=SECTION,
        order=70,
    ),
    StepKind(
        name=WAIT_FOR,
        label=gettext_lazy("Wait until something happens"),
        icon="timer",
        inputs=_wait_for_inputs,
        said=_said_wait_for,
        is_for=lambda about, _reading: about is not None,
        section=SECTION,
        order=71,
    ),
    StepKind(
        name=BRANCH,
        label=gettext_lazy("Only if, otherwise"),
        icon="arrow-up-down",
        said=lambda asking: "",
        check=_must_ask,
        holds=("then", "otherwise"),
        asks=True,
        is_for=lambda about, _reading: about is not None,
        section=SECTION,
        order=72,
    ),
    StepKind(
        name=EACH,
        label=gettext_lazy("For each of several records"),
        icon="repeat",
        inputs=_each_inputs,
        said=_said_each,
        check=_must_hold,
        holds=("then",),
        asks=True,
        about_within=_within,
        section=SECTION,
        order=73,
    ),
    StepKind(
        name=STOP,
        label=gettext_lazy("Stop here"),
        icon="x",
        said=lambda asking: _("it stops there"),
        section=SECTION,
        order=74,
    ),
    StepKind(
        name=START_RULE,
        label=gettext_lazy("Start another rule"),
        icon="zap",
        inputs=_start_inputs,
        said=_said_start,
        section=SECTION,
        order=75,
    ),
)
