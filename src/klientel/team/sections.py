"""The registry of settings pages: each room adds the ones it has, so no entry leads nowhere."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from klientel.workspaces.actor import Actor
from klientel.workspaces.policy import MANAGERS, permission

Text = str | Promise


@dataclass(frozen=True)
class Section:
    """One page of the settings: where it is, who may open it, and the words it is found by.

    `url_name` is reversed with the workspace's slug, unless the page `is_of_person` whichever the
    workspace. `group` is one of `GROUPS`. `holds` says what is set there; the search looks at it
    too. `needs` names the page without which it is of no use: that one leads to it. Without a
    `permission` the page is everybody's.
    """

    name: str
    label: Text
    holds: Text
    url_name: str
    icon: str
    permission: str
    order: int
    group: str
    needs: str = ""
    is_of_person: bool = False

    def address(self, slug: str) -> str:
        """Where the page is, for somebody in the workspace with this slug."""
        return reverse(self.url_name, kwargs={} if self.is_of_person else {"workspace": slug})


#: what the pages are about, in the order they are shown in
GROUPS: dict[str, Text] = {
    "own": _("Personal"),
    "firm": _("General"),
    "people": _("People and access"),
    "lists": _("Lists and work"),
    "connections": _("Connections"),
    "data": _("Data"),
}

permission("log.view", _("Read the log"), MANAGERS)

#: what the whole is called in the sidebar
TITLE = _("Settings")

_sections: dict[str, Section] = {}


def add(section: Section) -> None:
    """Add a page to the settings; the same name again replaces it."""
    _sections[section.name] = section


def sections_for(actor: Actor) -> Iterator[Section]:
    """The pages the actor may open, group by group, in order."""
    places = {group: place for place, group in enumerate(GROUPS)}
    for section in sorted(
        _sections.values(), key=lambda one: (places[one.group], one.order, one.name)
    ):
        if not section.permission or actor.may(section.permission):
            yield section


add(
    Section(
        "profile",
        _("Profile and sessions"),
        _("Name, language, password, second factor, signed-in devices"),
        "profile",
        "user-round",
        "",
        5,
        "own",
        is_of_person=True,
    )
)

add(
    Section(
        "firm",
        _("Firm"),
        _("Name, language, time zone, country, currency, {client.pl} or {customer.pl}"),
        "settings_firm",
        "building-2",
        "workspace.manage",
        10,
        "firm",
    )
)
add(
    Section(
        "team",
        _("Team & roles"),
        _("People, invitations, roles, teams, permissions, access"),
        "settings_team",
        "users",
        "member.manage",
        20,
        "people",
    )
)
add(
    Section(
        "words",
        _("Words"),
        _("What {client.pl}, {customer.pl}, {order.pl} and the like are called here"),
        "settings_words",
        "languages",
        "workspace.manage",
        30,
        "firm",
    )
)
add(
    Section(
        "api",
        _("API tokens"),
        _("What lets other programs act for somebody, and until when"),
        "settings_api",
        "key-round",
        "token.create",
        110,
        "connections",
    )
)
add(
    Section(
        "log",
        _("Log"),
        _("Who did what and when: audit trail, sign-ins, changes"),
        "settings_log",
        "history",
        "log.view",
        120,
        "data",
    )
)
