"""`klientel map`: what this program consists of, and where each part is declared."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable, Iterator
from typing import Any

Row = tuple[str, ...]


def register(subparsers: Any) -> None:
    """Add the command's parser."""
    command = subparsers.add_parser("map", help="print rooms, types, verbs, actions and roles")
    command.add_argument(
        "part", nargs="?", choices=sorted(_parts()), help="only this part; all without it"
    )
    command.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Print one table for each part."""
    from klientel.config.cli import start_django

    start_django()
    for name, rows in _parts().items():
        if args.part in (None, name):
            print(f"{name.upper()}\n{_table(rows())}")
    return 0


def _parts() -> dict[str, Callable[[], Iterator[Row]]]:
    return {
        "rooms": _rooms,
        "types": _types,
        "verbs": _verbs,
        "actions": _actions,
        "subscribers": _subscribers,
        "permissions": _permissions,
        "addresses": _addresses,
    }


def _rooms() -> Iterator[Row]:
    from django.apps import apps

    from klientel.config.rooms import ROOMS

    yield "room (highest first)", "models"

    for room in reversed(ROOMS):
        label = room.rpartition(".")[2]
        yield label, ", ".join(model.__name__ for model in apps.get_app_config(label).get_models())


def _types() -> Iterator[Row]:
    from klientel.records.types import record_types

    yield "type", "address", "number", "fields", "declared in"
    for one in record_types:
        names = ", ".join(field.name for field in one.fields)
        yield one.name, f"/.../{one.slug}", one.ref_prefix or "", names, one.model.__module__


def _verbs() -> Iterator[Row]:
    from klientel.events.verbs import verbs

    yield "verb", "sentence", "facts", "erased"
    for one in verbs:
        yield one.name, str(one.sentence), ", ".join(one.facts), ", ".join(one.erase)


def _actions() -> Iterator[Row]:
    from klientel.records.actions.catalogue import actions

    yield "action", "on", "permission", "inputs", "declared in"
    for one in actions:
        inputs = ", ".join(field.name for field in one.inputs)
        place = f"{one.call.__module__}.{one.call.__name__}"
        yield one.name, one.on, one.permission, inputs, place


def _subscribers() -> Iterator[Row]:
    from klientel.events.subscribers import subscribers

    yield "subscriber", "hears", "declared in"
    for one in subscribers:
        yield one.name, ", ".join(sorted(one.wants)), one.handle.__module__


def _permissions() -> Iterator[Row]:
    from klientel.workspaces.policy import Role, table

    roles = [str(role) for role in Role]
    yield "permission", *roles
    for one in table():
        yield one.name, *("yes" if role in one.roles else "-" for role in roles)


def _addresses() -> Iterator[Row]:
    from django.urls import URLPattern, get_resolver

    def walk(patterns: Iterable[Any], before: str) -> Iterator[Row]:
        for one in patterns:
            address = before + str(one.pattern)
            if isinstance(one, URLPattern):
                place = getattr(one.callback, "__module__", "")
                yield f"/{address}", one.name or "", place
            else:
                yield from walk(one.url_patterns, address)

    yield "address", "name", "answered in"
    yield from walk(get_resolver().url_patterns, "")


def _table(rows: Iterator[Row]) -> str:
    """Columns as wide as their texts; the last one may be as long as it likes."""
    lines = list(rows)
    columns = len(lines[0])
    widths = [max(len(line[number]) for line in lines) for number in range(columns - 1)]
    shown = []
    for line in lines:
        cells = [cell.ljust(width) for cell, width in zip(line, widths, strict=False)]
        shown.append("  ".join(("", *cells, line[-1])).rstrip())
    return "\n".join([*shown, ""])
