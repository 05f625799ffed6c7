"""Whom rules tell: the people that a rule names, and who answers for one that was paused."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from klientel.events.notices import Notice, Telling, notices
from klientel.kit.ids import id_in

if TYPE_CHECKING:
    from klientel.events.models import Event


def _named(events: Sequence[Event]) -> Iterator[Telling]:
    for event in events:
        for key in (event.facts or {}).get("members") or ():
            member = id_in(key)
            if member is not None:
                yield Telling(event.pk, member)


def _rules(_event: Event, slug: str) -> str:
    return f"/{slug}/automations"


def introduce() -> None:
    """Tell of it."""
    notices.register(
        Notice(
            name="rule.told",
            label=_("A rule tells me something"),
            why=_("A rule is made to tell you."),
            verbs=("rule.told",),
            who=_named,
            for_me=True,
            names_people=True,
            order=15,
        ),
        Notice(
            name="rule.paused",
            label=_("A rule of mine was paused, since it failed"),
            why=_("You answer for this rule, or for the rules of the firm."),
            verbs=("rule.paused",),
            who=_named,
            for_me=True,
            names_people=True,
            place=_rules,
            order=16,
        ),
    )
