"""One call of the API and its answer, whether it came by itself or in a batch."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext_noop

from klientel.kit.refused import Invalid, NotFound, Refused
from klientel.records.fields.base import Reading
from klientel.records.fields.programs import must_be
from klientel.records.types import RecordType, record_types
from klientel.team.tokens import Bearer
from klientel.workspaces.actor import Actor

#: what a page of a list holds, and at most
USUAL, MOST = 50, 200


@dataclass
class Call:
    """What a program asks: by whose token, with which query and JSON, in whose language."""

    bearer: Bearer
    reading: Reading
    query: QueryDict
    body: Any = field(default_factory=dict)
    #: the header `If-Match`, empty for none
    if_match: str = ""
    #: what the request says of itself; nothing for a part of a batch
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def actor(self) -> Actor:
        return self.bearer.actor

    def record_type(self, slug: str) -> RecordType:
        """The type that a segment of an address names, as this firm has it; `NotFound` for one
        that the token may not know of.
        """
        declared = record_types.by_slug(slug)
        if not self.actor.knows(declared.name):
            raise NotFound
        return declared.in_workspace(self.reading.workspace)

    def whole(self, name: str, usual: int, most: int) -> int:
        """A whole number of the query, from 1 to `most`."""
        text = self.query.get(name, "")
        if not text:
            return usual
        if not (text.isascii() and text.isdigit() and len(text) < 7 and 1 <= int(text) <= most):
            raise wrong(
                name, gettext_noop("A whole number from 1 to {most} is needed here."), most=most
            )
        return int(text)

    def truth(self, name: str) -> bool:
        """A yes or no of the query."""
        text = self.query.get(name, "false")
        if text not in ("true", "false"):
            raise wrong(name, gettext_noop("true or false is needed here."))
        return text == "true"

    def names(self, name: str) -> list[str]:
        """Several names of the query, parted by commas, each once."""
        return list(dict.fromkeys(part for part in self.query.get(name, "").split(",") if part))

    def given(self, name: str, schema: Mapping[str, Any], default: Any = None) -> Any:
        """A part of the JSON, of the sort that the schema names."""
        if name not in self.body:
            return default
        try:
            must_be(self.body[name], dict(schema), name)
        except Refused as refusal:
            raise Invalid({name: refusal}) from None
        return self.body[name]

    def only(self, *known: str) -> None:
        """Refuse JSON that is no object, or has parts that nobody would read."""
        if not isinstance(self.body, dict):
            raise Invalid({"": Refused("An object is needed here.")})
        unknown = sorted(set(self.body) - set(known))
        if unknown:
            raise Invalid({name: Refused("There is no such input.") for name in unknown})


@dataclass
class Answer:
    """What a call is answered: JSON (None for an empty answer) or bytes as Django hands them out,
    a status and headers.
    """

    body: Any
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)


def wrong(name: str, reason: str, /, **values: object) -> Invalid:
    """A refusal of one part of the query or of the JSON."""
    return Invalid({name: Refused(reason, name, **values)})
