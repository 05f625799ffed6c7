"""What a form shows for a field: one plain description for cells, facts and forms."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from klientel.kit.refused import Refused
from klientel.records.fields.base import Field, Reading
from klientel.records.own_fields.outside import is_internal
from klientel.records.reading import learn
from klientel.workspaces.actor import Actor


@dataclass
class Control:
    """One input; `type` is text, textarea, number, date, select, record, email, tel or url.

    Of several values: `checks` to choose among the options, `records` to keep or add to them.
    """

    name: str
    label: str
    type: str
    value: Any
    options: list[tuple[str, str]] = field(default_factory=list)
    shown: str = ""
    inputmode: str = ""
    required: bool = False
    hint: str = ""
    source: str = ""
    error: str = ""
    #: for nobody outside the firm
    internal: bool = False
    #: how it stands by what else was typed: empty for what never changes
    asks: str = ""


def control_of(one: Field, value: Any, reading: Reading, *, typed: str | None = None) -> Control:
    """The control for a field's value; `typed` is what a person typed when it was refused."""
    if (one.is_several or one.is_link) and typed is not None:
        with suppress(Refused):
            value = one.clean(typed, reading)
    spec = one.input(value, reading)
    options = [(str(option["value"]), str(option["label"])) for option in spec.get("options", ())]
    kind = str(spec.get("type", "text"))
    shown = spec.get("value", "")
    if kind == "select" and not one.required:
        options = [("", _("–")), *(pair for pair in options if pair[0])]
    if kind == "checkbox":
        kind, options = "select", [("1", _("Yes")), ("0", _("No"))]
        shown = "1" if shown else "0"
    source = ""
    if kind in ("record", "records"):
        types = ",".join(spec.get("to", ()))
        source = f"/{reading.workspace.slug}/options?types={types}"
    return Control(
        name=one.name,
        label=reading.say(one.label),
        type=kind,
        value=shown if typed is None else typed,
        options=options,
        shown=str(spec.get("shown", "")),
        inputmode=str(spec.get("inputmode", "")),
        required=one.required,
        hint=reading.say(one.help) if one.help else "",
        source=source,
        internal=is_internal(one),
    )


def know_typed(
    actor: Actor,
    reading: Reading,
    values: Iterable[tuple[Field, Any]],
    typed: Mapping[str, str],
) -> None:
    """Let a reading know the records that a form's fields name, what was typed included, so that
    they are called by their names there.
    """
    wanted: set[UUID] = set()
    for one, value in values:
        if type(one).links is Field.links:
            continue
        with suppress(Refused, ValueError):
            value = one.clean(typed[one.name], reading) if one.name in typed else value
        wanted.update(one.links(value))
    learn(actor, reading, wanted)


def controls_of(
    values: Iterable[tuple[Field, Any]],
    reading: Reading,
    typed: Mapping[str, str],
    errors: Mapping[str, str],
) -> list[Control]:
    """The controls of a form: what was typed into them and what was refused stays with each."""
    controls = []
    for one, value in values:
        control = control_of(one, value, reading, typed=typed.get(one.name))
        control.error = errors.get(one.name, "")
        controls.append(control)
    return controls


def linked_errors(controls: Iterable[Control], errors: Mapping[str, str]) -> list[tuple[str, str]]:
    """What was refused, as the list above a form leads to its inputs: id of the input, sentence."""
    known = {one.name for one in controls}
    return [(f"new-{name}" if name in known else "", text) for name, text in errors.items()]


def expected_of(one: Field, value: Any) -> str:
    """What a person saw before editing, as the hidden input of a form carries it."""
    return written(one.api(value))


def written(seen: Any) -> str:
    """A value in its `api` form, as a hidden input carries it."""
    return json.dumps(seen, separators=(",", ":"), default=str)


def seen_in(text: str) -> Any:
    """The value of that hidden input; ValueError for anything else."""
    if len(text) > 100_000:
        raise ValueError
    return json.loads(text)


def typed_in(request: Any, one: Field) -> str:
    """What a form holds for a field; of several values, parted by commas."""
    if one.is_several:
        return ",".join(filter(None, request.POST.getlist(one.name)))
    return str(request.POST[one.name])
