"""The registry of what stands in the sidebar, and the sidebar of one person on one page."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from django.core.cache import cache
from django.urls import NoReverseMatch, Resolver404, resolve, reverse
from django.utils.translation import gettext as _

from klientel.kit.ids import uuid7
from klientel.records.fields.base import Text
from klientel.records.types import record_types
from klientel.ui.navigation import Navigation, NavItem
from klientel.views.beginnings import creates_of
from klientel.views.pins import pinned_group
from klientel.views.shelf import shelf_of
from klientel.workspaces.models import Member, Workspace
from klientel.workspaces.own_keys import keys_of
from klientel.workspaces.policy import Role

#: how long the names of a person's workspaces may be old, in seconds
WORKSPACES_FRESH = 60


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One line of the sidebar.

    `label` is a msgid with nouns (`{client.pl.up}`), or a function of the workspace giving one.
    `path` is the address below the workspace (`accounts`), `query` what a workspace opens it
    with; `key` the two keys that go there (`G K`). `type` names the record type that the line
    lists, if any. Without the `permission`
    the line is absent, never grey. `count` tells how many things wait for a member; `is_shown`
    may hide the line from an actor who has nothing there. Where the count follows what happens,
    `live` says what the live stream names then, and `counted_at` (below the workspace) counts anew.
    """

    name: str
    label: Text | Callable[[Workspace], Text]
    icon: str
    path: str
    query: Callable[[Workspace], str] | None = None
    key: str = ""
    type: str = ""
    permission: str = ""
    order: int = 50
    on_phone: bool = True
    #: it is current on its own page alone, not on those below it
    is_exact: bool = False
    count: Callable[[Any], int] | None = None
    live: Callable[[Any], str] | None = None
    counted_at: str = ""
    is_shown: Callable[[Any], bool] | None = None
    #: hides the line in a firm that has no use for it
    fits: Callable[[Workspace], bool] | None = None
    #: what the list is called with what an address asks for; None: as the line is
    titled: Callable[[Workspace, Mapping[str, str]], Text] | None = None

    def address(self, workspace: Workspace) -> str:
        """Where the line leads in a workspace."""
        query = self.query(workspace) if self.query else ""
        return f"/{workspace.slug}/{self.path}" + (f"?{query}" if query else "")


@dataclass(frozen=True, kw_only=True)
class Adding:
    """What a line of the sidebar adds with one press: a form at `path` below the workspace."""

    label: Text
    path: str
    key: str
    permission: str


#: by the name of their line; rooms above the line's own add theirs
addings: dict[str, Adding] = {}


class _Entries:
    """All lines of the sidebar, in order."""

    def __init__(self) -> None:
        self._by_name: dict[str, Entry] = {}
        self._in_order: list[Entry] = []

    def add(self, *entries: Entry) -> None:
        """Add lines; a room does this when it opens."""
        for entry in entries:
            self._by_name[entry.name] = entry
        self._sort()

    def remove(self, name: str) -> None:
        """Forget a line (tests)."""
        self._by_name.pop(name, None)
        self._sort()

    def _sort(self) -> None:
        self._in_order = sorted(self._by_name.values(), key=lambda one: (one.order, one.name))

    def for_actor(self, actor: Any, workspace: Workspace) -> list[Entry]:
        """The lines this actor may use, of those that the firm has a use for."""
        return [
            one
            for one in self
            if (not one.permission or actor.may(one.permission))
            and (one.fits is None or one.fits(workspace))
            and (one.is_shown is None or one.is_shown(actor))
        ]

    def __iter__(self) -> Iterator[Entry]:
        return iter(self._in_order)


entries = _Entries()
#: the lines that rooms add to the tools, which are no lists of their own
tools = _Entries()
#: asked with an actor, answers where below the workspace they note what happened; "" for nowhere.
#: The room `desk` adds it.
captures: list[Callable[[Any], str]] = []


def navigation_of(request: Any) -> Navigation:
    """The sidebar for the person and page of a request inside a workspace."""
    workspace, actor = request.workspace, request.actor
    mine = entries.for_actor(actor, workspace)
    new = next((one for one in mine if one.type and actor.may(f"{one.type}.create")), None)
    pinned = pinned_group(request)
    return Navigation(
        workspace=workspace.name,
        home=f"/{workspace.slug}/",
        items=tuple(_item(request, one) for one in mine),
        groups=(pinned,) if pinned else (),
        palette=f"/{workspace.slug}/palette",
        live=f"/live/{workspace.slug}",
        keys=_keys_of(request.user),
        drawn=str(uuid7()),
        create=f"/{workspace.slug}/{record_types.get(new.type).slug}/new" if new else "",
        create_label=_("New"),
        creates=_creates(request),
        capture=next((f"/{workspace.slug}/{path}" for one in captures if (path := one(actor))), ""),
        person=request.member.name,
        person_email=request.user.email,
        profile=profile_path(),
        sign_out=sign_out_path(),
        undo=f"/{workspace.slug}/undo",
        workspaces=_workspaces_of(request),
        tools=tools_of(request),
        seeing=_seeing(request),
        seeing_stop=f"/{workspace.slug}/see-as/stop",
    )


