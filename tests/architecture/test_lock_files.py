"""No host name of a registry may end up in a committed file."""

from __future__ import annotations

from pathlib import Path

import pytest

from devtools.checks import LOCKS, hosts_named
from devtools.shell import ROOT


@pytest.mark.parametrize("name", LOCKS)
def test_lock_names_no_host(name: str) -> None:
    assert hosts_named(ROOT / name) == []


def test_a_host_would_be_found(tmp_path: Path) -> None:
    lock = tmp_path / "package-lock.json"
    lock.write_text('{\n"resolved": "x",\n  "url": "https://sponsor.example"\n}\n')
    assert hosts_named(lock) == [2]
    lock = tmp_path / "requirements.lock"
    lock.write_text("--index-url https://mirror.example\ndjango==5.2.19\n")
    assert hosts_named(lock) == [1]


def test_every_requirement_carries_a_hash() -> None:
    for name in LOCKS[:2]:
        blocks = (ROOT / name).read_text().replace("\\\n", "").splitlines()
        pinned = [line for line in blocks if "==" in line and not line.startswith((" ", "#"))]
        assert pinned
        assert all("--hash=sha256:" in line for line in pinned)
