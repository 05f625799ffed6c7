"""A week of the sample firm: what was agreed on the phone these days, and is to be done now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any, Protocol

from klientel.crm.demo import Stage, a_talk, write_talks

#: what was agreed, and in how many days from today it is due
_AGREED = (
    ("Angebot nachfassen", 0),
    ("Protokoll schicken", -2),
    ("Termin für die Abnahme finden", 0),
    ("Texte anfordern", 1),
    ("Zwei Varianten vorlegen", 3),
    ("Rückfrage zur Rechnung klären", 0),
    ("Budget für das nächste Quartal besprechen", 5),
    ("Logo-Daten anfordern", -1),
)


class _Kept(Protocol):
    account: Any
    people: list[Any]
    manager: str


def agree_on_steps(stage: Stage, kept: Sequence[_Kept]) -> int:
    """Calls of the last days that each left something to do; returns how many."""
    talks = []
    for place, one in enumerate(kept):
        text, days = _AGREED[place % len(_AGREED)]
        at = stage.working_hour(stage.today - timedelta(days=1 if days > -1 else 4))
        draft = a_talk(stage, one.account, one.people, at, "call")
        on = stage.today + timedelta(days=days)
        values = {**draft.values, "next_step": text, "next_step_on": on}
        # colleagues ring each other's clients as well, so that there is news for who looks after
        other = "nele" if one.manager == "jana" else "jana"
        who = one.manager if place % 3 else other
        talks.append((who, replace(draft, values=values)))
    return write_talks(stage, talks, every_days=1)
