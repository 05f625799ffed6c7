"""Every text that a person reads is there in German, and no catalogue keeps a dead one."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import Any

import pytest
from babel.messages.pofile import read_po

from devtools import catalogues

ROOMS = list(catalogues.rooms())


@pytest.mark.parametrize("room", ROOMS, ids=lambda room: room.name)
def test_every_text_is_translated(room: Path) -> None:
    wanted = {_key(message) for message in catalogues.extracted(room) if message.id}
    known = {_key(message): message for message in _german(room) if message.id}
    assert wanted - set(known) == set(), "new texts: run ./dev.py messages and translate them"
    dead = {key for key in set(known) - wanted if key[1] not in _literals(room)}
    assert dead == set(), "texts that nobody uses: run ./dev.py messages"
    unfinished = [key for key, message in known.items() if not catalogues.is_translated(message)]
    assert unfinished == []


@pytest.mark.parametrize("room", ROOMS, ids=lambda room: room.name)
def test_translations_keep_the_placeholders(room: Path) -> None:
    for message in _german(room):
        if not message.id:
            continue
        english, german = _forms(message.id), _forms(message.string)
        wanted = set().union(*map(_placeholders, english))
        for text in german:
            assert _placeholders(text) <= wanted, text
        # The singular may say "one" where the plural counts.
        assert set().union(*map(_placeholders, german)) == wanted, german


def test_one_text_is_said_in_one_way_in_all_rooms() -> None:
    # Of two ways Django takes that of the room it read last, also on the pages of the other: what
    # means two things needs a context (`pgettext`).
    said: dict[tuple[Any, Any], dict[Any, list[str]]] = {}
    for room in ROOMS:
        for message in _german(room):
            if message.id:
                ways = said.setdefault(_key(message), {})
                ways.setdefault(message.string, []).append(room.name)
    assert {key: ways for key, ways in said.items() if len(ways) > 1} == {}


def test_one_singular_has_one_plural_in_all_rooms() -> None:
    # Django reads all catalogues as one, in which the singular is the key.
    plurals: dict[tuple[Any, str], dict[str, set[str]]] = {}
    for room in ROOMS:
        for message in _german(room):
            if isinstance(message.id, tuple):
                one, many = message.id
                plurals.setdefault((message.context, one), {}).setdefault(many, set()).add(
                    room.name
                )
    assert {key: found for key, found in plurals.items() if len(found) > 1} == {}


def _literals(room: Path) -> set[object]:
    """Texts that stand in the code unmarked, as in `kit`, which knows no gettext."""
    return {
        node.value
        for path in room.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Constant)
    }


def _forms(texts: Any) -> tuple[str, ...]:
    return tuple(texts) if isinstance(texts, (list, tuple)) else (texts,)


def _placeholders(text: str) -> set[str]:
    """Names in braces; a noun keeps its name in whatever case: `{client.acc}` is `client`."""
    return {name.partition(".")[0] for name in re.findall(r"{([^{}]*)}", text)}


def _german(room: Path) -> Any:
    path = room / "locale" / "de" / "LC_MESSAGES" / "django.po"
    if not path.exists():
        return []
    with path.open("rb") as file:
        return read_po(file, locale="de")


def _key(message: Any) -> tuple[Any, Any]:
    return message.context, message.id
