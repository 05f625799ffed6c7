"""What a page tells the shell about itself: the entries of its navigation, as plain data."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class NavItem:
    """One room in the sidebar; only rooms that exist are listed.

    `key` is the pair of keys that goes there, such as "G K"; `count` what waits for this person;
    `on_phone` whether the bar at the foot of a phone shows it.
    """

    label: str
    href: str
    icon: str
    key: str = ""
    count: int = 0
    current: bool = False
    on_phone: bool = True
    #: what the live stream names when the count changes, and the address that counts anew
    live: str = ""
    counted_at: str = ""
    #: other words by which the palette finds it
    also: str = ""
    #: what is counted, for who hears the number
    count_label: str = ""
    #: what the person's own order of a group calls the line; empty where they do not order it
    mark: str = ""
    #: the form that adds what the line lists, and what it is called; empty for none
    adds: str = ""
    adds_label: str = ""


@dataclass(frozen=True, slots=True)
class NavGroup:
    """A titled part of the sidebar below the rooms, such as pinned views.

    `orders` is the address that takes the order of the lines, which a person may change.
    """

    title: str
    items: tuple[NavItem, ...]
    orders: str = ""


@dataclass(frozen=True, slots=True)
class Navigation:
    """Everything the shell needs around a page's content.

    `palette` and `live` are addresses (empty: the palette or the live stream is left out);
    `drawn` is an id of the moment, from which the stream tells what the page has missed;
    `create` is the address of the "new" form, `capture` that of the line that notes what happened;
    `person` the name of who is signed in; `tools`
    are the places of the workspace that are no rooms, such as its trash; `undo` takes back the last
    thing that the person did.
    """

    workspace: str = ""
    home: str = "/"
    items: tuple[NavItem, ...] = ()
    groups: tuple[NavGroup, ...] = ()
    palette: str = ""
    live: str = ""
    #: what the person changed about single keys (see `workspaces/own_keys.py`), as JSON
    keys: str = field(default="", compare=False)
    # no part of what the sidebar shows: with it no two pages would share one
    drawn: str = field(default="", compare=False)
    create: str = ""
    create_label: str = ""
    #: everything that can be added, by name, for the menu behind "New"
    creates: tuple[NavItem, ...] = ()
    capture: str = ""
    person: str = ""
    person_email: str = ""
    profile: str = ""
    sign_out: str = ""
    undo: str = ""
    tools: tuple[NavItem, ...] = ()
    #: as whom the page is seen, in words, and where that is stopped
    seeing: str = ""
    seeing_stop: str = ""
    workspaces: tuple[NavItem, ...] = ()
