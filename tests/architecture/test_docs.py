"""What somebody can set or call is named in the documents."""

from __future__ import annotations

import dataclasses

from klientel.config import cli
from klientel.config.configuration import Config, current, explain
from tests.architecture.source import PACKAGE, ROOT

DOCS = "\n".join(path.read_text() for path in sorted((ROOT / "docs").glob("*.md")))


def test_every_setting_is_explained() -> None:
    assert dataclasses.is_dataclass(Config)
    missing = [line.name for line in explain(current()) if f"`{line.name}`" not in DOCS]
    assert not missing


def test_every_command_is_explained() -> None:
    folder = PACKAGE / "config" / "cli"
    assert cli.__file__ == str(folder / "__init__.py")
    commands = [
        p.stem.strip("_").replace("_", "-") for p in folder.glob("*.py") if p.stem != "__init__"
    ]
    assert not [name for name in commands if f"`klientel {name}`" not in DOCS]


def test_no_document_names_what_is_gone() -> None:
    import re

    known = {line.name for line in explain(current())}
    named = set(re.findall(r"`(KLIENTEL_[A-Z_]+)`", DOCS)) - {"KLIENTEL_TEST_DATABASE"}
    assert named <= known
