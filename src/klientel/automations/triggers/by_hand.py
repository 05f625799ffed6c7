"""Triggers that somebody pulls: a button on a record, another program's webhook, a rule."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from klientel.automations.triggers.registry import Asked, Trigger, triggers
from klientel.kit.refused import Invalid, Refused
from klientel.kit.text import fold
from klientel.records.fields import ChoicesField, Option, TextField
from klientel.records.fields.base import Reading
from klientel.records.types import RecordType
from klientel.workspaces.policy import Role

if TYPE_CHECKING:
    from klientel.events.models import Event

#: written by whoever receives webhooks; its facts are `name`, of the address that was called, and
#: `payload`
HOOK_RECEIVED = "hook.received"

_BUTTON = TextField(
    name="label", label=gettext_lazy("What the button says"), required=True, max_length=60
)
_ROLES = ChoicesField(
    name="roles",
    label=gettext_lazy("Who finds it (empty: everyone)"),
    options=[Option(one.value, one.label) for one in Role],
)
_HOOK = TextField(
    name="hook",
    label=gettext_lazy("Name of the address"),
    help=gettext_lazy("As it is called under Settings, Webhooks."),
    required=True,
    max_length=80,
)


def _about_some(about: RecordType | None, _reading: Reading) -> bool:
    return about is not None


def _about_none(about: RecordType | None, _reading: Reading) -> bool:
    return about is None


def _said_button(asked: Asked) -> str:
    return _("once somebody presses “{label}” at {record}").format(
        label=asked.text("label"),
        record=asked.about.one_of(asked.reading) if asked.about is not None else "",
    )


def _said_hook(asked: Asked) -> str:
    return _("once another program calls the address “{name}”").format(name=asked.text("hook"))


def _hook_matches(asked: Asked, event: Event) -> bool:
    return fold(str(event.facts.get("name", ""))) == fold(asked.text("hook"))


def _check_hook(asked: Asked) -> None:
    if not fold(asked.text("hook")):
        raise Invalid({"hook": Refused("A value is missing.", "hook")})


triggers.register(
    Trigger(
        name="button",
        label=gettext_lazy("Somebody presses a button"),
        icon="circle-check",
        params=lambda asked: (_BUTTON, _ROLES),
        said=_said_button,
        is_for=_about_some,
        order=70,
    ),
    Trigger(
        name="hook",
        label=gettext_lazy("An incoming webhook is called"),
        icon="webhook",
        params=lambda asked: (_HOOK,),
        verbs=lambda asked: frozenset({HOOK_RECEIVED}),
        matches=_hook_matches,
        said=_said_hook,
        check=_check_hook,
        is_for=_about_none,
        order=80,
    ),
    Trigger(
        name="manual",
        label=gettext_lazy("Only another rule, or by hand"),
        icon="corner-down-left",
        said=lambda asked: _("once another rule or a person starts it"),
        order=90,
    ),
)
