"""The pieces that ready rules are put together from."""

from __future__ import annotations

from typing import Any

from django.utils.translation import get_language, override

from klientel.automations.definition import Definition, Step, When
from klientel.automations.steps.flow import ADDED
from klientel.records.conditions import NOTHING, Condition, Group
from klientel.records.fields.base import Reading, Text
from klientel.workspaces.models import Member
from klientel.workspaces.policy import Role

OWNER = {"from": "owner"}
ACCOUNT_OWNER = {"from": "account.field:owner"}
ME = {"from": "me"}


def rule(
    about: str, when: When | tuple[When, ...], *then: Step, given: Group = NOTHING
) -> Definition:
    """A rule; its steps get keys by their places."""
    starts = when if isinstance(when, tuple) else (when,)
    return Definition(about, starts, given, keyed(then, "s"))


def keyed(found: tuple[Step, ...], begins: str) -> tuple[Step, ...]:
    """Steps with keys that tell their places."""
    return tuple(
        Step(
            f"{begins}{number}",
            one.do,
            one.values,
            one.given,
            keyed(one.then, f"{begins}{number}t"),
            keyed(one.otherwise, f"{begins}{number}o"),
        )
        for number, one in enumerate(found, 1)
    )


def event(verb: str) -> When:
    """A verb that starts a rule."""
    return When("event", {"verb": verb})


def date(field: str, days: int, side: str) -> When:
    """So many days before or after the date of a record, at eight."""
    return When("date", {"field": field, "days": str(days), "side": side, "hour": "8"})


def both(*conditions: tuple[str, str, str]) -> Group:
    """Conditions that must all hold."""
    return Group("and", tuple(Condition(*one) for one in conditions))


def either(*conditions: tuple[str, str, str]) -> Group:
    """Conditions of which one must hold."""
    return Group("or", tuple(Condition(*one) for one in conditions))


def task(title: str, who: Any, days: int = 0, **more: Any) -> Step:
    """A task for somebody, due in so many working days, for the account of the record."""
    day: dict[str, Any] = {"from": "today", "working": True}
    values = {
        "_type": "work",
        "kind": "task",
        "title": title,
        "owner": who,
        "due": {**day, "days": days} if days else day,
        "account": {"from": "account"},
        **more,
    }
    return Step("", "create", {name: value for name, value in values.items() if value is not None})


def listed(title: str, who: Any, days: int, *steps: str, **more: Any) -> Step:
    """A task as `task` makes one, with the steps of its checklist."""
    made = task(title, who, days, **more).values
    taken = {name: made[name] for name in ("title", "owner", "due", "account")}
    return Step("", "work.add_with_checklist", {**taken, "steps": "\n".join(steps)})


def mail(to: str, purpose: str, subject: Text, text: Text) -> Step:
    """A mail in the firm's language, and in the other one for who speaks that."""
    mine = (get_language() or "de")[:2]
    told = {"_to": to, "_purpose": purpose, **_in(mine, "", subject, text)}
    return Step(
        "", "mail", {**told, **_in("en" if mine == "de" else "de", "other_", subject, text)}
    )


def _in(language: str, begins: str, subject: Text, text: Text) -> dict[str, str]:
    with override(language):
        return {f"{begins}subject": str(subject), f"{begins}text": str(text)}


def tell(who: Any, text: str) -> Step:
    """A message to people of the firm."""
    return Step("", "notify", {"members": who, "text": text})


def wait(count: int, unit: str) -> Step:
    """A wait of a span."""
    return Step("", "wait", {"_how": "span", "count": str(count), "unit": unit})


def wait_for(verb: str, count: int, unit: str) -> Step:
    """A wait for something, which takes a span at most."""
    return Step("", "wait_for", {"_verbs": [verb], "count": str(count), "unit": unit})


def if_(given: Group, *then: Step, otherwise: tuple[Step, ...] = ()) -> Step:
    """Steps that are done if conditions hold, and those that are otherwise."""
    return Step("", "branch", {}, given, then, otherwise)


def each_added(record_type: str, given: Group, *then: Step) -> Step:
    """Steps for each record of a type that the rule added itself, as far as it meets conditions."""
    return Step("", "each", {"_what": f"{record_type}.{ADDED}"}, given, then)


def set_(**values: Any) -> Step:
    """Another value for fields of the record."""
    return Step("", "set", {"_on": "record", **values})


def bookkeeper(reading: Reading, otherwise: Any) -> Any:
    """Who keeps the books of the firm, if anybody does."""
    rows = Member.objects.in_workspace(reading.workspace.pk)
    mine = rows.filter(role=Role.BOOKKEEPING, is_active=True, is_invited=False)
    found = mine.order_by("pk").values_list("pk", flat=True).first()
    return str(found) if found else otherwise


def first_team(reading: Reading) -> str:
    """The first team of the firm by name; empty for none."""
    return next((str(key) for key in reading.directory.teams if key), "")
