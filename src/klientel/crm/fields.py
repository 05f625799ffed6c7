"""Fields that draw more than their own column: a name with its badge, a segment with its digits."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from klientel.crm.account_names import family_of, keys_of, plain_key
from klientel.crm.bands import band_of
from klientel.kit import clock
from klientel.records.fields import (
    ChoiceField,
    DayField,
    Field,
    InstantField,
    MoneyField,
    NumberField,
    Operator,
    Option,
    Reading,
    RecordLinkField,
    TextField,
)
from klientel.ui.badge import badge
from klientel.ui.html import NOTHING, Html, pattern
from klientel.ui.icons import icon

#: a client nobody spoke with for longer is marked, where no agreement says otherwise
SILENT_DAYS = 30
#: so many days before notice is due a list says so
NOTICE_DAYS = 45

_TYPE = pattern('<span class="tag type type-{}">{}<span>{}</span></span>')
_STATUS = pattern('<span class="status{}">{}<span>{}</span></span>')
_SEGMENT = pattern('<span class="status status-number{}" title="{}">{}<span>{}</span></span>')
_ITSELF = pattern('<a class="quiet" href="{}" title="{}">{}</a>')
_MARKED = pattern('<span class="nowrap warn">{} {}</span>')

TYPE_ICONS = {"client": "handshake", "customer": "shopping-bag", "prospect": "circle-dashed"}


class _Named(str):
    """A name that knows what it names; lists read both in one row."""

    __slots__ = ("family", "kind")
    kind: str
    family: str


class _Scored(str):
    """A segment's word that knows its three scores."""

    __slots__ = ("digits",)
    digits: str


class _ClientContact(datetime):
    """The last contact of a client, which can be too long ago.

    `since` is when it became one, `days` how long nobody may be silent.
    """

    since: date | None = None
    days: int = SILENT_DAYS


def draw_type(option: Option, reading: Reading) -> Html:
    """The tag of a relationship: never by colour alone."""
    return _TYPE(option.value, icon(TYPE_ICONS[option.value], 12), reading.say(option.label))


def draw_status(option: Option, reading: Reading) -> Html:
    """A status with its glyph."""
    tone = "" if option.tone == "neutral" else f" status-{option.tone}"
    return _STATUS(tone, icon(option.icon or "circle-dot", 12), reading.say(option.label))


@dataclass(kw_only=True)
class AccountNameField(TextField):
    """The account's name, ordered by its folded form and drawn with a badge of its shape."""

    def columns(self) -> tuple[str, ...]:
        return ("name", "kind")

    def value(self, row: Any) -> Any:
        if not isinstance(row, Mapping):
            return row.name
        named = _Named(row["name"])
        named.kind = row.get("kind", "organisation")
        return named

    def order_column(self) -> str:
        return "name_key"

    def found_through(self, texts: Collection[str]) -> tuple[str, Collection[str]] | None:
        if not all(map(plain_key, texts)):
            return None  # a name of nothing but signs has no key
        return "name_key", {key for text in texts for key in keys_of(text)}

    def cell(self, value: Any, reading: Reading) -> Html:
        if not value:
            return NOTHING
        kind = getattr(value, "kind", "organisation")
        return badge(value, kind, family_of(value) if kind == "person" else "")


@dataclass(kw_only=True)
class ContactNameField(TextField):
    """A contact's whole name: shown and ordered here, typed into its two parts."""

    editable: bool = False

    def columns(self) -> tuple[str, ...]:
        return ("first_name", "last_name")

    def value(self, row: Any) -> Any:
        if not isinstance(row, Mapping):
            return row.name
        named = _Named(f"{row['first_name']} {row['last_name']}".strip())
        named.family = row["last_name"] if row["first_name"] else ""
        return named

    def order_column(self) -> str:
        return "name_key"

    def cell(self, value: Any, reading: Reading) -> Html:
        return badge(value, family=getattr(value, "family", "")) if value else NOTHING


class _Beside(UUID):
    """A record, and the name it is told beside."""

    __slots__ = ("name",)
    name: str


@dataclass(kw_only=True)
class BelongsToField(RecordLinkField):
    """Whom a person belongs to: where that is the account they are, not their name once more."""

    def columns(self) -> tuple[str, ...]:
        return (self.column, "first_name", "last_name")

    def value(self, row: Any) -> Any:
        account = super().value(row)
        if account is None or not isinstance(row, Mapping) or "last_name" not in row:
            return account
        beside = _Beside(int=account.int)
        # the class of the library lets nothing be set on it
        object.__setattr__(beside, "name", f"{row['first_name']} {row['last_name']}".strip())
        return beside

    def cell(self, value: Any, reading: Reading) -> Html:
        found = reading.linked.get(value)
        if found is None or found.title != getattr(value, "name", None):
            return super().cell(value, reading)
        return _ITSELF(found.href, found.title, _("themselves"))


