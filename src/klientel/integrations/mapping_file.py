"""Mapping files of the command line: what a person says about a file, in JSON or TOML.

encoding = "windows-1252"        # optional, like all of these: else it is recognised
separator = ";"                  # one of ; , | "tab" "blanks"
header = true
match_on = ["external_number", "email"]
add_new = true                   # rows that fit nothing make a record
update_existing = true           # rows that fit a record complete it ...
fill_only = false                # ... only where it is empty
careful = false                  # known by name alone: only filled; other number: another record
repeats = "join"                 # rows for one record: join, skip (the first counts), both
alike = "create"                 # rows nearly certainly there already: create, update, skip
likely = "create"                # rows that likely are
source = "till 1"                # tells files of the same shape apart
sheet = "Kunden"                 # of a workbook
begins = 3                       # the row with the names of the columns, from 1

[columns]
Kundenname = "name"
"Letzter Einkauf" = { target = "bought_on", date = "%d.%m.%y" }
Umsatz = { target = "amount", decimal = "," }

[fixed]
relationship = "customer"
"""

from __future__ import annotations

import codecs
import json
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from klientel.integrations.mapping import Plan, plan_from_json
from klientel.integrations.reading import SEPARATORS
from klientel.kit.refused import Refused
from klientel.kit.tables import Told

_KNOWN = {
    "encoding", "separator", "header", "match_on", "update_existing", "source", "columns", "fixed",
    "add_new", "fill_only", "repeats", "sheet", "begins", "alike", "likely", "careful",
}  # fmt: skip
_MOST_BYTES = 1 << 20
_MOST_DIGITS = 8


def read_mapping(path: Path) -> tuple[Plan, Told]:
    """The plan and what is told of the file's form; raises `Refused` for what cannot be read."""
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise Refused("The mapping file is too large.")
        text = path.read_text(encoding="utf-8")
        given = tomllib.loads(text) if path.suffix.lower() == ".toml" else json.loads(text)
    except (OSError, UnicodeError):
        raise Refused("The mapping file {path} cannot be read.", path=path) from None
    except (tomllib.TOMLDecodeError, json.JSONDecodeError, RecursionError) as error:
        raise Refused("The mapping file is wrong: {error}.", error=str(error)[:200]) from None
    if not isinstance(given, Mapping):
        raise Refused("The mapping file holds no table of settings.")
    unknown = sorted(set(given) - _KNOWN)
    if unknown:
        raise Refused("The mapping file has an unknown setting “{name}”.", name=unknown[0])
    return plan_from_json(given), told_of(given)


def told_of(given: Mapping[str, Any]) -> Told:
    """What is told of the file's form; raises `Refused` for what does not exist."""
    encoding = str(given.get("encoding") or "")
    try:
        codecs.lookup(encoding or "utf-8")
    except LookupError:
        raise Refused("“{name}” is no encoding.", name=encoding[:40]) from None
    separator = str(given.get("separator") or "")
    separator = "\t" if separator in ("tab", "\\t") else separator
    if separator and separator not in SEPARATORS:
        raise Refused("“{name}” is no separator.", name=separator[:10])
    header = given.get("header")
    sheet = given.get("sheet")
    return Told(
        encoding or None,
        separator or None,
        bool(header) if header is not None else None,
        str(sheet) if sheet else None,
        _begins(given),
    )


def _begins(given: Mapping[str, Any]) -> int | None:
    text = str(given.get("begins") or "").strip()
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) < _MOST_DIGITS):
        raise Refused("The row in which the table begins is a number from 1.", "begins")
    return int(text)
