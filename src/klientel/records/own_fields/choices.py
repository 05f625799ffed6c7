"""The options of an own choice: as somebody typed them, and as they are stored."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from klientel.kit.refused import Refused
from klientel.kit.text import clean_line, fold
from klientel.records.own_fields.colours import COLOURS

#: options that can be chosen; those taken away are kept besides
MOST = 200
_LONGEST = 80
#: colours that new options get in turn; grey is for who wants none
_IN_TURN = [name for name in COLOURS if name != "grey"]

Stored = dict[str, Any]


def told_by_lines(text: str) -> list[Stored]:
    """New options from lines of text; raises `Refused` for none, too many, or one given twice."""
    lines = [{"label": line} for line in text.splitlines() if line.strip()]
    return _stored(lines, [], "choices")


def choices_in(text: str, before: Sequence[Stored]) -> list[Stored]:
    """The options of a JSON text, with those that it leaves out as gone; raises `Refused`."""
    try:
        listed = json.loads(text)
    except ValueError:
        listed = None
    if not isinstance(listed, list) or not all(isinstance(one, dict) for one in listed):
        raise Refused("The options cannot be read.", "every")
    return _stored([one for one in listed if str(one.get("label", "")).strip()], before, "every")


def offered_preset(preset: Any, listed: Sequence[Stored]) -> Any:
    """What of a preset can still be chosen among these options; None for nothing."""
    offered = {one["value"] for one in listed if not one.get("is_gone")}
    if isinstance(preset, list):
        return [value for value in preset if value in offered] or None
    return preset if preset in offered else None


def _stored(
    told: Sequence[Mapping[str, Any]], before: Sequence[Stored], field: str
) -> list[Stored]:
    known = {one["value"]: one for one in before}
    found: list[Stored] = []
    names: set[str] = set()
    for one in told:
        label = clean_line(str(one["label"]), _LONGEST + 1).strip()
        if len(label) > _LONGEST:
            raise Refused("An option has at most {most} characters.", field, most=_LONGEST)
        if "," in label:
            raise Refused("An option cannot have a comma: “{name}”.", field, name=label)
        if fold(label) in names:
            raise Refused("“{name}” is there twice.", field, name=label)
        names.add(fold(label))
        value = str(one.get("value") or "")
        if value not in known:
            value = _free_value({*known, *(other["value"] for other in found)})
        colour = str(one.get("colour") or _IN_TURN[len(found) % len(_IN_TURN)])
        found.append({"value": value, "label": label,
                      "colour": colour if colour in COLOURS else "grey"})  # fmt: skip
    if not found:
        raise Refused("At least one option is needed.", field)
    if len(found) > MOST:
        raise Refused("At most {most} options are possible.", field, most=MOST)
    kept = {one["value"] for one in found}
    return [*found, *({**one, "is_gone": True} for one in before if one["value"] not in kept)]


def _free_value(taken: set[str]) -> str:
    number = len(taken) + 1
    while f"o{number}" in taken:
        number += 1
    return f"o{number}"