@dataclass(kw_only=True)
class SegmentField(ChoiceField):
    """The RFM word; the three scores stand in its title."""

    editable: bool = False

    def columns(self) -> tuple[str, ...]:
        return ("rfm_word", "rfm_r", "rfm_f", "rfm_m")

    def value(self, row: Any) -> Any:
        if not isinstance(row, Mapping):
            return row.rfm_word
        scored = _Scored(row["rfm_word"])
        scored.digits = f"{row['rfm_r']}{row['rfm_f']}{row['rfm_m']}" if scored else ""
        return scored

    def cell(self, value: Any, reading: Reading) -> Html:
        found = self.option(value, reading)
        if found is None:
            return NOTHING
        digits = getattr(value, "digits", "")
        title = str(_("Recency, frequency, money: {digits}")).replace("{digits}", digits)
        tone = "" if found.tone == "neutral" else f" status-{found.tone}"
        return _SEGMENT(
            tone, title if digits else "", icon(found.icon, 12), reading.say(found.label)
        )


@dataclass(kw_only=True)
class LanguageField(ChoiceField):
    """A language by its name or its code, also one of a country (`de-AT`)."""

    def parse(self, raw: Any, reading: Reading) -> str:
        text = str(raw or "").strip()
        code = text.replace("_", "-").partition("-")[0].lower()
        known = {one.value for one in self.choices(reading)}
        return code if code in known else super().parse(text, reading)


@dataclass(kw_only=True)
class AskedChoiceField(ChoiceField):
    """A choice that nothing answers beforehand: nobody agrees by overlooking a list."""

    required: bool = True

    def input(self, value: Any, reading: Reading) -> dict[str, Any]:
        spec = super().input(value, reading)
        return {**spec, "options": [{"value": "", "label": _("Please choose")}, *spec["options"]]}


BANDS = {
    "good": (_("Good"), " status-ok", "heart-pulse"),
    "fair": (_("Fair"), " status-warn", "heart-pulse"),
    "poor": (_("Critical"), " status-bad", "triangle-alert"),
}


@dataclass(kw_only=True)
class ScoreField(NumberField):
    """Points out of a hundred: their mean says something, their sum does not."""

    totals = ("average",)
    editable: bool = False


@dataclass(kw_only=True)
class HealthField(ScoreField):
    """How a client fares: a word and the number, never a colour alone."""

    def cell(self, value: Any, reading: Reading) -> Html:
        if value is None:
            return NOTHING
        label, tone, glyph = BANDS[band_of(value)]
        return _STATUS(tone, icon(glyph, 12), f"{reading.say(label)} {value}")


@dataclass(kw_only=True)
class PurchaseCountField(NumberField):
    """A number of purchases; none shows nothing, since most clients buy no goods."""

    editable: bool = False

    def cell(self, value: Any, reading: Reading) -> Html:
        return super().cell(value, reading) if value else NOTHING


@dataclass(kw_only=True)
class PurchaseSumField(MoneyField):
    """A sum of purchases; nothing bought shows nothing."""

    editable: bool = False

    def cell(self, value: Any, reading: Reading) -> Html:
        return super().cell(value, reading) if value else NOTHING


@dataclass(kw_only=True)
class LastContactField(InstantField):
    """When somebody last spoke with the account; marked when a client waits for too long."""

    editable: bool = False

    def columns(self) -> tuple[str, ...]:
        return ("last_contact_at", "relationship", "client_since", "silence_days")

    def value(self, row: Any) -> Any:
        if not isinstance(row, Mapping):
            return row.last_contact_at
        at = row["last_contact_at"]
        if at is None or row.get("relationship") != "client":
            return at
        waiting = _ClientContact.combine(at.date(), at.timetz())
        waiting.since = row.get("client_since")
        waiting.days = row.get("silence_days") or SILENT_DAYS
        return waiting

    def operators(self) -> Sequence[Operator]:
        """Whoever was never spoken with waits longer than any number of days."""
        return [
            replace(one, label=_("is more than … days ago, or never"), condition=_older_or_never)
            if one.name == "older"
            else one
            for one in super().operators()
        ]

    def cell(self, value: Any, reading: Reading) -> Html:
        shown = super().cell(value, reading)
        if isinstance(value, _ClientContact) and is_silent(value, reading, value.since, value.days):
            hint = str(_("No contact for more than {days} days")).replace("{days}", str(value.days))
            return _MARKED(shown, icon("triangle-alert", 12, hint))
        return shown


@dataclass(kw_only=True)
class NoticeField(DayField):
    """The last day on which notice can be given; marked when it is near."""

    def cell(self, value: Any, reading: Reading) -> Html:
        shown = super().cell(value, reading)
        if value is None or not 0 <= (value - reading.today).days <= NOTICE_DAYS:
            return shown
        return _MARKED(shown, icon("calendar-clock", 12, str(_("Notice is due soon"))))


def _older_or_never(asked: Field, value: Any) -> Q:
    column = asked.column
    return Q(**{f"{column}__lt": value}) | Q(**{f"{column}__isnull": True})


def is_silent(
    at: datetime | None, reading: Reading, since: date | None = None, days: int = SILENT_DAYS
) -> bool:
    """Whether the last contact lies more `days` ago than a client should wait.

    Who became a client less than that ago (`since`) is new, not forgotten.
    """
    first = reading.today - timedelta(days=days)
    if since is not None and since > first:
        return False
    return at is None or at < clock.start_of_day(first, reading.format.zone)
