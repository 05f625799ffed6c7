"""A firm in which there is something behind every address: once for everyone, once for one team."""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django_tasks import task

from klientel.automations.models import Run
from klientel.crm.actions.purchase import PurchaseDraft, record_purchases
from klientel.crm.models import Purchase
from klientel.discussion.tests.bytes import attached
from klientel.events import jobs
from klientel.events.models import Event, Job
from klientel.integrations.actions.run import take_in
from klientel.kit import clock
from klientel.kit.ids import uuid7
from klientel.records import actions
from klientel.records.actions.catalogue import run
from klientel.records.actions.merge import merge
from klientel.records.actions.own_field import add_field
from klientel.records.actions.share import share
from klientel.records.models import FieldDefinition, Merge, Suspect
from klientel.sharing.actions import create_link
from klientel.sharing.models import ShareLink
from tests.cast import Firm

#: the addresses of work items
WORK = ("work", "orders", "tasks", "tickets", "returns", "projects")


@task
def nothing() -> None:
    """Work of a test that is never done."""


def parts_of(firm: Firm, *, team: str = "") -> Mapping[str, str]:
    """What stands in the addresses: an account and what belongs to it, and Olga's own things.

    With `team` the account is one that only this team (and who manages) may know of.
    """
    account = _account(firm, team)
    purchase = Purchase.objects.in_workspace(firm.workspace.pk).get(account_id=account.pk)
    contact = _contact(firm, account)
    job = jobs.enqueue(nothing, actor=firm.olga, label="Olga's work")
    dead = jobs.enqueue(nothing, actor=firm.olga, label="Olga's lost work")
    Job.objects.filter(pk=dead.pk).update(state=Job.State.DEAD, error="ValueError")
    return {
        "record_type": "accounts",
        "key": account.ref,
        "tab": "purchases",
        "fields/name": "city",
        "actions/name": "promote",
        "contacts/key": str(contact.pk),
        "entry": str(_affiliation(firm, contact).pk),
        "entry/name": "change_organisation",
        "purchase": str(purchase.pk),
        "meetings/key": str(_meeting(firm, account).pk),
        "file": str(attached(firm.olga, account).pk),
        "comment": str(_comment(firm, account).pk),
        "token": str(_last_event(firm, "account.changed").pk),
        "suspect": str(_suspect(firm, account).pk),
        "merge_id": str(_merge(firm, account).pk),
        "member": str(firm.members["bea"].pk),
        "team": str(firm.teams["beratung"].pk),
        "import/key": str(_import(firm).pk),
        "jobs/key": str(job.pk),
        "uidb36": str(firm.members["bea"].user_id),
        "number": str(_view(firm, team).number),
        **_run_of_a_rule(firm, team),
        "run": str(_bulk_run(firm, account).pk),
        "kind": "order",
        "status": "planned",
        **_order_and_time(firm, account),
        "field": str(_own_field(firm).pk),
        "shared/link": str(_shared_file(firm, account).pk),
    }


def _order_and_time(firm: Firm, account: Any) -> Mapping[str, str]:
    """An order under all its addresses, and hours of Olga on it."""
    order = _order(firm, account)
    noted = run(firm.olga, "work.log_time", order.pk, hours="1")
    return {**dict.fromkeys([f"{said}/key" for said in WORK], order.ref), "noted": str(noted.pk)}


def _order(firm: Firm, account: Any) -> Any:
    values = {"title": "Relaunch", "kind": "order", "account": str(account.pk)}
    return actions.create(firm.olga, "work", values)


def _account(firm: Firm, team: str) -> Any:
    values = {"name": "Nord Media", "relationship": "customer", "city": "Kiel"}
    account = actions.create(firm.olga, "account", values)
    actions.change(firm.olga, "account", account.pk, {"city": "Husum"})
    record_purchases(firm.olga, [PurchaseDraft(account.pk, clock.today("UTC"), Decimal(10))])
    if team:
        key = firm.teams[team].pk
        share(firm.olga, "account", account.pk, privacy="team", team_id=key)
    return account


def _comment(firm: Firm, account: Any) -> Any:
    return run(firm.olga, "comment.write", record=str(account.pk), text="Call them")


def _own_field(firm: Firm) -> FieldDefinition:
    return add_field(firm.olga, type="account", kind="text", label=f"Field {uuid7()}")


def _shared_file(firm: Firm, account: Any) -> ShareLink:
    file = attached(firm.olga, account)
    about = {"record": str(account.pk), "part": str(file.series), "name": "Ina Falk"}
    return create_link(firm.olga, purpose="file", **about).link


def _suspect(firm: Firm, account: Any) -> Suspect:
    twin = actions.create(firm.olga, "account", {"name": "Nord Media GmbH"})
    first, second = sorted([account.pk, twin.pk])
    pair = Suspect(workspace=firm.workspace, type="account", first_id=first, second_id=second)
    pair.certainty = 80
    pair.save()
    return pair


def _merge(firm: Firm, account: Any) -> Merge:
    twin = actions.create(firm.olga, "account", {"name": "Nord-Media"})
    return merge(firm.olga, "account", account.pk, [twin.pk])


def _contact(firm: Firm, account: Any) -> Any:
    return actions.create(firm.olga, "contact", {"last_name": "Falk", "account": str(account.pk)})


def _affiliation(firm: Firm, contact: Any) -> Any:
    other = actions.create(firm.olga, "account", {"name": "Segelverein"})
    return run(firm.olga, "contact.add_organisation", contact, account=str(other.pk))


def _meeting(firm: Firm, account: Any) -> Any:
    values = {"name": "Jour fixe", "starts_at": "2027-01-05 10:00", "account": str(account.pk)}
    return actions.create(firm.olga, "meeting", values)


def _run_of_a_rule(firm: Firm, team: str) -> dict[str, str]:
    """A rule of a team, and a run of it about no record that ended."""
    rule = _rule(firm, team)
    ended = Run(
        workspace=firm.workspace, rule=rule, version=1, occasion=uuid7(), trigger="created",
        state=Run.State.DONE, ended_at=clock.now(),
    )  # fmt: skip
    ended.save()
    return {"automations/number": str(rule.number), "runs/key": str(ended.pk)}


def _import(firm: Firm) -> Any:
    taken = take_in(firm.olga, "boat", "boats.csv", [b"name;harbour\nA;Kiel\n"])
    taken.dry_counts = {"new": 1}
    taken.save()
    return taken


def _view(firm: Firm, team: str) -> Any:
    whose = {"audience": "team", "team": str(firm.teams[team].pk)} if team else {}
    given = {"type": "account", "name": "In Kiel", "query": "city=Kiel", "audience": "everyone"}
    return run(firm.olga, "view.save", **{**given, **whose})


def _rule(firm: Firm, team: str) -> Any:
    whose = {"audience": "team", "team": str(firm.teams[team].pk)} if team else {}
    then = [{"key": "a1", "do": "comment", "values": {"text": "Hello"}}]
    said = {"about": "account", "when": [{"kind": "created"}], "then": then}
    return run(firm.olga, "rule.create", name="Greet", definition=json.dumps(said), **whose)


def _bulk_run(firm: Firm, account: Any) -> Any:
    given = {"type": "account", "field": "industry", "value": "Media", "ids": str(account.pk)}
    return run(firm.olga, "list.change_many", **given)


def _last_event(firm: Firm, verb: str) -> Event:
    mine = Event.objects.in_workspace(firm.workspace.pk).filter(verb=verb)
    return mine.order_by("pk").last()
