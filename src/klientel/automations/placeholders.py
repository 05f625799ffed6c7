"""Placeholders in texts of a rule: `{{ account.name }}`, out of a fixed list, by our own parser.

A text is gone through once: what a value holds is never read as a placeholder. Values are plain
text; whoever shows them escapes them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from klientel.automations.definition import Step
from klientel.automations.scene import Scene, account_type
from klientel.kit.refused import Refused
from klientel.kit.text import clean_line, fold
from klientel.records.fields.base import Field, Reading, Text
from klientel.records.own_fields.outside import is_internal
from klientel.records.types import RecordType

_FOUND = re.compile(r"\{\{([^{}]{0,120})\}\}")
#: characters of one value, and of a value in a text of one line
LONGEST, LONGEST_LINE = 10_000, 300
#: names that a refusal offers
_OFFERED = 8
#: the parts of a webhook's payload, whatever it holds
HOOK = "hook."
_HOOK_PART = re.compile(r"hook(\.[A-Za-z0-9_\-]{1,40}){1,4}")


@dataclass(frozen=True)
class Placeholder:
    """One name in braces: what it means in words, and what stands there for a scene."""

    name: str
    says: Callable[[], str]
    value: Callable[[Scene], str]

    @property
    def label(self) -> str:
        """What it means, in the active language: made when somebody reads it."""
        return self.says()


@dataclass(frozen=True)
class Place:
    """Where a text or value of a rule stands: the type it works on, who reads it.

    `is_outside` where outsiders read it: what a firm keeps to itself is not offered there.
    `has_hook` where a webhook starts the rule, whose payload can be named then. `behind` are the
    kinds of steps that may have been done before, and `done` these steps.
    """

    about: RecordType | None
    reading: Reading
    is_outside: bool = False
    has_hook: bool = False
    behind: frozenset[str] = frozenset()
    done: tuple[Step, ...] = ()

    def after(self, steps: Iterable[Step]) -> Place:
        """The same place behind some steps."""
        done = (*self.done, *steps)
        return replace(self, behind=frozenset(one.do for one in done), done=done)


def known_in(place: Place, only: Collection[str] | None = None) -> dict[str, Placeholder]:
    """The placeholders of a place by name, in the order they are offered; `only` some of them."""
    return {one.name: one for one in _all(place, only) if only is None or one.name in only}


def _all(place: Place, only: Collection[str] | None) -> Iterator[Placeholder]:
    about, reading = place.about, place.reading
    known = account_type()
    if about is not None:
        yield from _of_record("record", about, place, only)
        if known is not None and about.account and known.name != about.name:
            yield from _of_record("account", known.in_workspace(reading.workspace), place, only)
        if about.owned:
            yield Placeholder("owner.name", lambda: _("Name of who is in charge"), _owner)
    yield Placeholder("actor.name", lambda: _("Name of who did it"), _actor)
    yield Placeholder(
        "firm.name", lambda: _("Name of the firm"), lambda s: s.reading.workspace.name
    )
    yield Placeholder(
        "today", lambda: _("Today's date"), lambda s: s.reading.format.date(s.reading.today)
    )


def _of_record(
    prefix: str, record_type: RecordType, place: Place, only: Collection[str] | None
) -> Iterator[Placeholder]:
    reading = place.reading

    def labelled(label: Text) -> Callable[[], str]:
        return lambda: _("{type}: {field}").format(
            type=record_type.called(reading), field=reading.say(label)
        )

    yield Placeholder(f"{prefix}.title", labelled(gettext_lazy("Title")), _title(prefix))
    if record_type.has_refs:
        yield Placeholder(f"{prefix}.ref", labelled(gettext_lazy("Reference number")), _ref(prefix))
    for one in record_type.fields:
        name = f"{prefix}.{one.name}"
        if only is not None and name not in only:
            continue
        if one.is_side or one.is_sent or (place.is_outside and is_internal(one)):
            continue
        yield Placeholder(name, labelled(one.label), _value(prefix, one.name))


def _holder(scene: Scene, prefix: str) -> tuple[RecordType | None, Any]:
    if prefix == "account":
        return scene.account_type, scene.account
    return scene.about, scene.record


def _title(prefix: str) -> Callable[[Scene], str]:
    def value(scene: Scene) -> str:
        record_type, record = _holder(scene, prefix)
        return record_type.named(record) if record_type and record is not None else ""

    return value


def _ref(prefix: str) -> Callable[[Scene], str]:
    return lambda scene: getattr(_holder(scene, prefix)[1], "ref", None) or ""


def _value(prefix: str, name: str) -> Callable[[Scene], str]:
    def value(scene: Scene) -> str:
        record_type, record = _holder(scene, prefix)
        if record_type is None or record is None or name not in record_type.by_name:
            return ""
        one: Field = record_type.field(name)
        return one.shown(one.value(record), scene.reading)

    return value


def _owner(scene: Scene) -> str:
    return scene.reading.directory.members.get(getattr(scene.record, "owner_id", None), "")


def _actor(scene: Scene) -> str:
    if scene.event is None:
        return ""
    members = scene.reading.directory.members
    return members.get(scene.event.member_id, "") or str(scene.event.actor_name)


def names_in(text: str) -> list[str]:
    """What stands between double braces in a text."""
    return [found.strip() for found in _FOUND.findall(text)]


def settled_text(text: str, place: Place) -> str:
    """A text as it is kept, placeholders by their names; raises `Refused` for one that is none.

    Somebody may also write what it is called: `{{ Name of the firm }}`.
    """
    known = known_in(place)
    called = {fold(one.label): name for name, one in known.items()}

    def named(found: re.Match[str]) -> str:
        said = found[1].strip()
        if place.has_hook and _HOOK_PART.fullmatch(said):
            return "{{ " + said + " }}"
        name = said if said in known else called.get(fold(said))
        if name is None:
            raise _unknown(said, known)
        return "{{ " + name + " }}"

    kept = _FOUND.sub(named, text)
    rest = _FOUND.sub("", kept)
    if "{{" in rest or "}}" in rest:
        raise Refused("A placeholder stands in double braces that hold no other braces.")
    return kept


def _unknown(said: str, known: Mapping[str, Placeholder]) -> Refused:
    near = [name for name in known if fold(said).rpartition(".")[2][:4] in fold(name)]
    offered = [*near, *(name for name in known if name not in near)][:_OFFERED]
    return Refused(
        "There is no placeholder “{name}”. Known are, for instance: {known}.",
        name=said[:60],
        known=", ".join(offered),
    )


def written_text(text: str, place: Place) -> str:
    """A kept text as somebody writes it: placeholders by what they are called, if only one is."""
    known = known_in(place)
    names = {fold(one.label): name for name, one in known.items()}

    def called(found: re.Match[str]) -> str:
        one = known.get(found[1].strip())
        is_plain = one is not None and names[fold(one.label)] == one.name
        words = "{{ " + one.label + " }}" if one is not None and is_plain else found[0]
        return words if _FOUND.fullmatch(words) else found[0]

    return _FOUND.sub(called, text)


def shown_text(text: str, place: Place) -> str:
    """A text for people who read a rule: placeholders by what they are called."""
    known = known_in(place)

    def called(found: re.Match[str]) -> str:
        one = known.get(found[1].strip())
        return f"‹{one.label if one else found[1].strip()}›"

    return _FOUND.sub(called, text)


def filled(text: str, scene: Scene, *, is_line: bool = False, is_outside: bool = False) -> str:
    """A text with its values. One whose field is gone is empty; line breaks leave a line.

    The reading has to know the records that are named (`Scene.learn_links`).
    """
    place = Place(scene.about, scene.reading, is_outside)
    known = known_in(place, set(names_in(text))) if "{{" in text else {}

    def value(found: re.Match[str]) -> str:
        name = found[1].strip()
        one = known.get(name)
        told = _of_hook(scene, name) if name.startswith(HOOK) else one.value(scene) if one else ""
        return clean_line(told[: 4 * LONGEST_LINE], LONGEST_LINE) if is_line else told[:LONGEST]

    made = _FOUND.sub(value, text)
    return " ".join(made.split()) if is_line else made


def _of_hook(scene: Scene, name: str) -> str:
    """What a webhook's payload holds in a place; empty for none, and for what is no plain value."""
    found: Any = scene.facts.get("payload")
    for part in name.removeprefix(HOOK).split("."):
        found = found.get(part) if isinstance(found, Mapping) else None
    if isinstance(found, bool):
        return _("Yes") if found else _("No")
    return str(found) if isinstance(found, str | int | float) else ""
