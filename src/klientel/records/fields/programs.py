"""What a field says to other programs: the JSON it gives, the JSON it takes, and what that is.

`schema` is the truth of both: an API describes itself by it and refuses what is of another sort
before any kind of field reads it, so that none has to expect lists where it takes a text.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_noop

from klientel.kit.refused import Refused

if TYPE_CHECKING:
    from klientel.records.fields.reading import Reading

Schema = dict[str, Any]

UUID_OR_NONE: Schema = {"type": ["string", "null"], "format": "uuid"}
UUIDS: Schema = {"type": "array", "items": {"type": "string", "format": "uuid"}}
DECIMAL: Schema = {
    "type": ["string", "null"],
    "pattern": r"^-?\d+(\.\d+)?$",
}

_KINDS: dict[str, Any] = {
    "string": str,
    "boolean": bool,
    "array": list,
    "object": dict,
}
_NEEDED = {
    "string": gettext_noop("A text is needed here."),
    "boolean": gettext_noop("true or false is needed here."),
    "array": gettext_noop("A list is needed here."),
    "object": gettext_noop("An object is needed here."),
    "integer": gettext_noop("A whole number is needed here."),
    "number": gettext_noop("A number is needed here."),
}


class ForPrograms:
    """The part of the field protocol that programs meet."""

    if TYPE_CHECKING:
        name: str

        def api(self, value: Any) -> Any: ...
        def from_api(self, value: Any) -> Any: ...

    def schema(self, reading: Reading) -> Schema:
        """What `outward` gives, as JSON Schema; empty for anything."""
        return {}

    def taken(self, reading: Reading) -> Schema:
        """What `inward` takes, as JSON Schema."""
        return self.schema(reading)

    def outward(self, value: Any, reading: Reading) -> Any:
        """The value as JSON for other programs."""
        return self.api(value)

    def inward(self, raw: Any, reading: Reading) -> Any:
        """What `clean` takes, from the JSON of another program; `Refused` for another sort."""
        must_be(raw, self.taken(reading), self.name)
        if raw is None:
            return None
        try:
            return self.from_api(raw)
        except (ValueError, TypeError, ArithmeticError, AttributeError, KeyError):
            raise Refused("This value cannot be understood.", self.name) from None


def must_be(raw: Any, schema: Schema, name: str) -> None:
    """Refuse JSON of another sort than a schema names; what is inside is for the field to judge."""
    kinds = _kinds_of(schema)
    if not kinds or any(_is(raw, kind) for kind in kinds):
        items = schema.get("items")
        if items and isinstance(raw, list):
            for one in raw:
                must_be(one, items, name)
        return
    wanted = next(kind for kind in kinds if kind != "null")
    raise Refused(_NEEDED[wanted], name)


def _kinds_of(schema: Schema) -> list[str]:
    kinds = schema.get("type", [])
    return [kinds] if isinstance(kinds, str) else list(kinds)


def _is(raw: Any, kind: str) -> bool:
    if kind == "null":
        return raw is None
    if kind in ("integer", "number"):
        is_number = isinstance(raw, int) or (
            kind == "number" and not isinstance(raw, (str, list, dict)) and raw is not None
        )
        return is_number and not isinstance(raw, bool)
    return isinstance(raw, _KINDS[kind])
