"""One of a fixed or configurable list of options."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from klientel.kit.refused import Refused
from klientel.kit.text import fold
from klientel.records.fields.base import Field, Operator, Reading, Text
from klientel.records.fields.cell_marks import CellMarks
from klientel.records.fields.programs import Schema
from klientel.ui.html import Html, escape, pattern
from klientel.workspaces import policy

_PILL = pattern('<span class="pill" data-tone="{}">{}</span>')


@dataclass(frozen=True)
class Option:
    """One choice: its stored value, its label, a tone of the design system and an icon.

    `sphere` is the one that a record lies in which has this value, `one` what such a record is
    called as the subject of a sentence, with its article.
    """

    value: str
    label: Text
    tone: str = "neutral"
    icon: str = ""
    sphere: str = ""
    one: Text = ""


@dataclass(kw_only=True)
class ChoiceField(Field):
    """A single choice; `options` is a list, or a function of the reading where firms change it."""

    kind = "choice"
    reckons_as = "text"
    is_word = True
    repeats = True
    options: Sequence[Option] | Callable[[Reading], Sequence[Option]] = ()
    groupable: bool = True
    draw: Callable[[Option, Reading], Html] | None = None
    #: which values there can be where other fields have only some; None: all, whatever they have
    limits: Callable[[Mapping[str, Sequence[str]], Reading], Collection[str] | None] | None = None
    #: which values no record has where other fields have only some; None: any may have any
    shuts_out: Callable[[Mapping[str, Sequence[str]], Reading], Collection[str]] | None = None

    def __post_init__(self) -> None:
        super().__post_init__()
        # where there is a usual value, none at all makes no sense
        self.required = self.required or self.default is not None

    def choices(self, reading: Reading) -> Sequence[Option]:
        """The options in order, for this reader's workspace."""
        return self.options(reading) if callable(self.options) else self.options

    def among(
        self, others: Mapping[str, Sequence[str]], reading: Reading
    ) -> Collection[str] | None:
        return None if self.limits is None else self.limits(others, reading)

    def shut_out(self, others: Mapping[str, Sequence[str]], reading: Reading) -> Collection[str]:
        """The values that no record of a list has whose fields have only these; one that is given
        such a value leaves the list.
        """
        if self.name in others:
            asked = others[self.name]
            return {one.value for one in self.choices(reading) if one.value not in asked}
        return () if self.shuts_out is None else self.shuts_out(others, reading)

    def option(self, value: Any, reading: Reading) -> Option | None:
        return next((one for one in self.choices(reading) if one.value == value), None)

    def parse(self, raw: Any, reading: Reading) -> str:
        text = str(raw if raw is not None else "").strip()
        if not text:
            return ""
        wanted = fold(text)
        for one in self.choices(reading):
            if text == one.value or wanted == fold(reading.say(one.label)):
                return one.value
        allowed = ", ".join(reading.say(one.label) for one in self.choices(reading))
        raise Refused(
            "“{value}” is none of: {allowed}.", self.name, value=text[:80], allowed=allowed
        )

    def cell_reader(self, marks: CellMarks, reading: Reading) -> Callable[[str], Any]:
        """By the labels in every language we have: a file knows nothing of the reader's."""
        known: dict[str, str] = {}
        for code, _language in settings.LANGUAGES:
            with translation.override(code):
                for one in self.choices(reading):
                    known.setdefault(fold(reading.say(one.label)), one.value)

        def read(text: str) -> Any:
            value = known.get(fold(text))
            return value if value is not None else self.import_(text, reading)

        return read

    def schema(self, reading: Reading) -> Schema:
        return {"type": "string"}

    def taken(self, reading: Reading) -> Schema:
        values = [one.value for one in self.choices(reading)]
        return {"type": "string", "enum": values if self.required else [*values, ""]}

    def is_in_form(self) -> bool:
        return True

    def empty(self) -> str:
        return ""

    def is_nullable(self) -> bool:
        return False

    def operators(self) -> Sequence[Operator]:
        c = self.column
        return (
            Operator("any", _("is"), "many", lambda f, v: Q(**{f"{c}__in": v})),
            Operator("not", _("is not"), "many", lambda f, v: ~Q(**{f"{c}__in": v})),
            Operator("empty", _("is empty"), "none", lambda f, _v: Q(**{c: ""})),
            Operator("filled", _("is filled"), "none", lambda f, _v: ~Q(**{c: ""})),
        )

    def buckets(self, reading: Reading) -> Sequence[tuple[Any, str]]:
        return [(one.value, reading.say(one.label)) for one in self.choices(reading)]

    def shown(self, value: Any, reading: Reading) -> str:
        found = self.option(value, reading)
        return reading.say(found.label) if found else str(value or "")

    def reckoned(self, value: Any, reading: Reading) -> Any:
        """What the firm calls it."""
        return self.shown(value, reading)

    def cell(self, value: Any, reading: Reading) -> Html:
        found = self.option(value, reading)
        if found is None:
            return escape(value or "")
        if self.draw is not None:
            return self.draw(found, reading)
        label = reading.say(found.label)
        return escape(label) if found.tone == "plain" else _PILL(found.tone, label)

    def input(self, value: Any, reading: Reading) -> dict[str, Any]:
        options = [
            {"value": one.value, "label": reading.say(one.label)}
            for one in self.choices(reading)
            if one.value == value or policy.reaches(reading.role, one.sphere)
        ]
        return {"type": "select", "value": value or "", "options": options}
