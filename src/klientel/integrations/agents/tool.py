"""A tool as an agent meets it, the registry of those that always exist, and what was asked."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise

from klientel.integrations.api.calls import Call
from klientel.kit.refused import Invalid, Refused
from klientel.records.fields.programs import must_be

Text = str | Promise
Schema = dict[str, Any]


@dataclass(frozen=True)
class Tool:
    """One tool: its name, what it is for, what it takes (for one caller), and how it runs.

    `only_reads` says that it changes nothing, `adds` that it only adds; `action` names the action
    that it is the tool of, if it is one's.
    """

    name: str
    label: Text
    text: Text
    takes: Callable[[Call], Schema]
    run: Callable[[Call, Mapping[str, Any]], Any]
    only_reads: bool = False
    adds: bool = False
    action: str = ""


_fixed: dict[str, Tool] = {}


def tool(
    name: str, *, label: Text, text: Text, takes: Callable[[Call], Schema], **more: Any
) -> Any:
    """Declare `run(call, given)` as a tool that every token is offered."""

    def declare(run: Callable[[Call, Mapping[str, Any]], Any]) -> Any:
        _fixed[name] = Tool(name, label, text, takes, run, **more)
        return run

    return declare


def fixed_tools() -> Iterator[Tool]:
    """The tools that do not come from the catalogue of actions, in the order of their files."""
    yield from _fixed.values()


def takes(needed: str = "", **properties: Schema) -> Schema:
    """The schema of a tool: an object of exactly these parts; `needed` names some, with spaces."""
    schema: Schema = {
        "type": "object",
        "properties": properties,
        "additionalProperties": False,
    }
    if needed:
        schema["required"] = needed.split()
    return schema


def text(description: Text, **more: Any) -> Schema:
    """The schema of a text."""
    return {"type": "string", "description": str(description), **more}


def truth(description: Text) -> Schema:
    """The schema of a yes or no."""
    return {"type": "boolean", "description": str(description)}


def whole(description: Text, most: int) -> Schema:
    """The schema of a number of things from 1 to `most`."""
    return {"type": "integer", "minimum": 1, "maximum": most, "description": str(description)}


def names(description: Text) -> Schema:
    """The schema of a list of names."""
    return {"type": "array", "items": {"type": "string"}, "description": str(description)}


@dataclass(frozen=True)
class Asked:
    """What a tool was given, read part by part as its schema says."""

    given: Mapping[str, Any]
    schema: Schema = field(default_factory=dict)

    @classmethod
    def of(cls, given: Mapping[str, Any], schema: Schema) -> Asked:
        """Check the parts; raises `Invalid` with a reason for each that is wrong or missing."""
        known = schema["properties"]
        errors: dict[str, Refused] = {}
        for name in sorted(set(given) - set(known)):
            errors[name[:60]] = Refused("There is no such input.")
        for name in schema.get("required", ()):
            if given.get(name) is None:
                errors[name] = Refused("This must not be empty.")
        for name, part in known.items():
            if given.get(name) is not None:
                try:
                    must_be(given[name], part, name)
                except Refused as refusal:
                    errors[name] = refusal
        if errors:
            raise Invalid(errors)
        return cls(given, schema)

    def get(self, name: str, default: Any = None) -> Any:
        """A part, or the default where it is missing or null."""
        value = self.given.get(name)
        return default if value is None else value
