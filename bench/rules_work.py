"""What `bench.rules` has done in the database, as programs of their own: prepare, work, watch."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from klientel.config.cli import start_django

SLUG = "rules"
RULES = 200
#: each is asked for by two rules
CITIES = RULES // 2
ACCOUNTS = 1_000
EARS = 3
_AT_ONCE = 2_000


def main() -> int:
    """Do what the first word says."""
    start_django()
    ways = {"prepare": prepare, "work": work, "watch": watch, "verdict": verdict}
    ways[sys.argv[1]](*map(float, sys.argv[2:]))
    return 0


def prepare(events: float) -> None:
    """A firm with accounts and rules, and events that say how accounts moved from town to town."""
    from klientel.events.worker import run_until_idle
    from klientel.workspaces.models import Member, User, Workspace
    from klientel.workspaces.queries import actor_of

    _ears()
    workspace = Workspace.objects.create(slug=SLUG, name="Regelwerk")
    user = User.objects.create_user("owner@rules.example", "a password of some length")
    member = Member(workspace=workspace, user=user, name="Owner", role="owner")
    member.save()
    actor = actor_of(member)
    accounts = _accounts(actor)
    _rules(actor, member)
    # what the set-up itself asked for is no part of what is measured
    run_until_idle(ahead=timedelta(hours=1))
    _moves(actor, accounts, int(events))


def _accounts(actor: Any) -> list[Any]:
    from klientel.records import actions
    from klientel.records.actions.create import Draft

    drafts = [Draft({"name": f"Account {n}", "city": "City 0"}) for n in range(ACCOUNTS)]
    return list(actions.create_many(actor, "account", drafts))


def _rules(actor: Any, member: Any) -> None:
    """Two rules for each town, each of which tells the owner something."""
    from klientel.automations.actions import create_rule

    for number in range(RULES):
        city = f"City {number % CITIES}"
        told = {"members": [str(member.pk)], "text": f"Rule {number}: {{{{ record.name }}}}"}
        definition = {
            "about": "account",
            "when": [{"kind": "changed", "params": {"field": "city"}}],
            "given": ["and", ["city", "is", city]],
            "then": [{"key": f"step{number:04}", "do": "notify", "values": told}],
        }
        create_rule(
            actor, name=f"Rule {number}", definition=json.dumps(definition), is_on=True,
            max_runs_per_hour=10_000,
        )  # fmt: skip


def _moves(actor: Any, accounts: list[Any], count: int) -> None:
    from django.db import transaction

    from klientel.crm.models import Account
    from klientel.events.log import Line, record_many
    from klientel.events.models import Outbox

    Outbox.objects.all().delete()
    lives = {account.pk: 0 for account in accounts}
    for start in range(0, count, _AT_ONCE):
        lines = list(_lines(Line, accounts, lives, start, min(start + _AT_ONCE, count)))
        with transaction.atomic():
            record_many(actor, lines)
    mine = Account.objects.in_workspace(actor.workspace_id)
    with transaction.atomic():
        for pk, city in lives.items():
            mine.filter(pk=pk).update(city=f"City {city}")


def _lines(
    line: Any, accounts: list[Any], lives: dict[Any, int], start: int, end: int
) -> Iterator[Any]:
    for number in range(start, end):
        account = accounts[number % len(accounts)]
        was = lives[account.pk]
        now = lives[account.pk] = (was + 1 + number % 7) % CITIES
        facts = {"changes": {"city": [f"City {was}", f"City {now}"]}}
        yield line("account.changed", "account", account.pk, account.pk, facts)


def _ears() -> None:
    """Three other subscribers, each of which writes once for a batch.

    They stand for those of the rooms, whose jobs (duplicates, profiles) are measured by themselves.
    """
    from django.db.models import F

    from klientel.events.subscribers import subscribe, subscribers
    from klientel.workspaces.models import Workspace

    def hear(events: list[Any]) -> None:
        mine = Workspace.objects.filter(pk=events[0].workspace_id)
        mine.update(directory_version=F("directory_version") + 1)

    for name in ("records.duplicates", "crm.profiles", "crm.segments"):
        subscribers.remove(name)
    for number in range(EARS):
        subscribe(f"ear{number}", "account.changed")(hear)


def work() -> None:
    """A worker; what it holds when it is killed is free again when its leases end."""
    from klientel.events.worker import Worker

    _ears()
    Worker(threads=2).run_forever()


def watch() -> None:
    """Print five times a second how many deliveries and how many runs are open."""
    from klientel.automations.models import Run
    from klientel.events.models import Delivery, Outbox

    while True:
        events = Outbox.objects.count() + Delivery.objects.filter(state__lt=2).count()
        runs = Run.objects.for_system("bench: what is left").filter(state__lt=3).count()
        print(events, runs, flush=True)
        time.sleep(0.2)


def verdict(events: float) -> None:
    """Print what was counted, and what is not as it must be."""
    from django.db.models import Count

    from klientel.automations.models import Run
    from klientel.events.models import Delivery, Event
    from klientel.workspaces.models import Workspace

    workspace = Workspace.objects.get(slug=SLUG)
    count = int(events)
    rows = Delivery.objects.filter(workspace_id=workspace.pk).order_by()
    made = dict(rows.filter(state=2).values_list("subscriber").annotate(Count("pk")))
    wrong = [
        f"{name}: {made.get(name)} of {count} deliveries made"
        for name in ("automations", *(f"ear{number}" for number in range(EARS)))
        if made.get(name) != count
    ]
    if rows.exclude(state=2).exists():
        wrong.append("deliveries are open or given up")
    runs = Run.objects.in_workspace(workspace.pk)
    done = runs.filter(state=Run.State.DONE).count()
    if (runs.count(), done) != (2 * count, 2 * count):
        wrong.append(f"{runs.count()} runs, {done} done, of {2 * count}")
    told = Event.objects.in_workspace(workspace.pk).filter(verb="rule.told").order_by()
    doubles = told.values("batch").annotate(n=Count("pk")).filter(n__gt=1).count()
    if told.count() != 2 * count or doubles:
        wrong.append(f"{told.count()} effects of {2 * count}, {doubles} runs with several")
    states = dict(runs.order_by().values_list("state").annotate(Count("pk")))
    json.dump({"wrong": wrong, "runs": runs.count(), "states": states}, sys.stdout)


if __name__ == "__main__":
    sys.exit(main())
