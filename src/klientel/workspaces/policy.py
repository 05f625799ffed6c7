"""Who may do what: five fixed roles, one table of permissions, and the spheres a role can see.

The table is data, printed by `klientel map` and shown in the settings. Rooms add their rows with
`permission(...)` when they open; a permission nobody declared is refused for everyone.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """The five roles of staff; there is no guest among them."""

    OWNER = "owner", _("Owner")
    LEAD = "lead", _("Lead")
    MEMBER = "member", _("Team member")
    SUPPORT = "support", _("Support")
    BOOKKEEPING = "bookkeeping", _("Bookkeeping")


class Privacy(models.TextChoices):
    """Who may know that a record exists."""

    EVERYONE = "everyone", _("Everyone")
    TEAM = "team", _("My team")
    NAMED = "named", _("Named people")


class Reach(StrEnum):
    """How much of a sphere a role sees of records that are open to everyone."""

    ALL = "all"
    TEAM = "team"
    NONE = "none"


EVERYBODY = frozenset(Role.values)
MANAGERS = frozenset({Role.OWNER.value, Role.LEAD.value})
WRITERS = frozenset({*MANAGERS, Role.MEMBER.value, Role.SUPPORT.value})


@dataclass(frozen=True)
class Permission:
    """One row of the table: its name, what it means in words, and who has it."""

    name: str
    label: str | Promise
    roles: frozenset[str]


@dataclass(frozen=True)
class Sphere:
    """A part of the firm's business: its name, what seeing it means in words, how far roles do."""

    name: str
    label: str | Promise
    reach: dict[str, Reach]


_permissions: dict[str, Permission] = {}
_asking_proof: set[str] = set()
_spheres: dict[str, Sphere] = {}


def permission(
    name: str, label: str | Promise, roles: Iterable[str], *, asks_proof: bool = False
) -> str:
    """Declare a permission and who has it; returns its name. Declaring it twice is an error.

    With `asks_proof` a page lets nobody use it who has not proved lately who they are.
    """
    held_by = frozenset(str(role) for role in roles)
    if name in _permissions and _permissions[name].roles != held_by:
        raise ValueError(f"permission {name} is declared twice")
    _permissions[name] = Permission(name, label, held_by)
    if asks_proof:
        _asking_proof.add(name)
    return name


def asks_proof(name: str) -> bool:
    """Whether the permission is for people alone, who can be asked who they are."""
    return name in _asking_proof


def sphere(name: str, label: str | Promise, reach: dict[str, Reach]) -> str:
    """Declare a sphere of records (a part of the firm's business) and how far each role sees it.

    Roles that are not named see all of it; who manages the firm sees every sphere. A record
    carries its sphere in a column of its row.
    """
    if reach.keys() & MANAGERS:
        raise ValueError(f"sphere {name} cannot be kept from those who manage the firm")
    _spheres[name] = Sphere(name, label, reach)
    return name


def holds(role: str, name: str) -> bool:
    """Whether a role has a permission. `account.edit` falls back to `*.edit` of the same verb."""
    found = _permissions.get(name) or _permissions.get("*." + name.partition(".")[2])
    return found is not None and role in found.roles


def unseen(role: str) -> frozenset[str]:
    """Record types that a role may not view at all: those with a `.view` row without it."""
    rows = [one for one in _permissions.values() if one.name.endswith(".view")]
    hidden = {one.name.partition(".")[0] for one in rows if role not in one.roles}
    return frozenset(hidden - {"*"})


def is_declared(name: str) -> bool:
    """Whether the table knows the permission, by itself or through its `*.` row."""
    return name in _permissions or "*." + name.partition(".")[2] in _permissions


def table() -> list[Permission]:
    """Every row, in the order of names."""
    return [_permissions[name] for name in sorted(_permissions)]


def spheres(role: str) -> dict[str, Reach]:
    """How far the role sees each declared sphere."""
    return {name: one.reach.get(role, Reach.ALL) for name, one in _spheres.items()}


def reaches(role: str, sphere_name: str) -> bool:
    """Whether the role sees anything of a sphere; of what lies in none it does."""
    return spheres(role).get(sphere_name, Reach.ALL) != Reach.NONE


def sphere_table() -> list[Sphere]:
    """Every declared sphere, in the order of names."""
    return [_spheres[name] for name in sorted(_spheres)]


permission("*.view", _("See records"), EVERYBODY)
permission("*.create", _("Add records"), WRITERS)
permission("*.edit", _("Change records"), WRITERS)
permission("*.trash", _("Delete and restore records"), {*MANAGERS, Role.MEMBER})
permission("*.merge", _("Merge duplicates"), {*MANAGERS, Role.MEMBER})
permission("*.import", _("Import lists"), {*MANAGERS, Role.MEMBER})
permission("*.export", _("Export lists"), {*MANAGERS, Role.BOOKKEEPING})
permission("*.share", _("Decide who may see a record"), {*MANAGERS, Role.MEMBER})
permission(
    "member.manage", _("Invite people and change roles"), {Role.OWNER, Role.LEAD}, asks_proof=True
)
permission("workspace.manage", _("Change the firm's settings"), {Role.OWNER}, asks_proof=True)
