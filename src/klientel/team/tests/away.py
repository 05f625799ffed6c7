"""Who is away, and what they leave behind."""

from __future__ import annotations

import datetime as dt

from klientel.kit import clock
from klientel.records import actions


def days(first, last):
    today = clock.today("Europe/Berlin")
    return {
        "from_on": (today + dt.timedelta(days=first)).isoformat(),
        "until_on": (today + dt.timedelta(days=last)).isoformat(),
    }


def boat_of(firm, who, name="Anna"):
    return actions.create(firm.olga, "boat", {"name": name, "owner": str(firm.members[who].pk)})
