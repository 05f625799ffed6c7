"""What a sentence can name in a firm, and what is meant where it names nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from uuid import UUID

from klientel.desk.capture.sentence import Part, Sentence
from klientel.desk.capture.stretches import Stretches
from klientel.desk.capture.times import Setting
from klientel.desk.capture.whom import Named
from klientel.work.capture.items import Item
from klientel.work.capture.people import Colleagues
from klientel.workspaces.queries import Directory


@dataclass
class Known:
    """What a sentence can name in this firm, and what is meant where it names nothing."""

    setting: Setting
    directory: Directory
    me: UUID | None
    #: the codes of kinds by what they are called, folded
    kinds: Mapping[str, str]
    #: the kind that is meant where none is named
    usual: str
    whom: Callable[[Sentence, str], list[Part]]
    number: Callable[[Stretches], Part | None]
    account_here: Named | None = None
    contact_here: Named | None = None
    parent_here: Item | None = None
    given: Mapping[str, str] = field(default_factory=dict)

    @property
    def colleagues(self) -> Colleagues:
        """Those who can work on it."""
        return Colleagues(self.directory, self.me)
