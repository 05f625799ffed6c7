"""What a sentence typed into the line is understood as."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from klientel.crm.capture.names import Name
from klientel.crm.capture.reading import read
from klientel.crm.tests.spoken import (
    ACCOUNTS,
    CONTACTS,
    PERSONS,
    Row,
)
from klientel.desk.capture.line import Understood
from klientel.desk.capture.times import Setting
from klientel.kit.text import fold

NOW = datetime(2026, 11, 26, 15, 30, tzinfo=ZoneInfo("Europe/Berlin"))


EVERYBODY = [
    *(Name(key, name, is_person=key in PERSONS) for key, name in ACCOUNTS.items()),
    *(Name(key, name, True, of, ACCOUNTS[of]) for key, (name, of) in CONTACTS.items()),
]


def lookup(words: Sequence[str], prefix: str) -> Iterable[Name]:
    """As the search finds them: by a word of the name, or by the beginning of one."""
    first = prefix.split()[:1]
    for one in EVERYBODY:
        mine = fold(one.name).split()
        if set(words) & set(mine) or any(word.startswith(part) for part in first for word in mine):
            yield one


def understood(text: str, **more: Any) -> Understood:
    return read(text, Setting(NOW), lookup, **more)


def written(said: Understood) -> Row:
    """An understanding in the form of the table, without its sentence."""
    parts = {one.slot: one for one in said.parts}
    way = parts["direction"].value if "direction" in parts else ""
    account = parts.get("account")
    named = ""
    if account is not None:
        named = " / ".join(one.name for one in account.choices) or account.value.name
    when = ""
    if "when" in parts:
        at = parts["when"].value
        when = f"{at.at:%d.%m.}" + (f" {at.at:%H:%M}" if at.has_time else "")
    return (
        f"{parts['kind'].value} {way}".strip(),
        named,
        parts["contact"].value.name if "contact" in parts else "",
        when,
        parts["length"].value if "length" in parts else 0,
        said.text,
    )
