"""A kind of own field that no part of the program has heard of is one file.

The file is laid beside the others; settings, form, list, filter, page and API find the rest.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import get_args

import pytest

from klientel.integrations.tests.calling import Caller
from klientel.kit.column_kinds import ColumnKind
from klientel.kit.ids import uuid7
from klientel.records.actions import own_field
from klientel.records.own_fields import kinds
from klientel.records.own_fields.defined import OWN_KINDS
from klientel.records.types import record_types
from tests.cast import Firm

FILE = '''
"""How deep something lies in the water, in metres."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from klientel.records.fields import NumberField
from klientel.records.fields.base import Reading
from klientel.records.own_fields.kinds.number import OwnNumber
from klientel.records.own_fields.offered import OwnKind


@dataclass(kw_only=True)
class OwnDraught(OwnNumber):
    of = NumberField

    def shown(self, value: Any, reading: Reading) -> str:
        return "" if value is None else f"{value} m deep"


KIND = OwnKind(
    "draught", "Draught", "hash", lambda _o: OwnDraught, place=35, told=lambda _o: {"places": 1}
)
'''


@pytest.fixture(autouse=True)
def laid_beside(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, db: None) -> Iterator[None]:
    """The program as it opens with the file there."""
    (tmp_path / "draught.py").write_text(FILE)
    monkeypatch.setattr(kinds, "__path__", [*kinds.__path__, str(tmp_path)])
    found = kinds.found()
    assert list(found).index("draught") == list(found).index("number") + 1
    for name, kind in found.items():
        monkeypatch.setitem(OWN_KINDS, name, kind)
    offered = [replace(own_field.KIND.options[0], value=one.name, label=one.label)
               for one in found.values()]  # fmt: skip
    monkeypatch.setattr(own_field.KIND, "options", offered)
    yield
    sys.modules.pop(f"{kinds.__name__}.draught", None)


def test_two_files_of_one_name_are_an_error(tmp_path: Path) -> None:
    (tmp_path / "draught_again.py").write_text(FILE)
    with pytest.raises(ValueError, match="one name"):
        kinds.found()
    sys.modules.pop(f"{kinds.__name__}.draught_again", None)


def test_what_a_column_of_a_file_holds_becomes_exactly_one_kind() -> None:
    for held in get_args(ColumnKind):
        assert len([one for one in OWN_KINDS.values() if held in one.becomes_of]) == 1, held


def test_it_is_added_filled_shown_filtered_and_told_to_programs(firm: Firm) -> None:
    browser = firm.client()
    settings = f"/{firm.slug}/settings/fields/boats"
    assert "Draught" in browser.get(f"{settings}/new").content.decode()
    asked = {"kind": "draught", "label": "Below the line", "is_required": "0"}
    assert browser.post(f"{settings}/new", asked).status_code == 303
    firm.workspace.refresh_from_db()
    boat = record_types.get("boat")
    (field,) = boat.in_workspace(firm.workspace).added
    for name, depth in (("Flat", "0.5"), ("Deep", "2.5")):
        typed = {"name": name, field.name: depth, "token": str(uuid7())}
        assert browser.post(f"/{firm.slug}/boats/new", typed).status_code == 303
    deep = boat.model.objects.visible_to(firm.olga).get(name="Deep")
    listed = browser.get(f"/{firm.slug}/boats?cols=name,{field.name}&{field.name}.min=1")
    assert "2.5 m deep" in listed.content.decode()
    assert "Flat" not in listed.content.decode()
    assert "2.5 m deep" in browser.get(f"/{firm.slug}/boats/{deep.ref}").content.decode()
    told = Caller(firm).get(f"boats/{deep.pk}").json()
    assert "2.5" in str(told)
