"""What the tests of the room do again and again: let the subscriber work, and read an inbox."""

from __future__ import annotations

from klientel.discussion.actions.comment import write
from klientel.discussion.models import Comment
from klientel.events.delivery import deliver
from klientel.events.dispatch import dispatch
from klientel.notifications import lines, queries
from klientel.notifications.lines import Shown
from klientel.notifications.models import Notification
from klientel.records.actions import create
from klientel.records.reading import reading_of
from klientel.work.models import WorkItem
from klientel.workspaces.actor import Actor
from tests.cast import Firm


def tell() -> None:
    """Everything that was committed is told to whoever subscribed."""
    while dispatch() or deliver():
        pass


def inbox(firm: Firm, name: str, show: str = "open") -> list[Notification]:
    """The lines that a member sees, the newest first, after everything was told."""
    tell()
    return queries.page_of(firm.actor(name), show).rows


def texts(firm: Firm, name: str, show: str = "open") -> list[str]:
    """The lines that a member sees as `title: sentence`."""
    rows = inbox(firm, name, show)
    return [f"{one.title}: {one.text}" for one in shown(firm.actor(name), rows)]


def shown(actor: Actor, rows: list[Notification]) -> list[Shown]:
    """Lines in words."""
    return lines.shown(actor, reading_of(actor), rows)


def item(firm: Firm, by: str, title: str = "Plakat", **values: object) -> WorkItem:
    """A task that somebody adds, for others to work on by name."""
    given = {"title": title, **values}
    if "assignees" in given:
        given["assignees"] = [str(firm.members[one].pk) for one in given["assignees"]]
    return create(firm.actor(by), "work", given)


def say(firm: Firm, by: str, about: object, text: str, assignee: str = "") -> Comment:
    """A comment that somebody writes; `@wim` names a member, `@@web` a team."""
    for name, team in firm.teams.items():
        text = text.replace(f"@@{name}", f"@[team:{team.pk}]")
    for name, member in firm.members.items():
        text = text.replace(f"@{name}", f"@[member:{member.pk}]")
    return write(
        firm.actor(by), record=str(about.pk), text=text, audience="team", files="", key="",
        assignee=firm.members[assignee].pk if assignee else None,
    )  # fmt: skip
