"""What the places of a rule are called, so that a sentence about one says where it is wrong."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

Shown = Mapping[str, Any]


def named_places(context: Shown) -> dict[str, str]:
    """The places of a rule that `Parts.context` shows, each by its name."""
    return {
        **dict(_of_triggers(context["whens"])),
        **dict(_of_conditions(context["given"])),
        **dict(_of_steps(context["steps"], "")),
        **{
            place: _within(pgettext("rule", "Otherwise"), name)
            for place, name in _of_steps(context["otherwise"], "")
        },
    }


def _of_triggers(whens: Sequence[Shown]) -> Iterator[tuple[str, str]]:
    for one in whens:
        name = _("Trigger {number}").format(number=one["number"] + 1)
        yield one["place"], name
        for control in one["controls"]:
            yield control.name, _within(name, control.label)


def _of_conditions(group: Shown, within: str = "", before: str = "") -> Iterator[tuple[str, str]]:
    for n, part in enumerate(group["parts"], 1):
        number = f"{before}{n}"
        if part.get("is_group"):
            yield from _of_conditions(part, within, f"{number}.")
            continue
        name = _("Condition {number}").format(number=number)
        yield part["place"], _within(within, name) if within else name


def _of_steps(found: Sequence[Shown], before: str) -> Iterator[tuple[str, str]]:
    for one in found:
        number = f"{before}{one['number']}"
        name = _("Step {number} “{name}”").format(number=number, name=one["label"])
        yield one["place"], name
        for each in one["inputs"]:
            yield each.place, _within(name, each.control.label)
        if one["given"]:
            yield from _of_conditions(one["given"], name)
        for branch in one["branches"]:
            yield from _of_steps(branch["steps"], f"{number}.")


def _within(whole: str, part: str) -> str:
    return _("{whole}, {part}").format(whole=whole, part=part)
