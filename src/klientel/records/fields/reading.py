"""What a field needs to know of whoever reads it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from django.utils.functional import Promise

from klientel.records.fields.linked import Linked

if TYPE_CHECKING:
    from klientel.kit.format import Format
    from klientel.workspaces.models import Workspace
    from klientel.workspaces.queries import Directory
    from klientel.workspaces.words import Words

Text = str | Promise


@dataclass
class Reading:
    """What a field needs to show a value to one reader: language, zone, names of what is linked.

    `linked` and `tags` are filled once per page, before the cells are drawn.
    """

    workspace: Workspace
    format: Format
    words: Words
    directory: Directory
    today: date
    #: the role of who reads, empty for a program: forms offer nothing that it could not see
    role: str = ""
    linked: dict[UUID, Linked] = field(default_factory=dict)
    tags: dict[UUID, tuple[str, str]] = field(default_factory=dict)

    def say(self, text: Text) -> str:
        """A label or sentence in the reader's language, with the firm's nouns."""
        return self.words.fill(str(text))
