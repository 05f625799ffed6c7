"""Whoever wrote a mail that could not be sent is told so."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from klientel.events.notices import Notice, notices, told_in


def introduce() -> None:
    """Tell of it."""
    notices.register(
        Notice(
            name="mail.given_up",
            label=_("A mail of mine could not be sent"),
            why=_("You wrote the mail, or had it written."),
            verbs=("mail.given_up",),
            who=told_in("writer"),
            for_me=True,
            order=50,
        )
    )
