"""The registry of what the API answers: routing, description and examples are made of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise

from klientel.integrations.api.calls import Answer

Text = str | Promise
Schema = Mapping[str, Any]
Run = Callable[..., Answer]


@dataclass(frozen=True)
class Parameter:
    """One parameter of a query: what it means, its schema, and an example."""

    name: str
    text: Text
    schema: Schema = field(default_factory=lambda: {"type": "string"})


@dataclass(frozen=True)
class Endpoint:
    """One operation: method and address below `/api/v1/`, what it takes, gives and may refuse.

    `gives` and `takes` name schemas of the description, with `{Type}` for the record type's.
    `refuses` are the statuses it may answer beside those of every call. `filters` says that the
    query may hold filters of a list, `expands` that it may ask for fields of linked records.
    `writes` says that a token that only reads cannot use it. With `takes_file` the call's body is
    the file that was sent (`uploads.Sent`), with `gives_bytes` the answer is no JSON.
    """

    method: str
    path: str
    name: str
    group: str
    label: Text
    text: Text
    run: Run
    parameters: Sequence[Parameter] = ()
    takes: str = ""
    gives: str = ""
    status: int = 200
    refuses: Sequence[int] = ()
    filters: bool = False
    expands: bool = False
    writes: bool = False
    matches: bool = False
    takes_file: bool = False
    #: what refuses a call before its file is taken in; asked again with the file
    before: Callable[..., Any] | None = None
    gives_bytes: bool = False
    example: Mapping[str, Any] = field(default_factory=dict)

    @property
    def is_of_type(self) -> bool:
        """Whether the address begins with a record type."""
        return self.path.startswith("<slug:kind>")


_endpoints: dict[tuple[str, str], Endpoint] = {}


def endpoint(
    method: str, path: str, *, name: str, group: str, label: Text, text: Text = "", **more: Any
) -> Callable[[Run], Run]:
    """Declare `run(call, **parts_of_the_path)` as an operation."""

    def declare(run: Run) -> Run:
        one = Endpoint(method, path, name, group, label, text, run, writes=method != "GET", **more)
        if (method, path) in _endpoints:
            raise ValueError(f"{method} {path} is declared twice")
        _endpoints[method, path] = one
        return run

    return declare


def endpoints() -> Iterator[Endpoint]:
    """All of them, those with fixed segments before those with parts that are asked."""
    yield from sorted(_endpoints.values(), key=lambda one: (_order(one.path), one.method))


def at(path: str) -> dict[str, Endpoint]:
    """The operations at an address, by method."""
    return {one.method: one for one in _endpoints.values() if one.path == path}


def paths() -> list[str]:
    """All addresses, in the order in which they are tried."""
    return list(dict.fromkeys(one.path for one in endpoints()))


def _order(path: str) -> list[tuple[bool, str]]:
    return [(segment.startswith("<"), segment) for segment in path.split("/")]
