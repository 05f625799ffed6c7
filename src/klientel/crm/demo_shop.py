"""The sample bakery: customers known by name, with two years of purchases at the till."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from klientel.crm import demo_people
from klientel.crm import demo_words as words
from klientel.crm.actions.purchase import LineDraft, PurchaseDraft, record_purchases
from klientel.crm.demo import Stage, count_segments, finish, person, write_talks
from klientel.crm.models import Account
from klientel.kit.text import slug
from klientel.records.actions import create_many
from klientel.records.actions.create import Draft

_TWO_YEARS = 730
_STEP = 30
#: so many steps back the buyers were sorted at each, so that their moves can be seen
_COUNTED = 6
_CHANNELS = ("till",) * 7 + ("phone", "online", "online")


@dataclass
class _Habit:
    """How somebody buys: from when to when, how often, what, on which weekday and hour."""

    first: date
    last: date
    times: int
    favourites: list[tuple[str, str]]
    weekday: int
    hour: int


def build(stage: Stage, customers: int, purchases: int) -> dict[str, int]:
    """Fill the shop; returns how many of what were made."""
    habits = [_habit(stage, purchases / customers) for _ in range(customers)]
    accounts = _customers(stage, habits)
    by_step: dict[int, list[PurchaseDraft]] = defaultdict(list)
    count = 0
    for account, habit in zip(accounts, habits, strict=True):
        for draft in _purchases(stage, account, habit):
            by_step[(stage.today - draft.bought_on).days // _STEP].append(draft)
            count += 1
    till = stage.actors["sophie"]
    for step in sorted(by_step, reverse=True):
        with stage.on(stage.today - timedelta(days=step * _STEP), 20):
            record_purchases(till, sorted(by_step[step], key=lambda one: one.bought_on))
            if step <= _COUNTED:
                count_segments(stage)
    talks = _talks(stage, accounts, habits)
    write_talks(stage, talks, every_days=30)
    demo_people.know_regulars(stage, accounts)
    finish(stage)
    return {"customers": customers, "purchases": count, "interactions": len(talks)}


def _habit(stage: Stage, mean: float) -> _Habit:
    """Regulars, sleepers, newcomers and those who come now and then, in believable shares."""
    random, today = stage.random, stage.today
    kind = random.choices(("regular", "sleeper", "new", "seldom"), (22, 24, 14, 40))[0]
    if kind == "regular":
        first = today - timedelta(days=random.randint(200, _TWO_YEARS))
        last = today - timedelta(days=random.randint(0, 20))
        times = round(mean * random.uniform(1.8, 4))
    elif kind == "sleeper":
        first = today - timedelta(days=random.randint(420, _TWO_YEARS))
        last = first + timedelta(days=random.randint(10, 200))
        times = round(mean * random.uniform(0.2, 1))
    elif kind == "new":
        first = today - timedelta(days=random.randint(0, 45))
        last, times = first + timedelta(days=random.randint(2, 25)), random.choice((1, 1, 1, 2))
    else:
        first = today - timedelta(days=random.randint(90, _TWO_YEARS))
        last = today - timedelta(days=random.randint(10, 120))
        times = round(mean * random.uniform(0.2, 0.9))
    last = min(max(first, last), today)
    favourites = random.sample(words.GOODS, k=random.randint(1, 3))
    weekday = random.choices(range(6), (10, 10, 12, 12, 18, 38))[0]
    return _Habit(first, last, max(times, 1), favourites, weekday, random.randint(7, 16))


def _customers(stage: Stage, habits: list[_Habit]) -> list[Account]:
    """Make the customers on the days of their first purchase, a month at a time."""
    by_step: dict[int, list[int]] = defaultdict(list)
    for place, habit in enumerate(habits):
        by_step[(stage.today - habit.first).days // _STEP].append(place)
    made: dict[int, Account] = {}
    for step in sorted(by_step, reverse=True):
        places = by_step[step]
        with stage.on(stage.today - timedelta(days=step * _STEP), 19):
            drafts = [_customer(stage, habits[place], place) for place in places]
            found = create_many(stage.actors["ute"], "account", drafts, cleaned=True)
        made.update(zip(places, found, strict=True))
    return [made[place] for place in range(len(habits))]


def _customer(stage: Stage, habit: _Habit, place: int) -> Draft:
    random = stage.random
    first, last = person(stage)
    mail = f"{slug(first)}.{slug(last)}{place}@post.example"
    phone = f"+4917{random.randint(10, 99)}{random.randint(100000, 999999)}"
    values = {
        "name": f"{first} {last}",
        "kind": "person",
        "relationship": "customer",
        "stage": "active",
        "acquired_on": habit.first,
        "source": random.choice(("walk_in", "walk_in", "walk_in", "referral", "website")),
        "external_number": f"K-{10001 + place}",
        "email": mail if random.random() < 0.45 else "",
        "phone": phone if random.random() < 0.6 else "",
        "city": random.choice(("Lüneburg", "Lüneburg", "Adendorf", "Bardowick")),
        "tags": ["Stammkarte"] if habit.times > 20 else [],
    }
    return Draft(values, stage.moment(habit.first, habit.hour))


def _purchases(stage: Stage, account: Account, habit: _Habit) -> list[PurchaseDraft]:
    random = stage.random
    span = (habit.last - habit.first).days
    days = {habit.first, habit.last} if habit.times > 1 else {habit.first}
    while len(days) < min(habit.times, span + 1):
        day = habit.first + timedelta(days=random.randint(0, span))
        if random.random() < 0.6:
            day += timedelta(days=(habit.weekday - day.weekday()) % 7)
        if day <= habit.last:
            days.add(day)
    return [_purchase(stage, account, habit, day) for day in sorted(days)]


def _purchase(stage: Stage, account: Account, habit: _Habit, day: date) -> PurchaseDraft:
    random = stage.random
    basket: dict[str, str] = {}
    for _ in range(random.choice((1, 1, 2, 2, 3))):
        product, price = (
            random.choice(habit.favourites)
            if random.random() < 0.75
            else random.choice(words.GOODS)
        )
        basket[product] = price
    lines = []
    for product, price in basket.items():
        pieces = Decimal(
            random.randint(2, 10) if product == "Brötchen" else random.choice((1, 1, 1, 2))
        )
        lines.append(LineDraft(product, pieces * Decimal(price), pieces, Decimal(price)))
    amount = sum((line.amount for line in lines), Decimal(0))
    hour = min(max(habit.hour + random.choice((-1, 0, 0, 1)), 6), 18)
    at = min(stage.moment(day, hour, random.randint(0, 59)), stage.moment(stage.today, 9))
    return PurchaseDraft(account.pk, day, amount, lines, at, random.choice(_CHANNELS))


def _talks(stage: Stage, accounts: list[Account], habits: list[_Habit]) -> list[tuple[str, Draft]]:
    """A few calls, complaints and notes: most customers only buy."""
    random = stage.random
    found = []
    for account, habit in zip(accounts, habits, strict=True):
        if random.random() > 0.12:
            continue
        day = habit.first + timedelta(days=random.randint(0, (habit.last - habit.first).days))
        kind = random.choice(("call", "call", "note", "visit"))
        body = random.choice(words.SHOP_NOTES if kind == "note" else words.SHOP_CALLS)
        at = min(stage.working_hour(day), stage.moment(stage.today, 8))
        values = {
            "account": account.pk,
            "kind": kind,
            "occurred_at": at,
            "minutes": random.randint(2, 9) if kind == "call" else None,
            "direction": "in" if kind == "call" else "none",
            "body": body,
        }
        found.append((random.choice(("ute", "sophie")), Draft(values, at)))
    return found
