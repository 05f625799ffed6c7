"""What needs a member's attention: rooms tell of it with the reason in words."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Attention:
    """A record that needs somebody now.

    `key` names the reason and the record, so that it can be put off; `urgency` orders the lines,
    the smallest first. `why` says by which rule it is shown, and where that can be changed.
    `action` is an address with a label; `in_panel` opens it beside the page. `peek` previews the
    record. `done` is the address that says by POST, with the pairs `done_with`, that it was seen.
    """

    key: str
    text: str
    title: str
    href: str
    why: str
    urgency: int = 50
    icon: str = "circle-alert"
    action: str = ""
    action_label: str = ""
    action_icon: str = ""
    in_panel: bool = False
    peek: str = ""
    done: str = ""
    done_with: tuple[tuple[str, str], ...] = ()


#: asked with a request and the members whose day it is (one, and whom they stand in for)
Source = Callable[[Any, frozenset[UUID]], Iterable[Attention]]

#: rooms add theirs when they open
sources: list[Source] = []
#: what to think of on an empty day, by the same question: lines without a reason to hurry
idle_sources: list[Source] = []
