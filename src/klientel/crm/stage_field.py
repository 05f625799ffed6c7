"""The stage of an account: one of those the firm has, with how long it has been in it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext, ngettext

from klientel.crm.choices import STAGES, StageOption
from klientel.crm.fields import draw_status
from klientel.crm.stages import stages_of
from klientel.kit.refused import Refused
from klientel.kit.text import fold
from klientel.records.fields import ChoiceField, Option, Reading
from klientel.records.fields.cell_marks import CellMarks
from klientel.ui.html import Html, pattern

_SINCE = pattern('{} <a class="link link-quiet small nowrap" href="{}" title="{}">{}</a>')


class _Staged(str):
    """A stage that knows since when, and whose it is."""

    __slots__ = ("account", "since")
    account: UUID
    since: date | None


def _every(reading: Reading) -> Sequence[StageOption]:
    return stages_of(reading.workspace).every


@dataclass(kw_only=True)
class StageField(ChoiceField):
    """A choice among the firm's stages, in its order.

    Those it uses no more are still told of and filtered by, and never offered. An empty `default`
    stands for the first stage.
    """

    options: Sequence[Option] | Callable[[Reading], Sequence[Option]] = _every
    draw: Callable[[Option, Reading], Html] | None = draw_status

    def value(self, row: Any) -> Any:
        if isinstance(row, Mapping):
            return row[self.column]
        staged = _Staged(row.stage)
        staged.since, staged.account = row.stage_since, row.pk
        return staged

    def put(self, row: Any, value: Any) -> None:
        super().put(row, str(value))

    def api(self, value: Any) -> str:
        return str(value or "")

    def cell_reader(self, marks: CellMarks, reading: Reading) -> Callable[[str], Any]:
        """By the firm's words, then by those the program comes with: a file may know only these."""
        known: dict[str, str] = {}
        living = {one.value: one for one in stages_of(reading.workspace).living}
        usual = [one for one in STAGES if one.value in living]
        for options in (list(living.values()), usual):
            for code, _language in settings.LANGUAGES:
                with translation.override(code):
                    for one in options:
                        known.setdefault(fold(reading.say(one.label)), one.value)

        def read(text: str) -> Any:
            key = known.get(fold(text)) or (text if text in living else None)
            return key if key is not None else self._refuse(text, reading)

        return read

    def _refuse(self, text: str, reading: Reading) -> str:
        allowed = ", ".join(reading.say(one.label) for one in stages_of(reading.workspace).living)
        raise Refused(
            "“{value}” is none of: {allowed}.", self.name, value=text[:80], allowed=allowed
        )

    def import_(self, text: str, reading: Reading) -> Any:
        return self.cell_reader(_NO_MARKS, reading)(text) if text else self.clean(text, reading)

    def buckets(self, reading: Reading) -> Sequence[tuple[Any, str]]:
        return [(one.value, told(one, reading)) for one in stages_of(reading.workspace).every]

    def ranks(self, reading: Reading) -> Sequence[Any]:
        return [one.value for one in stages_of(reading.workspace).every]

    def fact(self, value: Any, reading: Reading) -> Html:
        """With how long it has been so, which leads to all that it was before."""
        shown = self.cell(value, reading)
        since = getattr(value, "since", None)
        if since is None:
            return shown
        href = f"/{reading.workspace.slug}/accounts/{value.account}/stages"
        exact = gettext("since {day}").format(day=reading.format.date(since))
        return _SINCE(shown, href, exact, _for_so_long((reading.today - since).days))

    def input(self, value: Any, reading: Reading) -> dict[str, Any]:
        offered = super().input(value, reading)
        gone = {one.value for one in self.choices(reading) if one.is_retired}  # type: ignore[attr-defined]
        offered["options"] = [
            one for one in offered["options"] if one["value"] not in gone or one["value"] == value
        ]
        if not value and self.default is not None:
            offered["value"] = stages_of(reading.workspace).first()
        return offered


class _NoMarks:
    date_format = ""
    decimal_mark = None


_NO_MARKS = _NoMarks()


def told(one: StageOption, reading: Reading) -> str:
    """The name of a stage, with a word where the firm uses it no more."""
    label = reading.say(one.label)
    return gettext("{stage} (retired)").format(stage=label) if one.is_retired else label


def days_long(days: int) -> str:
    """A number of days in words."""
    if days < 1:
        return gettext("less than a day")
    return ngettext("{days} day", "{days} days", days).format(days=days)


def _for_so_long(days: int) -> str:
    if days < 1:
        return gettext("since today")
    if days < 60:
        return ngettext("for {days} day", "for {days} days", days).format(days=days)
    if days < 731:
        months = round(days / 30.44)
        return ngettext("for {n} month", "for {n} months", months).format(n=months)
    years = int(days / 365.25)
    return ngettext("for {n} year", "for {n} years", years).format(n=years)
