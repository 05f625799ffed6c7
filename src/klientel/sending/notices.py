"""Whoever wrote a mail that could not be sent is told so."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from klientel.events.notices import Notice, Telling, notices
from klientel.kit.ids import id_in

if TYPE_CHECKING:
    from klientel.events.models import Event


def _writers(events: Sequence[Event]) -> Iterator[Telling]:
    for event in events:
        member = id_in((event.facts or {}).get("writer"))
        if member is not None:
            yield Telling(event.pk, member)


def introduce() -> None:
    """Tell of it."""
    notices.register(
        Notice(
            name="mail.given_up",
            label=_("A mail of mine could not be sent"),
            why=_("You wrote the mail, or had it written."),
            verbs=("mail.given_up",),
            who=_writers,
            for_me=True,
            order=50,
        )
    )
