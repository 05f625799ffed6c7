"""The registry of settings pages: each room adds the ones it has, so no entry leads nowhere."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from klientel.workspaces.actor import Actor
from klientel.workspaces.policy import MANAGERS, permission

Text = str | Promise


@dataclass(frozen=True)
class Section:
    """One page of the settings: where it is, who may open it, and the words it is found by.

    `url_name` is reversed with the workspace's slug. `holds` says what is set there; the search
    looks at it too. `needs` names the page without which it is of no use: that one leads to it.
    """

    name: str
    label: Text
    holds: Text
    url_name: str
    icon: str
    permission: str
    order: int
    needs: str = ""


permission("log.view", _("Read the log"), MANAGERS)

#: what the whole is called in the sidebar, and who finds it there
TITLE = _("Settings")
WHO = "log.view"

_sections: dict[str, Section] = {}


def add(section: Section) -> None:
    """Add a page to the settings; the same name again replaces it."""
    _sections[section.name] = section


def sections_for(actor: Actor) -> Iterator[Section]:
    """The pages the actor may open, in order."""
    for section in sorted(_sections.values(), key=lambda one: (one.order, one.name)):
        if actor.may(section.permission):
            yield section


add(
    Section(
        "firm",
        _("Firm"),
        _("Name, language, time zone, country, currency, {client.pl} or {customer.pl}"),
        "settings_firm",
        "building-2",
        "workspace.manage",
        10,
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
    )
)
