"""What a firm says of itself, one declaration per setting: its field, what it changes, and whether
it can be changed still. The action, the page and the log ask these and know no setting by name.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from zoneinfo import available_timezones

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from klientel.kit.refused import Refused
from klientel.kit.repeating.regions import STATES
from klientel.kit.text import sort_key
from klientel.records.currencies import CURRENCIES
from klientel.records.fields import ChoiceField, NumberField, Option, TextField
from klientel.records.fields.base import Reading, Text
from klientel.team.money import has_amounts
from klientel.team.zones import zones
from klientel.workspaces.models import Workspace
from klientel.workspaces.models.workspace import WHOLE_COUNTRY

#: there are no more in a week
MOST_HOURS = Decimal(168)
COUNTRIES: dict[str, Text] = {
    "DE": _("Germany"),
    "AT": _("Austria"),
    "CH": _("Switzerland"),
    "LI": _("Liechtenstein"),
    "LU": _("Luxembourg"),
    "GB": _("United Kingdom"),
    "IE": _("Ireland"),
    "NL": _("Netherlands"),
    "BE": _("Belgium"),
    "FR": _("France"),
    "IT": _("Italy"),
    "ES": _("Spain"),
    "DK": _("Denmark"),
    "PL": _("Poland"),
    "US": _("United States"),
}


def _never(_workspace: Workspace) -> bool:
    return False


@dataclass(frozen=True)
class Setting:
    """One setting, kept in the column of `Workspace` that its field names.

    `hint` says below it what it changes. Where it `is_fixed` in a workspace, its page says `fixed`
    in place of the hint, and whoever tries to change it is refused with `refusal`, which may name
    the value by the setting: `{currency}`.
    """

    field: TextField | ChoiceField | NumberField
    hint: Text
    is_fixed: Callable[[Workspace], bool] = _never
    fixed: Text = ""
    refusal: str = ""

    @property
    def name(self) -> str:
        return self.field.name

    def hint_in(self, workspace: Workspace) -> str:
        """What is said below it in a workspace."""
        return str(self.fixed if self.is_fixed(workspace) else self.hint)

    def options(self, reading: Reading) -> Sequence[tuple[str, str]]:
        """What can be chosen, by value; nothing where it is typed."""
        spec = self.field.input(None, reading)
        return [(one["value"], one["label"]) for one in spec.get("options", ()) if one["value"]]

    def shown(self, workspace: Workspace, reading: Reading) -> str:
        """Its value as its control holds it."""
        return str(self.field.input(getattr(workspace, self.name), reading)["value"])


class _ZoneField(TextField):
    """A time zone by its name, such as `Europe/Berlin`."""

    def parse(self, raw: Any, reading: Reading) -> str:
        zone = super().parse(raw, reading)
        if zone and zone not in available_timezones():
            raise Refused("This time zone does not exist.", self.name)
        return zone

    def input(self, value: Any, reading: Reading) -> dict[str, Any]:
        options = [{"value": zone, "label": label} for zone, label in zones()]
        return {"type": "select", "value": value or "", "options": options}


def _of_codes(name: str, label: Text, codes: Mapping[str, Text]) -> ChoiceField:
    options = [Option(code, told) for code, told in codes.items()]
    return ChoiceField(name=name, label=label, required=True, options=options)


def _states(reading: Reading) -> list[Option]:
    """The states of the firm's country that have holidays of their own, and none of them."""
    country = reading.workspace.country
    named = sorted(STATES.get(country, {}).items(), key=lambda pair: sort_key(pair[1]))
    whole = Option(WHOLE_COUNTRY, _("Only holidays of the whole country"))
    return [whole, *(Option(code, name) for code, name in named)]


SETTINGS = (
    Setting(
        TextField(name="name", label=_("Name of the firm"), required=True, max_length=120),
        _("Shown at the top of the sidebar and in mails to your team."),
    ),
    Setting(
        ChoiceField(
            name="serves",
            label=_("Whom do you serve?"),
            required=True,
            options=[
                Option(Workspace.Serves.CLIENTS.value, _("{client.pl.up}")),
                Option(Workspace.Serves.CUSTOMERS.value, _("{customer.pl.up}")),
                Option(Workspace.Serves.BOTH.value, _("{client.pl.up} & {customer.pl}")),
            ],
        ),
        _("Decides which pages and fields come first."),
    ),
    Setting(
        _of_codes("language", _("Language of the firm"), dict(settings.LANGUAGES)),
        _("For people who chose none themselves, and for mails."),
    ),
    Setting(
        _ZoneField(name="time_zone", label=_("Time zone"), required=True, max_length=60),
        _("Decides when a day begins in lists and figures."),
    ),
    Setting(
        _of_codes("country", _("Country"), COUNTRIES),
        _("For phone numbers and addresses without a country."),
    ),
    Setting(
        ChoiceField(name="state", label=_("State or canton"), required=True, options=_states),
        _("Whose public holidays are free days: in rules, plans and repeating work."),
    ),
    Setting(
        _of_codes("currency", _("Currency"), CURRENCIES),
        _("Can be changed until the first amount is recorded."),
        is_fixed=lambda workspace: has_amounts(workspace.pk),
        fixed=_("Stays as it is, since amounts are recorded in it."),
        refusal=gettext_noop(
            "Amounts are recorded in {currency}, and sums cannot mix currencies. "
            "The currency stays as it is."
        ),
    ),
    Setting(
        NumberField(
            name="weekly_hours",
            label=_("Hours of a week"),
            required=True,
            places=2,
            minimum=Decimal(1),
            maximum=MOST_HOURS,
        ),
        _("The default for everybody who has no hours of their own."),
    ),
)
