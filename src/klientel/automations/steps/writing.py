"""Plain steps that write: add a record, change fields, put somebody in charge, comment."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from klientel.automations.scene import Scene, account_type
from klientel.automations.steps.registry import Asking, Done, StepKind, steps
from klientel.discussion.actions.comment import write as write_comment
from klientel.kit.refused import Invalid, Refused
from klientel.records.actions.change import change
from klientel.records.actions.create import create
from klientel.records.fields import ChoiceField, LongTextField, Option, TextField
from klientel.records.fields.base import Field, Reading
from klientel.records.types import RecordType, record_types
from klientel.workspaces.actor import Actor

SECTION = gettext_lazy("Add and change")
RECORD, ACCOUNT = "record", "account"


# Adding -------------------------------------------------------------------------------------------


def _types(reading: Reading) -> list[Option]:
    return [
        Option(one.name, one.called(reading))
        for one in record_types
        if one.in_lists or any(field.is_needed for field in one.fields)
    ]


def _type_field(reading: Reading) -> ChoiceField:
    return ChoiceField(
        name="_type", label=gettext_lazy("What"), options=_types(reading), required=True
    )


def made_type(asking: Asking) -> RecordType | None:
    """The type of what a step adds, as the firm has it."""
    name = asking.text("_type")
    if name not in record_types:
        return None
    return record_types.get(name).in_workspace(asking.reading.workspace)


def _create_inputs(asking: Asking) -> Sequence[Field]:
    record_type = made_type(asking)
    first = _type_field(asking.reading)
    if record_type is None:
        return (first,)
    given = [
        as_asked(one)
        for one in record_type.fields
        if one.editable and (one.is_needed or one.name in asking.values)
    ]
    return (first, *given)


def _create_offers(asking: Asking) -> Sequence[Field]:
    record_type = made_type(asking)
    return [] if record_type is None else _open_fields(record_type, asking)


def _open_fields(record_type: RecordType, asking: Asking) -> list[Field]:
    return [
        one
        for one in record_type.fields
        if one.editable and not one.is_sent and one.name not in asking.values
    ]


def as_asked(one: Field) -> Field:
    """A field as a step asks for it: what is kept beside a record (its tags) by the words."""
    if not one.is_side:
        return one
    return TextField(
        name=one.name,
        label=one.label,
        max_length=2_000,
        help=gettext_lazy("Several are parted by commas."),
    )


def _create(actor: Actor, scene: Scene, values: Mapping[str, Any]) -> Done:
    given = {name: value for name, value in values.items() if not name.startswith("_")}
    record = create(actor, str(values.get("_type")), given)
    return Done(_("Added: {title}").format(title=record_types.of(record).named(record)), record)


def _said_create(asking: Asking) -> str:
    record_type = made_type(asking)
    if record_type is None:
        return _("something is added")
    person = _first_shown(record_type, asking, lambda one: one.names_people)
    day = _first_shown(record_type, asking, lambda one: one.reckons_as in ("day", "moment"))
    names = {
        "type": _one_called(record_type, asking),
        "title": asking.shown.get(record_type.title, ""),
        "person": person,
    }
    if names["title"] and person:
        told = _("{type} “{title}” is added for {person}").format(**names)
    elif names["title"]:
        told = _("{type} “{title}” is added").format(**names)
    elif person:
        told = _("{type} is added for {person}").format(**names)
    else:
        told = _("{type} is added").format(**names)
    return _("{added}, due {day}").format(added=told, day=day) if day else told


def _first_shown(record_type: RecordType, asking: Asking, is_meant: Callable[[Field], bool]) -> str:
    found = (asking.shown.get(one.name, "") for one in record_type.fields if is_meant(one))
    return next((text for text in found if text), "")


def _one_called(record_type: RecordType, asking: Asking) -> str:
    """What is added, with its article: by its kind, where that has a word of its own."""
    reading = asking.reading
    for one in record_type.fields:
        value = asking.values.get(one.name)
        if isinstance(one, ChoiceField) and one.is_word and one.required and value:
            option = one.option(value, reading)
            if option is not None and option.one:
                return reading.say(option.one)
            if option is not None and one.lasting:
                names = {"one": record_type.one_of(reading), "kind": reading.say(option.label)}
                return _("{one} ({kind})").format(**names)
    return record_type.one_of(reading)


def _create_writes(asking: Asking) -> frozenset[str]:
    record_type = made_type(asking)
    return frozenset({record_type.verb("created")}) if record_type is not None else frozenset()


# Changing -----------------------------------------------------------------------------------------


def _targets(about: RecordType | None, reading: Reading) -> list[Option]:
    if about is None:
        return []
    found = [Option(RECORD, about.called(reading))]
    known = account_type()
    if known is not None and about.account and known.name != about.name:
        found.append(Option(ACCOUNT, known.called(reading)))
    return found


def target_field(asking: Asking) -> ChoiceField:
    """Of what a step changes something: of the record, or of its account."""
    return ChoiceField(
        name="_on",
        label=gettext_lazy("Of what"),
        options=_targets(asking.about, asking.reading),
        default=RECORD,
    )


def changed_type(asking: Asking) -> RecordType | None:
    """The type of what a step changes."""
    if asking.text("_on", RECORD) != ACCOUNT:
        return asking.about
    known = account_type()
    return None if known is None else known.in_workspace(asking.reading.workspace)


def _set_inputs(asking: Asking) -> Sequence[Field]:
    record_type = changed_type(asking)
    if record_type is None:
        return (target_field(asking),)
    given = [
        as_asked(one)
        for one in record_type.fields
        if one.is_changeable and one.name in asking.values
    ]
    return (target_field(asking), *given)


def _set_offers(asking: Asking) -> Sequence[Field]:
    record_type = changed_type(asking)
    if record_type is None:
        return []
    return [one for one in _open_fields(record_type, asking) if one.is_changeable]


def target_record(scene: Scene, values: Mapping[str, Any]) -> tuple[RecordType | None, Any]:
    """The record that a step changes, and its type."""
    if values.get("_on") == ACCOUNT:
        return scene.account_type, scene.account
    return scene.about, scene.record


def _set(actor: Actor, scene: Scene, values: Mapping[str, Any]) -> Done:
    record_type, record = target_record(scene, values)
    if record_type is None or record is None:
        raise Refused("There is no record that this could be done with.")
    given = {name: value for name, value in values.items() if not name.startswith("_")}
    changed = change(actor, record_type.name, record.pk, given)
    labels = ", ".join(
        scene.reading.say(record_type.field(name).label)
        for name in given
        if name in record_type.by_name
    )
    return Done(_("Changed: {fields}").format(fields=labels), changed)


def _check_set(asking: Asking) -> None:
    if not any(not name.startswith("_") for name in asking.values):
        raise Refused("Choose a field that is changed.")


def _said_set(asking: Asking) -> str:
    record_type = changed_type(asking)
    if record_type is None:
        return _("something is changed")
    say = asking.reading.say
    told = []
    for name in asking.values:
        if name.startswith("_") or name not in record_type.by_name:
            continue
        field = say(record_type.field(name).label)
        shown = asking.shown.get(name)
        told.append(
            _("“{field}” becomes {value}").format(field=field, value=shown)
            if shown
            else _("“{field}” becomes empty").format(field=field)
        )
    return _(" and ").join(told) or _("something is changed")


def _set_writes(asking: Asking) -> frozenset[str]:
    record_type = changed_type(asking)
    if record_type is None:
        return frozenset()
    names = [name for name in asking.values if name in record_type.by_name]
    return frozenset({record_type.verb("changed"), *(f"{record_type.name}:{n}" for n in names)})


def _has_changeable(about: RecordType | None, _reading: Reading) -> bool:
    return about is not None and any(one.is_changeable for one in about.fields)


# Commenting ---------------------------------------------------------------------------------------

_TEXT = LongTextField(name="text", label=gettext_lazy("Text"), required=True, max_length=5_000)


def _comment(actor: Actor, scene: Scene, values: Mapping[str, Any]) -> Done:
    if scene.record is None:
        raise Refused("There is no record that this could be done with.")
    write_comment(actor, record=str(scene.record.pk), text=values.get("text"))
    return Done(_("Comment written"), scene.record)


def _said_comment(asking: Asking) -> str:
    return _("the comment “{text}” is written").format(
        text=_short(asking.shown.get("text", "")) or "…"
    )


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 80 else line[:79] + "…"


def _check_create(asking: Asking) -> None:
    if made_type(asking) is None:
        raise Invalid({"_type": Refused("Choose what is added.", "_type")})


steps.register(
    StepKind(
        name="create",
        makes_records=True,
        label=gettext_lazy("Add a record"),
        icon="plus",
        inputs=_create_inputs,
        offers=_create_offers,
        run=_create,
        said=_said_create,
        writes=_create_writes,
        check=_check_create,
        section=SECTION,
        order=10,
    ),
    StepKind(
        name="set",
        label=gettext_lazy("Change fields"),
        icon="pencil",
        inputs=_set_inputs,
        offers=_set_offers,
        run=_set,
        said=_said_set,
        writes=_set_writes,
        keeps_empty=True,
        check=_check_set,
        is_for=_has_changeable,
        section=SECTION,
        order=20,
    ),
    StepKind(
        name="comment",
        label=gettext_lazy("Write a comment"),
        icon="message-square",
        inputs=lambda asking: (_TEXT,),
        run=_comment,
        said=_said_comment,
        writes=lambda asking: frozenset({"comment.written"}),
        is_for=lambda about, _reading: about is not None,
        section=SECTION,
        order=40,
    ),
)