def _keys_of(user: Any) -> str:
    said = keys_of(user)
    return json.dumps(said) if said else ""


def _creates(request: Any) -> tuple[NavItem, ...]:
    """What can be added; where a room has a form of its own for one by its keys, that form."""
    own = {
        one.key: f"/{request.workspace.slug}/{one.path}"
        for one in addings.values()
        if request.actor.may(one.permission)
    }
    return tuple(replace(one, href=own.get(one.key, one.href)) for one in creates_of(request))


def _seeing(request: Any) -> str:
    """As whom the person looks at the page; empty for with their own eyes."""
    seen = getattr(request, "seeing", None)
    if seen is None:
        return ""
    role = str(dict(Role.choices)[seen.role])
    text = _("You see what {name} ({role}) sees") if seen.name else _("You see what {role} sees")
    return text.format(name=seen.name, role=role)


def tools_of(request: Any) -> tuple[NavItem, ...]:
    """The import, for whoever may add lists, duplicates, for whoever may merge, and more."""
    base = f"/{request.workspace.slug}"
    found = [_tool(request, _("Trash"), "trash", "trash-2")]
    if is_known(f"{base}/absences"):
        found.insert(0, _tool(request, _("Absences"), "absences", "calendar"))
    merges = any(one.merging and request.actor.may(one.permission("merge")) for one in record_types)
    if merges:
        also = _("Twins, doubles, merge")
        found.insert(0, _tool(request, _("Duplicates"), "duplicates", "copy", also))
    imports = any(
        one.in_lists and request.actor.may(one.permission("import")) for one in record_types
    )
    if imports and is_known(f"{base}/import"):
        found.insert(0, _tool(request, _("Import"), "import", "upload"))
    return (
        *(_item(request, one) for one in tools.for_actor(request.actor, request.workspace)),
        *found,
    )


def _tool(request: Any, label: str, path: str, icon: str, also: str = "") -> NavItem:
    href = f"/{request.workspace.slug}/{path}"
    return NavItem(label, href, icon, also=also, current=_is_at(request, href))


def _is_at(request: Any, href: str) -> bool:
    """Whether the page is that one or one below it."""
    return bool(request.path_info == href or request.path_info.startswith(href + "/"))


def label_of(entry: Entry, request: Any) -> str:
    """What a line is called in the firm's own words."""
    label = entry.label(request.workspace) if callable(entry.label) else entry.label
    return str(request.words.fill(str(label)))


def title_of(entry: Entry, request: Any) -> str:
    """What the list of a line is called with what the address asks for."""
    if entry.titled is None:
        return label_of(entry, request)
    return str(request.words.fill(str(entry.titled(request.workspace, request.GET.dict()))))


def address_of(entry: Entry, request: Any) -> str:
    """Where a line leads who asks: bare to a list that opens with a view of their role."""
    shelf = shelf_of(request.actor, request.workspace)
    if entry.type and shelf.opens(entry.type) is not None:
        return f"/{request.workspace.slug}/{entry.path}"
    return entry.address(request.workspace)


def _item(request: Any, entry: Entry) -> NavItem:
    href = f"/{request.workspace.slug}/{entry.path}"
    path = request.path_info
    adding = addings.get(entry.name)
    adds = adding is not None and request.actor.may(adding.permission)
    return NavItem(
        label=label_of(entry, request),
        href=address_of(entry, request),
        icon=entry.icon,
        key=entry.key,
        count=entry.count(request.actor) if entry.count else 0,
        live=entry.live(request.actor) if entry.live else "",
        counted_at=f"/{request.workspace.slug}/{entry.counted_at}" if entry.counted_at else "",
        current=path == href if entry.is_exact else _is_at(request, href),
        on_phone=entry.on_phone,
        adds=f"/{request.workspace.slug}/{adding.path}" if adding and adds else "",
        adds_label=str(request.words.fill(str(adding.label))) if adding else "",
    )


def _workspaces_of(request: Any) -> tuple[NavItem, ...]:
    """The workspaces the user may change to; only their names are kept for a minute."""
    key = f"workspaces-of:{request.user.pk}"
    names = cache.get(key)
    if names is None:
        rows = Member.objects.for_system("navigation: the workspaces of one signed-in user")
        seats = rows.filter(user_id=request.user.pk, is_active=True).order_by("workspace__name")
        names = list(seats.values_list("workspace__slug", "workspace__name"))
        cache.set(key, names, WORKSPACES_FRESH)
    if len(names) < 2:
        return ()
    current = request.workspace.slug
    return tuple(
        NavItem(name, f"/{slug}/", "building-2", current=slug == current) for slug, name in names
    )


def profile_path() -> str:
    """The page of the person's profile, empty where there is none."""
    return "/me/profile" if is_known("/me/profile") else ""


@lru_cache(maxsize=1)
def sign_out_path() -> str:
    """The page that signs out, empty where there is none."""
    try:
        return reverse("account_logout")
    except NoReverseMatch:
        return ""


@lru_cache(maxsize=256)
def is_known(path: str) -> bool:
    """Whether some room answers at the address: nothing may lead to a dead link."""
    try:
        resolve(path)
    except Resolver404:
        return False
    return True
