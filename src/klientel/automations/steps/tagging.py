"""The step that adds to what a field gathers, or takes from it: tags of a record or its account."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from klientel.automations.scene import Scene, account_type
from klientel.automations.steps.registry import Asking, Done, StepKind, steps
from klientel.automations.steps.writing import (
    SECTION,
    as_asked,
    changed_type,
    target_field,
    target_record,
)
from klientel.kit.ids import uuid7
from klientel.kit.refused import Refused
from klientel.records.actions.many import Edit, change_each
from klientel.records.fields import ChoiceField, Option
from klientel.records.fields.base import Field, Reading
from klientel.records.types import RecordType
from klientel.workspaces.actor import Actor

ADD, REMOVE = "add", "remove"
_WAY = ChoiceField(
    name="_way",
    label=gettext_lazy("What is done"),
    options=[Option(ADD, gettext_lazy("Add")), Option(REMOVE, gettext_lazy("Remove"))],
    default=ADD,
)


def _gathering(about: RecordType | None) -> Field | None:
    """The field of a type that is added to and taken from, kept beside its records."""
    fields = about.fields if about is not None else ()
    return next((one for one in fields if one.is_side and one.is_changeable), None)


def _words(about: RecordType | None) -> Field | None:
    found = _gathering(about)
    if found is None:
        return None
    asked = as_asked(found)
    asked.required = True
    return asked


def _inputs(asking: Asking) -> Sequence[Field]:
    words = _words(changed_type(asking))
    first = (target_field(asking), _WAY)
    return first if words is None else (*first, words)


def _run(actor: Actor, scene: Scene, values: Mapping[str, Any]) -> Done:
    record_type, record = target_record(scene, values)
    one = _gathering(record_type)
    if record_type is None or record is None or one is None:
        raise Refused("There is no record that this could be done with.")
    words = one.clean(values.get(one.name), scene.reading)
    edit = Edit(one.name, str(values.get("_way") or ADD), words)
    outcome = change_each(actor, record_type, [record.pk], edit, actor.batch or uuid7())
    for _key, _title, refusal in outcome.skipped:
        raise refusal
    label = scene.reading.say(one.label)
    return Done(_("{field}: {value}").format(field=label, value=", ".join(words)), record)


def _said(asking: Asking) -> str:
    one = _gathering(changed_type(asking))
    if one is None:
        return _("something is changed")
    names = {
        "field": asking.reading.say(one.label),
        "words": asking.shown.get(one.name) or "…",
    }
    if asking.text("_way", ADD) == REMOVE:
        return _("“{words}” is taken from “{field}”").format(**names)
    return _("“{words}” is added to “{field}”").format(**names)


def _writes(asking: Asking) -> frozenset[str]:
    record_type = changed_type(asking)
    one = _gathering(record_type)
    if record_type is None or one is None:
        return frozenset()
    return frozenset({record_type.verb("changed"), f"{record_type.name}:{one.name}"})


def _check(asking: Asking) -> None:
    if _gathering(changed_type(asking)) is None:
        raise Refused("There are no tags here.", "_on")


def _is_for(about: RecordType | None, _reading: Reading) -> bool:
    has_account = about is not None and bool(about.account)
    return any(_gathering(one) for one in (about, account_type() if has_account else None))


steps.register(
    StepKind(
        name="tag",
        label=gettext_lazy("Add or remove tags"),
        icon="tag",
        inputs=_inputs,
        run=_run,
        said=_said,
        writes=_writes,
        check=_check,
        is_for=_is_for,
        section=SECTION,
        order=25,
    ),
)
