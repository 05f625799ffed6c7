"""The sample agency: clients won over three years, looked after by name, and prospects."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from klientel.crm import demo_people
from klientel.crm import demo_words as words
from klientel.crm.actions.account import change_stage, promote, return_to_customer
from klientel.crm.actions.meeting import plan
from klientel.crm.actions.purchase import LineDraft, PurchaseDraft, record_purchases
from klientel.crm.demo import (
    Stage,
    a_talk,
    add_people,
    domain_of,
    family,
    finish,
    reached,
    write_talks,
)
from klientel.crm.demo_steps import agree_on_steps
from klientel.crm.models import Account, Agreement, Contact
from klientel.kit.dates import months_later
from klientel.records.actions import change, create, share
from klientel.records.actions.create import Draft

_KINDS = (
    ("call",) * 7 + ("mail",) * 6 + ("meeting",) * 4 + ("note",) * 4 + ("message",) * 2 + ("visit",)
)
_MANAGERS = ("jana", "tom", "nele", "felix", "jana", "tom")
_TEAMS = {"tom": "Web", "felix": "Web", "nele": "Beratung"}
_THREE_YEARS = 1095


@dataclass
class _Kept:
    """An account that was made, with its people, who looks after it, and since when."""

    account: Account
    people: list[Contact]
    manager: str
    won_on: date


def build(stage: Stage, clients: int, prospects: int, talks_each: int) -> dict[str, int]:
    """Fill the agency; returns how many of what were made."""
    kept = [_client(stage, number) for number in range(clients)]
    open_ = [_prospect(stage, number) for number in range(prospects)]
    talks: list[tuple[str, Draft]] = []
    for number, one in enumerate(kept):
        talks += _talks(stage, one, talks_each, quiet=number % 6 == 5)
    for one in open_:
        talks += _talks(stage, one, 4, quiet=False)
    write_talks(stage, talks)
    agreed = agree_on_steps(stage, kept[1:17])
    _plan_meetings(stage, kept[::4])
    bought = _one_offs(stage, kept[::5]) + _grown(stage)
    _doubled(stage, kept[2])
    demo_people.weave(stage, [(one.account, one.people, one.manager) for one in kept])
    _endings(stage, kept)
    won = _won_lately(stage, open_)
    finish(stage)
    return {
        "clients": clients + won,
        "prospects": prospects - won,
        "interactions": len(talks) + agreed,
        "purchases": bought,
    }


def _name(stage: Stage, number: int) -> tuple[str, str]:
    shape, industry = words.TRADES[number % len(words.TRADES)]
    step = number * 7 % len(words.FAMILY_NAMES)
    name = words.FAMILY_NAMES[(step + number // len(words.FAMILY_NAMES)) % len(words.FAMILY_NAMES)]
    return shape.format(name=name), industry


def _made(
    stage: Stage,
    number: int,
    day: date,
    manager: str,
    stage_name: str,
    relationship: str = "prospect",
) -> tuple[Account, list[Contact]]:
    name, industry = _name(stage, number)
    domain = domain_of(name, number)
    source = stage.random.choice(("referral", "website", "event", "outreach"))
    values = {
        "name": name,
        "kind": "organisation",
        "industry": industry,
        "relationship": relationship,
        "stage": stage_name,
        "acquired_on": day,
        "source": source,
        "source_note": f"über {family(stage)}" if source == "referral" else "",
        "owner": stage.actors[manager].member_id,
        "country": "Deutschland",
        "tags": stage.random.sample(
            ("B2B", "Region Nord", "Stammtisch", "Empfehler"), k=number % 3
        ),
        **reached(stage, domain),
    }
    team = stage.teams.get(_TEAMS.get(manager, ""))
    account = create(
        stage.actors["jana"], "account", values, occurred_at=stage.moment(day, 10),
        columns={"team_id": team},
    )  # fmt: skip
    people = add_people(stage, "jana", account, stage.random.randint(1, 4), domain)
    return account, people


def _client(stage: Stage, number: int) -> _Kept:
    first = stage.today - timedelta(days=stage.random.randint(110, _THREE_YEARS))
    won = first + timedelta(days=stage.random.randint(20, 80))
    manager = _MANAGERS[number % len(_MANAGERS)]
    actor = stage.actors[manager]
    with stage.on(first, 10):
        account, people = _made(stage, number, first, manager, "new")
    with stage.on(first + timedelta(days=6), 11):
        change_stage(actor, account.pk, stage="in_contact")
    with stage.on(won - timedelta(days=8), 16):
        change_stage(actor, account.pk, stage="qualified", reason="Budget und Zeitplan sind klar")
    with stage.on(won, 12):
        promote(actor, account.pk, manager=actor.member_id, start=won, tier="aabbbcc"[number % 7])
        _agree(stage, number, account, manager, won)
        change_stage(actor, account.pk, stage="active", reason="Vertrag unterschrieben")
    return _Kept(account, people, manager, first)


def _agree(stage: Stage, number: int, account: Account, manager: str, start: date) -> None:
    """The terms of a new client: what for, how long, who stands in."""
    deputy = next(one for one in _MANAGERS[number % 4 :] if one != manager)
    subject, services = words.AGREED[number % len(words.AGREED)]
    values: dict[str, Any] = {
        "subject": subject,
        "services": "\n".join(services),
        "deputy": stage.actors[deputy].member_id,
    }
    if number % 3:
        years = (stage.today - start).days // 365 + 1
        end = months_later(start.replace(day=1), 12 * years) - timedelta(days=1)
        values |= {"ends_on": end, "notice_months": 1 + number % 3, "renews_months": 12}
    made = Agreement.objects.in_workspace(stage.workspace.pk).get(account_id=account.pk)
    change(stage.actors[manager], "agreement", made.pk, values)


def _prospect(stage: Stage, number: int) -> _Kept:
    day = stage.today - timedelta(days=stage.random.randint(4, 120))
    manager = _MANAGERS[(number + 1) % len(_MANAGERS)]
    state = ("new", "in_contact", "qualified")[number % 3]
    with stage.on(day, 10):
        account, people = _made(stage, 60 + number, day, manager, "new")
    if state != "new":
        with stage.on(day + timedelta(days=3), 11):
            change_stage(stage.actors[manager], account.pk, stage=state)
    return _Kept(account, people, manager, day)


def _won_lately(stage: Stage, open_: list[_Kept]) -> int:
    """One of the prospects that were qualified became a client last week; how many that is."""
    day = stage.today - timedelta(days=9)
    known = [one for one in open_[2::3] if one.won_on < day - timedelta(days=7)]
    for one in known[:1]:
        actor = stage.actors[one.manager]
        with stage.on(day, 12):
            promote(actor, one.account.pk, manager=actor.member_id, start=day, tier="b")
            change_stage(actor, one.account.pk, stage="active", reason="Angebot angenommen")
    return len(known[:1])


def _talks(stage: Stage, one: _Kept, each: int, *, quiet: bool) -> list[tuple[str, Draft]]:
    """About so many contacts from the first day on; a quiet account had none for over a month."""
    random = stage.random
    until = stage.today - timedelta(days=random.randint(34, 75) if quiet else random.randint(0, 22))
    span = max((until - one.won_on).days, 1)
    count = max(2, min(each + random.randint(-6, 6), span))
    days = [*sorted(random.randint(0, span) for _ in range(count - 1)), span]
    found = []
    for place, ago in enumerate(days):
        kind = "call" if place == len(days) - 1 else random.choice(_KINDS)
        at = stage.working_hour(one.won_on + timedelta(days=ago))
        who = one.manager if random.random() < 0.8 else "jana"
        found.append((who, a_talk(stage, one.account, one.people, at, kind)))
    return found


def _plan_meetings(stage: Stage, kept: list[_Kept]) -> None:
    """Some meetings that are still to come, on working days."""
    for place, one in enumerate(kept):
        day = stage.today + timedelta(days=place % 9)
        day += timedelta(days=max(0, 7 - day.weekday()) % 7 if day.weekday() > 4 else 0)
        with stage.on(stage.today - timedelta(days=2), 9 + place % 7):
            plan(
                stage.actors[one.manager],
                one.account.pk,
                name=f"Jour fixe: {stage.random.choice(words.THEMES)}",
                starts_at=stage.moment(day, 9 + place % 7, 30),
                minutes=stage.random.choice((45, 60, 90)),
                place="" if place % 3 else "bei uns",
                people=[stage.random.choice(one.people).pk],
            )


def _one_offs(stage: Stage, kept: list[_Kept]) -> int:
    """Things that clients bought beside the help they pay for by the month."""
    count = 0
    for one in kept:
        span = max((stage.today - one.won_on).days, 1)
        for _ in range(stage.random.randint(1, 4)):
            day = one.won_on + timedelta(days=stage.random.randint(0, span))
            product, price = stage.random.choice(words.SERVICES)
            line = LineDraft(product, Decimal(price), Decimal(1), Decimal(price))
            draft = PurchaseDraft(one.account.pk, day, Decimal(price), [line], channel="phone")
            with stage.on(day):
                count += record_purchases(stage.actors["jana"], [draft])
    return count


def _grown(stage: Stage) -> int:
    """Customers who are looked after like clients already, and order what is made for them."""
    talks, bought = [], 0
    for number in (120, 121):
        start = stage.today - timedelta(days=400)
        with stage.on(start, 10):
            account, people = _made(stage, number, start, "nele", "active", "customer")
        for month in range(11):
            at = stage.working_hour(stage.today - timedelta(days=30 * month + 9))
            kinds = ("call", "mail")
            talks += [("nele", a_talk(stage, account, people, at, kind)) for kind in kinds]
        for order, (product, price) in enumerate(words.MADE):
            day = stage.today - timedelta(days=70 * order + 20)
            line = LineDraft(
                f"{product} {account.name}", Decimal(price), Decimal(1), Decimal(price)
            )
            draft = PurchaseDraft(account.pk, day, Decimal(price), [line], channel="phone")
            with stage.on(day):
                bought += record_purchases(stage.actors["nele"], [draft])
    write_talks(stage, talks)
    return bought


def _doubled(stage: Stage, one: _Kept) -> None:
    """Somebody did not look, and noted a client a second time."""
    spoken = one.account.name.replace("ü", "ue").replace("ä", "ae").replace("ö", "oe")
    values = {
        "name": spoken.removesuffix(" GmbH"),
        "phone": one.account.phone,
        "website": one.account.website,
        "source": "event",
    }
    with stage.on(stage.today - timedelta(days=6), 16):
        create(stage.actors["nele"], "account", values)


def _endings(stage: Stage, kept: list[_Kept]) -> None:
    """Not all goes well: some rest; one is for named people only, one was won and given back."""
    jana = stage.actors["jana"]
    for place, one in enumerate(kept[5::12]):
        with stage.on(stage.today - timedelta(days=20 + place), 15):
            change_stage(
                jana, one.account.pk, stage="dormant", reason="Budget bis zum Sommer gesperrt"
            )
    with stage.on(stage.today - timedelta(days=9), 15):
        locked = next((one for one in kept if "Kanzlei" in one.account.name), kept[0])
        share(jana, "account", locked.account.pk, privacy="named",
              member_ids=filter(None, [jana.member_id, stage.actors["tom"].member_id]))  # fmt: skip
    if len(kept) > 30:
        with stage.on(stage.today - timedelta(days=40), 15):
            extra = _client(stage, 110)
            return_to_customer(jana, extra.account.pk)
            change_stage(jana, extra.account.pk, stage="former", reason="Macht es jetzt selbst")
