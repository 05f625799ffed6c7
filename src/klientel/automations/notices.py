"""Whom rules tell: the people that a rule names, and who answers for one that was paused."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from klientel.events.notices import Notice, notices, told_in

if TYPE_CHECKING:
    from klientel.events.models import Event


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
            who=told_in("members"),
            for_me=True,
            names_people=True,
            order=15,
        ),
        Notice(
            name="rule.paused",
            label=_("A rule of mine was paused, since it failed"),
            why=_("You answer for this rule, or for the rules of the firm."),
            verbs=("rule.paused",),
            who=told_in("members"),
            for_me=True,
            names_people=True,
            place=_rules,
            order=16,
        ),
    )
