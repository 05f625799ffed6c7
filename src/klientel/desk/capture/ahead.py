"""A day that lies ahead in what is to be done next, read as the line for work reads it."""

from __future__ import annotations

from datetime import date

from klientel.desk.capture.due import all_days
from klientel.desk.capture.stretches import Stretches


def read_ahead(text: str, today: date) -> tuple[str, date] | None:
    """The first day of a text that is today or later, and the text without it; None without one.

    Of two days that may be meant it is the nearer: better too early than too late.
    """
    stretches = Stretches(text)
    for one in all_days(stretches, today):
        # a part of the day stays: “Montag früh” is told as “früh”
        left = f"{stretches.text[: one.start]} {stretches.text[one.said.end :]}"
        return left, min(one.said.day, one.said.other or one.said.day)
    return None
