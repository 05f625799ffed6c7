"""The command `klientel`: every mistake gets one sentence and exit code 2."""

from __future__ import annotations

import io
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from klientel.config import cli
from klientel.config.terminal import Progress

WRONG = [
    [],
    ["frobnicate"],
    ["serve", "--port", "0"],
    ["serve", "--port", "99999"],
    ["serve", "--port", "eight"],
    ["serve", "--prot", "8000"],
    ["serve", "--demo", "huge"],
    ["web", "extra"],
    ["migrate", "--fast"],
]


@pytest.mark.parametrize("arguments", WRONG, ids=" ".join)
def test_a_mistake_gets_one_sentence(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as left:
        cli.run_command(arguments)
    said = capsys.readouterr()
    assert left.value.code == 2
    assert said.out == ""
    assert said.err.startswith("klientel")
    assert said.err.endswith(".\n")
    assert said.err.count("\n") == 1


@pytest.mark.parametrize("command", [found.__name__ for found in cli.commands()])
def test_every_command_explains_itself(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        cli.run_command([command.rpartition(".")[2].rstrip("_").replace("_", "-"), "--help"])
    assert left.value.code == 0
    assert "usage: klientel" in capsys.readouterr().out


def klientel(*arguments: str, **environ: str) -> subprocess.CompletedProcess[str]:
    kept = {name: text for name, text in os.environ.items() if not name.startswith("KLIENTEL_")}
    return subprocess.run(
        [sys.executable, "-m", "klientel", *arguments],
        env={**kept, **environ, "DJANGO_SETTINGS_MODULE": "klientel.config.settings"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_help_needs_no_django(tmp_path: Path) -> None:
    code = "import sys; sys.argv = ['klientel', '--version']\n"
    code += "from klientel.__main__ import main\n"
    code += "try: main()\nexcept SystemExit: print('django.db' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=tmp_path
    )
    assert done.stdout.splitlines()[-1] == "False"


def test_a_wrong_setting_is_no_traceback(tmp_path: Path) -> None:
    done = klientel("migrate", KLIENTEL_DATA=str(tmp_path), KLIENTEL_THREADS="many")
    assert done.returncode == 2
    assert done.stderr == (
        "klientel migrate: KLIENTEL_THREADS must be a whole number from 1 to 64, not 'many'.\n"
    )


def test_an_unreachable_database_is_no_traceback(tmp_path: Path) -> None:
    url = f"postgresql://nobody@/nothing?host={tmp_path}"
    done = klientel("migrate", KLIENTEL_DATA=str(tmp_path), KLIENTEL_DATABASE_URL=url)
    assert done.returncode == 2
    assert done.stderr.startswith("klientel migrate: The database does not answer: ")
    assert done.stderr.count("\n") == 1


def test_a_new_data_folder_is_made_ready_by_whatever_comes_first(tmp_path: Path) -> None:
    owner = ["--owner", "ida@laden.example"]
    done = klientel(
        "workspace", "create", "--slug", "laden", "--name", "Laden", *owner,
        KLIENTEL_DATA=str(tmp_path),
    )  # fmt: skip
    assert done.returncode == 0
    assert "Laden is at " in done.stdout


def test_an_import_into_nothing_says_so(tmp_path: Path) -> None:
    (tmp_path / "list.csv").write_text("Name\nOtt\n")
    wanted = ["--workspace", "laden", "--member", "ida@laden.example"]
    done = klientel(
        "import", "account", str(tmp_path / "list.csv"), *wanted, KLIENTEL_DATA=str(tmp_path)
    )
    assert done.returncode == 2
    assert done.stderr == (
        "klientel import: ida@laden.example is no member of a workspace laden.\n"
    )


def test_a_taken_port_is_no_traceback(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        done = klientel("serve", "--port", port, KLIENTEL_DATA=str(tmp_path))
    assert done.returncode == 2
    assert f"Cannot listen on 127.0.0.1:{port}" in done.stderr
    assert "Traceback" not in done.stderr


def test_progress_without_a_terminal_is_plain_lines() -> None:
    stream = io.StringIO()
    with Progress("Importing", total=200, unit="rows", stream=stream) as progress:
        for _ in range(200):
            progress.advance()
    lines = stream.getvalue().splitlines()
    assert len(lines) == 1
    assert lines[0].startswith("Importing  100%  200 of 200 rows")
    assert "\r" not in stream.getvalue()


def test_progress_on_a_terminal_says_rate_and_rest() -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    progress = Progress("Importing", total=200, stream=Terminal())
    progress.done = 50
    line = progress.line()
    assert "█" in line
    assert "25%" in line
    assert "/s" in line
    assert "to go" in line


def test_a_worker_that_is_told_to_stop_ends_quietly_while_its_parent_lives() -> None:
    code = (
        "import threading, time; from klientel.config.cli import worker; waits = threading.Thread("
        "target=worker._await_end_of_parent, args=(threading.Event(),), daemon=True); "
        "waits.start(); time.sleep(0.3)"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        # its parent still holds the pipe: nothing is written and nothing closed
        assert process.wait(30) == 0
        assert process.stderr is not None
        assert process.stderr.read() == ""
