"""Sample accounts with a history of years, written by the actions at the times they tell of."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any
from uuid import UUID

from klientel.crm import demo_words as words
from klientel.crm.actions import segments
from klientel.crm.actions.account import name_decider
from klientel.crm.actions.interaction import log_many
from klientel.crm.actions.profile import reckon_all
from klientel.crm.models import Account, Contact
from klientel.kit import clock
from klientel.kit.name_words import CLEAR_FORMS
from klientel.kit.text import slug
from klientel.records.actions import create_many
from klientel.records.actions.catalogue import reading_as
from klientel.records.actions.create import Draft
from klientel.records.fields.base import Reading
from klientel.records.reading import reading_for
from klientel.workspaces.actor import Actor
from klientel.workspaces.models import Workspace


@dataclass
class Stage:
    """Where the history happens: the firm, its people by first name, its teams, its last day."""

    workspace: Workspace
    actors: dict[str, Actor]
    teams: dict[str, UUID]
    random: Random
    today: date
    _reading: Reading | None = None

    @contextmanager
    def on(self, day: date, hour: int = 18) -> Iterator[datetime]:
        """Let it be that day, in the evening, for everything inside; never later than now."""
        moment = min(self.moment(day, hour), clock.now())
        reading = self._reading = self._reading or reading_for(self.workspace)
        reading.workspace = self.workspace
        with clock.fixed(moment), reading_as(replace(reading, today=day)):
            yield moment

    def moment(self, day: date, hour: int, minute: int = 0) -> datetime:
        """An instant on a day of the firm's time zone."""
        return datetime.combine(day, time(hour, minute), clock.zone(self.workspace.time_zone))

    def working_hour(self, day: date) -> datetime:
        """Some moment of a working day that has passed: what was said lies in the past."""
        hour, minute = self.random.randint(8, 16), self.random.choice((0, 10, 15, 30, 45))
        if self.moment(day, hour, minute) > clock.now():
            day = self.today - timedelta(days=1)
        day -= timedelta(days=max(0, day.weekday() - 4))
        return self.moment(day, hour, minute)


def family(stage: Stage) -> str:
    """A family name; common ones come up more often."""
    names = words.FAMILY_NAMES
    return names[min(int(stage.random.expovariate(1 / 22)), len(names) - 1)]


def person(stage: Stage) -> tuple[str, str]:
    """First and family name."""
    return stage.random.choice(words.FIRST_NAMES), family(stage)


def reached(stage: Stage, domain: str) -> dict[str, str]:
    """Address, telephone and website of a firm."""
    postcode, city, dialled = stage.random.choice(words.PLACES)
    return {
        "street": f"{stage.random.choice(words.STREETS)} {stage.random.randint(1, 120)}",
        "postcode": postcode,
        "city": city,
        "phone": f"{dialled} {stage.random.randint(200000, 9899999)}".replace(" ", ""),
        "email": f"kontakt@{domain}",
        "website": f"https://www.{domain}",
    }


#: not part of the name by which people know a firm
_NOT_IN_DOMAINS = CLEAR_FORMS | {"co", "und", "soehne"}


def domain_of(name: str, number: int) -> str:
    """A domain that nobody can own; the number tells two firms of one name apart."""
    parts = [part for part in slug(name, 60).split("-") if part not in _NOT_IN_DOMAINS]
    short = "-".join(parts)[:24].rstrip("-")
    return f"{short}{number if number >= 100 else ''}.example"


def write_talks(stage: Stage, talks: Sequence[tuple[str, Draft]], every_days: int = 14) -> int:
    """Log contacts by who had them, a fortnight at a time, as if typed at its end."""
    by_time: dict[tuple[int, str], list[Draft]] = defaultdict(list)
    for who, draft in talks:
        ago = (stage.today - draft.values["occurred_at"].date()).days
        by_time[(max(ago, 0) // every_days, who)].append(draft)
    for (ago, who), drafts in sorted(by_time.items(), key=lambda item: -item[0][0]):
        drafts.sort(key=lambda draft: draft.values["occurred_at"])
        last = max(draft.values["occurred_at"] for draft in drafts).date()
        day = min(last, stage.today - timedelta(days=ago * every_days))
        with stage.on(day, hour=20):
            log_many(stage.actors[who], drafts)
    return len(talks)


def add_people(stage: Stage, who: str, account: Account, number: int, domain: str) -> list[Contact]:
    """Some people of an account; the first decides."""
    drafts = []
    for place in range(number):
        first, last = person(stage)
        drafts.append(
            Draft(
                {
                    "account": account.pk,
                    "first_name": first,
                    "last_name": last,
                    "position": words.POSITIONS[0]
                    if place == 0
                    else stage.random.choice(words.POSITIONS[1:]),
                    "email": f"{slug(last)}@{domain}" if stage.random.random() < 0.8 else "",
                    "mobile": f"+49171{stage.random.randint(1000000, 9999999)}"
                    if stage.random.random() < 0.5
                    else "",
                },
                clock.now(),
            )
        )
    actor = stage.actors[who]
    people = create_many(actor, "contact", drafts, cleaned=True)
    name_decider(actor, account, contact=people[0].pk)
    return people


def count_segments(stage: Stage) -> None:
    """Sort the buyers as of the day that the clock stands at."""
    segments.recompute(stage.workspace.pk, clock.today(stage.workspace.time_zone))


def finish(stage: Stage) -> None:
    """Sort the buyers and reckon all profiles, as the nightly jobs would."""
    segments.recompute(stage.workspace.pk, stage.today)
    reckon_all(stage.workspace)


def _rounded(minutes: int) -> int:
    """What people write down: quarters of an hour, once something took that long."""
    return minutes if minutes < 30 else round(minutes / 15) * 15


def a_talk(stage: Stage, account: Account, people: Sequence[Any], at: datetime, kind: str) -> Draft:
    """A contact of a kind with somebody of an account."""
    random = stage.random
    texts: Sequence[Any] = {
        "call": words.CALLS,
        "meeting": words.MEETINGS,
        "visit": words.VISITS,
        "mail": words.MAILS,
        "note": words.NOTES,
        "message": words.MESSAGES,
    }[kind]
    with_whom = random.choice(people)
    minutes = {"call": (4, 40), "meeting": (30, 120), "visit": (60, 240)}.get(kind)
    chosen = random.choice(texts)
    direction, text = chosen if isinstance(chosen, tuple) else ("none", chosen)
    body = text.format(theme=random.choice(words.THEMES), person=with_whom.name)
    values: dict[str, Any] = {
        "account": account.pk,
        "contact": with_whom.pk if kind != "note" else None,
        "kind": kind,
        "occurred_at": at,
        "minutes": _rounded(random.randint(*minutes)) if minutes else None,
        "direction": direction,
        "body": body,
    }
    return Draft(values, at)
