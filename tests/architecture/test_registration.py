"""A new type is a model and one file: `record_types.py` registers what it declares, once."""

from __future__ import annotations

import subprocess
import sys
from importlib import import_module

import pytest

from klientel.config.rooms import ROOMS, has
from klientel.events.verbs import verbs
from klientel.records.actions.undoers import register, rights, undoers
from klientel.records.types import RecordType, record_types
from tests.sample_room.record_types import BOAT

ONLY_RECORDS = """
import django
from klientel.records.apps import RecordsConfig
seen = []
own = RecordsConfig.ready
def ready(self):
    own(self)
    from klientel.records.types import record_types
    seen.extend(one.name for one in record_types)
RecordsConfig.ready = ready
django.setup()
print(" ".join(sorted(seen)))
"""


def declared() -> set[str]:
    """The names of the types that the rooms' files hold."""
    files = [f"{room}.record_types" for room in ROOMS if has(room, "record_types")]
    modules = [import_module(name) for name in [*files, "tests.sample_room.record_types"]]
    return {
        one.name for module in modules for one in vars(module).values() if type(one) is RecordType
    }


def test_opening_the_records_finds_every_type() -> None:
    command = [sys.executable, "-c", ONLY_RECORDS]
    told = subprocess.run(command, capture_output=True, text=True, check=True)
    assert set(told.stdout.split()) == declared()


def test_a_type_is_registered_once() -> None:
    with pytest.raises(ValueError, match="boat is registered twice"):
        record_types.register(BOAT)


def test_whatever_a_verb_names_as_its_undo_can_be_done() -> None:
    named = {verb.undo for verb in verbs if verb.undo}
    assert named == set(undoers)
    assert set(rights) <= named


def test_an_undo_is_registered_once() -> None:
    with pytest.raises(ValueError, match="change_back is registered twice"):
        register("change_back", undoers["trash"], right="edit")
