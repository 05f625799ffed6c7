"""Rooms know only what stands below them."""

from __future__ import annotations

import subprocess
import sys
import tomllib
import weakref
from pathlib import Path

from django.apps import apps
from django.db import models
from django.db.models import signals

from klientel.workspaces.models import Workspace
from klientel.workspaces.scope import ScopedModel, WorkspaceForeignKey
from tests.architecture.source import PACKAGE, ROOT, imports, name_of, program_files, room_of


def shelves() -> list[set[str]]:
    """The house plan from the import contract, top shelf first."""
    contract = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
    layers = contract["contracts"][0]["layers"]
    return [{name.strip(" ()") for name in layer.split("|")} for layer in layers]


def height(room: str) -> int:
    """How high a room stands; 0 is the ground."""
    plan = shelves()
    return next(len(plan) - n for n, shelf in enumerate(plan) if room in shelf)


def our_models() -> list[type[models.Model]]:
    return [m for m in apps.get_models() if m.__module__.startswith("klientel.")]


def test_the_import_contract_holds() -> None:
    program = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run(
        [program, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout[-3000:]


def test_every_room_has_a_place_in_the_plan() -> None:
    placed = set().union(*shelves())
    rooms = {p.name for p in PACKAGE.iterdir() if (p / "__init__.py").exists()}
    assert rooms <= placed, f"rooms without a shelf: {rooms - placed}"


def test_foreign_keys_point_down() -> None:
    wrong = []
    for model in our_models():
        for field in model._meta.get_fields():
            if not isinstance(field, models.ForeignKey):
                continue
            target = field.related_model
            if not target.__module__.startswith("klientel."):
                continue
            here, there = model._meta.app_label, target._meta.app_label
            if here != there and height(there) >= height(here):
                wrong.append(f"{model.__name__}.{field.name} -> {target.__name__}")
    assert not wrong


def test_foreign_keys_between_scoped_tables_span_the_workspace() -> None:
    wrong = []
    for model in our_models():
        for field in model._meta.local_fields:
            target = getattr(field, "related_model", None)
            scoped = isinstance(target, type) and issubclass(target, ScopedModel)
            if scoped and not isinstance(field, WorkspaceForeignKey):
                wrong.append(f"{model.__name__}.{field.name}")
    assert not wrong


def test_a_scoped_table_begins_its_keys_with_the_workspace() -> None:
    wrong = []
    for model in our_models():
        if not issubclass(model, ScopedModel):
            continue
        keyed = [*model._meta.indexes, *model._meta.constraints]
        for one in keyed:
            fields = list(getattr(one, "fields", ()))
            if fields and fields[0].lstrip("-") != "workspace":
                wrong.append(f"{model.__name__}.{one.name}")
    assert not wrong


def listeners() -> list[str]:
    """Our functions that listen to the writes of models."""
    watched = [signals.pre_save, signals.post_save, signals.pre_delete, signals.post_delete]
    found = []
    for signal in [*watched, signals.m2m_changed]:
        for _key, receiver, *_rest in signal.receivers:
            # what a weak reference looks like says nothing of what it refers to
            heard = receiver() if isinstance(receiver, weakref.ReferenceType) else receiver
            module = getattr(heard, "__module__", "")
            if module.startswith(("klientel.", "tests.")):
                found.append(f"{module}.{heard.__qualname__}")
    return found


def test_no_receiver_listens_to_a_models_writes() -> None:
    assert not listeners()


def test_a_receiver_would_be_seen() -> None:
    def listen(**_given: object) -> None:
        """Hears nothing."""

    signals.post_save.connect(listen)
    try:
        assert len(listeners()) == 1
    finally:
        signals.post_save.disconnect(listen)


def test_models_and_actions_know_no_pages() -> None:
    wrong = []
    for path in program_files():
        parts = path.relative_to(PACKAGE).parts
        if not ({"models", "actions"} & set(parts[1:2])):
            continue
        for line, name in imports(path):
            told = name.split(".")
            is_page = "pages" in told or "templates" in told
            if name.startswith("klientel.") and (is_page or told[1] == "ui"):
                wrong.append(f"{name_of(path)}:{line} imports {name}")
    assert not wrong


def test_only_the_room_of_the_log_touches_the_event_table() -> None:
    wrong = [
        f"{name_of(path)}:{line}"
        for path in program_files()
        if room_of(path) != "events"
        for line, name in imports(path)
        if name in ("klientel.events.models.Event", "klientel.events.models.Outbox")
        and not _for_types_only(path, line)
    ]
    assert not wrong


def _for_types_only(path: Path, line: int) -> bool:
    """Whether the import stands under `if TYPE_CHECKING:`."""
    return path.read_text().splitlines()[line - 1].startswith("    from")


def test_every_table_of_a_workspace_is_scoped() -> None:
    #: what workers claim across workspaces, and what belongs to the program itself
    plain = {"Workspace", "User", "Outbox", "Delivery", "Job", "Schedule", "SearchDoc"}
    plain |= {"Message", "Call", "Push", "PushKey", "ResetLink", "EmailChange", "Throttle"}
    plain |= {"KeptAnswer"}
    unscoped = {
        m.__name__ for m in our_models() if not issubclass(m, ScopedModel) and m is not Workspace
    }
    assert unscoped <= plain, f"no scope: {unscoped - plain}"
