"""Ids of a copy in their new place: the same, or each changed in one and the same way.

Where the workspace exists in the installation already, every id gets another random end. The time
in it and the counter behind that stay, so that rows keep their order, and what is looked up by the
time of an id is found. As the way is one formula, no table of old and new ids is kept.
"""

from __future__ import annotations

import hashlib
import re
from typing import Any
from uuid import UUID

_WRITTEN = re.compile(
    r"(?<![0-9a-f-])[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}(?![0-9a-f-])"
)
_TAIL = 0xFFFFFFFF


class Ids:
    """Gives each id its new form. `people` are the logins by their ids in the copy."""

    def __init__(self, old: UUID, new: UUID, people: dict[UUID, UUID]) -> None:
        self._old, self._new = old, new
        self.are_kept = old == new
        self._known = {old: new, **people}
        # constant for one workspace, and never nothing
        self._other = int.from_bytes(hashlib.sha256(new.bytes).digest()[:4], "big") | 1
        self._texts = {str(one): str(other) for one, other in self._known.items()}
        self._is_plain = self.are_kept and all(a == b for a, b in people.items())

    def of(self, pk: Any) -> Any:
        """The new form of an id; None stays None."""
        if not isinstance(pk, UUID):
            return pk
        known = self._known.get(pk)
        if known is not None:
            return known
        if self.are_kept or pk.version != 7:
            return pk
        return UUID(int=pk.int ^ self._other)

    def within(self, value: Any) -> Any:
        """A text, or what JSON is made of, with the ids that are written in it."""
        if self._is_plain:
            return value
        if isinstance(value, str):
            return _WRITTEN.sub(self._one, value) if len(value) >= 36 else value
        if isinstance(value, list):
            return [self.within(one) for one in value]
        if isinstance(value, dict):
            return {self.within(key): self.within(one) for key, one in value.items()}
        return value

    def name(self, stored: str) -> str:
        """The name of a stored file; a second copy of it must not share its fate."""
        if self.are_kept:
            return stored
        stem, dot, ending = stored.partition(".")
        other = hashlib.sha256(f"{self._other} {stem}".encode()).hexdigest()[: max(len(stem), 32)]
        return f"{other}{dot}{ending}"

    def path(self, stored: str) -> str:
        """The path of a stored file: in the workspace's own place, or under another name."""
        folder, slash, base = stored.rpartition("/")
        places = folder.split("/")
        if self._old.hex in places:
            mine = [self._new.hex if one == self._old.hex else one for one in places]
            return "/".join([*mine, base])
        return f"{folder}{slash}{self.name(base)}"

    def _one(self, found: re.Match[str]) -> str:
        known = self._texts.get(found[0])
        return known or str(self.of(UUID(found[0])))
