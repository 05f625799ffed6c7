"""A backup made while others write is whole, and brings back everything or nothing."""

from __future__ import annotations

import errno
import io
import os
import sqlite3
import threading
from pathlib import Path
from typing import Any, Self

import pytest
from django.conf import settings
from django.db import connection

from klientel.config.cli import run_command
from klientel.crm.actions.interaction import log
from klientel.crm.models import Account
from klientel.integrations import storage
from klientel.integrations.copies import archive, backup, postgresql_copy, sqlite_copy
from klientel.integrations.copies.archive import Failed, Unusable
from klientel.integrations.copies.backup import back_up, verify
from klientel.integrations.copies.rotation import back_up_daily
from klientel.integrations.tests.files import FLEET, imported, prepared, write
from klientel.integrations.tests.installations import Elsewhere, elsewhere
from klientel.records import actions
from klientel.workspaces.rows import known_as
from tests.cast import Firm

__all__ = ["elsewhere"]

pytestmark = pytest.mark.django_db(transaction=True)


_NAMES = (
    "from klientel.crm.models import Account\n"
    "rows = Account.objects.for_system('t').order_by('name')\n"
    "print(','.join(rows.values_list('name', flat=True)))"
)


@pytest.fixture
def account(firm: Firm) -> Account:
    (settings.DATA_FOLDER / "secret.key").touch()
    return known_as(
        Account,
        actions.create(firm.olga, "account", {"name": "Weber Bau", "relationship": "client"}),
    )


class Writers:
    """People who edit and import without a pause, in threads of their own."""

    def __init__(self, firm: Firm, account: Account, folder: Path) -> None:
        self.firm, self.account, self.folder = firm, account, folder
        self.said: list[str] = []
        self.failed: list[BaseException] = []
        self._is_over = threading.Event()
        self.have_begun = threading.Event()
        work = (self._edit, self._import)
        self._threads = [threading.Thread(target=self._run, args=(one,)) for one in work]

    def __enter__(self) -> Self:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._is_over.set()
        for thread in self._threads:
            thread.join()

    def _run(self, work: Any) -> None:
        number = 0
        try:
            while not self._is_over.is_set() or number < 3:
                number += 1
                work(number)
        except BaseException as error:
            self.failed.append(error)
            self.have_begun.set()
        finally:
            connection.close()

    def _edit(self, number: int) -> None:
        log(self.firm.olga, self.account, kind="call", body=f"Anruf {number}")
        self.said.append(f"Anruf {number}")
        if number > 2:
            self.have_begun.set()

    def _import(self, number: int) -> None:
        rows = [FLEET[0], *((f"Boot {number}-{n}", "Kiel", "", "", "", "", "") for n in range(30))]
        path = write(self.folder, rows, f"{number}.csv")
        imported(self.firm.olga, path)
        prepared(self.firm.olga, path)


@pytest.mark.slow
def test_a_backup_while_others_write_holds_all_that_was_saved_before(
    firm: Firm, account: Account, tmp_path: Path, elsewhere: Elsewhere
) -> None:
    kept = storage.keep([b"a;b\n1;2\n"])
    path = tmp_path / "all.tar.gz"
    with Writers(firm, account, tmp_path) as writers:
        assert writers.have_begun.wait(60)
        before = list(writers.said)
        back_up(path)
    assert not writers.failed
    done = elsewhere.klientel("restore", str(path))
    assert done.returncode == 0, done.stderr
    bodies = elsewhere.ask(
        "from klientel.crm.models import Interaction\n"
        "print('\\n'.join(Interaction.objects.for_system('t').values_list('body', flat=True)))"
    ).split("\n")
    assert set(before) <= set(bodies)
    assert (elsewhere.data / "files" / "imports" / kept.name).read_bytes() == b"a;b\n1;2\n"
    checked = elsewhere.klientel("check", "--deep")
    assert "WRONG" not in checked.stdout.replace("WRONG The front end", "")
    assert "Workspace werft: no records differ" in checked.stdout
    named = set(
        elsewhere.ask(
            "from klientel.integrations.models import ImportRun\n"
            "print(','.join(ImportRun.objects.for_system('t').values_list('stored_as', flat=True)))"
        ).split(",")
    )
    there = {one.name for one in (elsewhere.data / "files" / "imports").iterdir()}
    assert named - {""} <= there, "every file that a row names is in the backup"


@pytest.mark.slow
def test_a_restore_refuses_what_is_there_and_sets_it_aside_when_told(
    firm: Firm, account: Account, tmp_path: Path, elsewhere: Elsewhere
) -> None:
    first, second = tmp_path / "first.tar.gz", tmp_path / "second.tar.gz"
    back_up(first)
    actions.create(firm.olga, "account", {"name": "Nord Media", "relationship": "client"})
    back_up(second)
    assert elsewhere.klientel("restore", str(second)).returncode == 0
    refused = elsewhere.klientel("restore", str(first))
    assert refused.returncode == 2
    assert "holds data already" in refused.stderr
    assert elsewhere.ask(_NAMES) == "Nord Media,Weber Bau"
    damaged = tmp_path / "damaged.tar.gz"
    damaged.write_bytes(first.read_bytes()[:-400])
    broken = elsewhere.klientel("restore", str(damaged), "--replace")
    assert broken.returncode == 2
    assert elsewhere.ask(_NAMES) == "Nord Media,Weber Bau"
    replaced = elsewhere.klientel("restore", str(first), "--replace")
    assert replaced.returncode == 0, replaced.stderr
    assert "is kept in" in replaced.stdout
    assert elsewhere.ask(_NAMES) == "Weber Bau"
    left = {one.name for one in elsewhere.data.iterdir() if one.name.startswith((".", "restore-"))}
    assert not left
    assert elsewhere.klientel("check", "--deep").stdout.count("no records differ") == 1


@pytest.mark.slow
def test_a_restore_that_cannot_be_brought_up_to_date_changes_nothing(
    firm: Firm, account: Account, tmp_path: Path, elsewhere: Elsewhere
) -> None:
    path = tmp_path / "all.tar.gz"
    back_up(path)
    assert elsewhere.klientel("restore", str(path)).returncode == 0
    there = _tree(elsewhere.data)
    code = (
        "from klientel.integrations.copies import restore, archive\n"
        "from pathlib import Path\n"
        "def fails(_besides): raise archive.Failed('no room for steps')\n"
        f"try: restore.restore(Path({str(path)!r}), replace=True, migrate=fails)\n"
        "except archive.Failed as error: print(error)"
    )
    assert elsewhere.ask(code) == "no room for steps"
    assert _tree(elsewhere.data) == there
    assert elsewhere.ask(_NAMES) == "Weber Bau"


@pytest.mark.slow
def test_a_restore_that_is_cut_off_while_moving_is_finished_by_the_next_command(
    firm: Firm, account: Account, tmp_path: Path, elsewhere: Elsewhere
) -> None:
    storage.keep([b"a file"])
    path = tmp_path / "all.tar.gz"
    back_up(path)
    code = (
        "import os\n"
        "from klientel.integrations.copies import restore, swap\n"
        "from klientel.config.cli.restore import _migrate\n"
        "from pathlib import Path\n"
        "swap.carry_out = lambda data, plan: (swap._carry_out(plan.moves[0]), os._exit(0))\n"
        f"restore.restore(Path({str(path)!r}), replace=False, migrate=_migrate)"
    )
    elsewhere.ask(code)
    assert (elsewhere.data / "restore-unfinished.json").exists()
    done = elsewhere.klientel("check", "--deep")
    assert "interrupted is finished now" in done.stderr
    assert "no records differ" in done.stdout
    assert not (elsewhere.data / "restore-unfinished.json").exists()
    assert list((elsewhere.data / "files" / "imports").iterdir())
    assert elsewhere.ask(_NAMES) == "Weber Bau"


def _tree(folder: Path) -> set[str]:
    return {
        str(one.relative_to(folder))
        for one in folder.rglob("*")
        if "-shm" not in one.name and "-wal" not in one.name
    }


@pytest.mark.parametrize("harm", ["cut", "flip", "none", "foreign", "more"])
def test_a_broken_archive_is_one_sentence(
    firm: Firm, account: Account, tmp_path: Path, capsys: pytest.CaptureFixture[str], harm: str
) -> None:
    path = tmp_path / "all.tar.gz"
    back_up(path)
    whole = path.read_bytes()
    middle = len(whole) // 2
    path.write_bytes(
        {
            "cut": whole[:middle],
            "flip": whole[:middle] + bytes([whole[middle] ^ 255]) + whole[middle + 1 :],
            "none": b"",
            "foreign": b"PK\x03\x04 no archive of ours",
            "more": whole + whole,
        }[harm]
    )
    assert run_command(["backup", "--verify", str(path)]) == 2
    said = capsys.readouterr().err
    assert said.startswith("klientel backup: ")
    assert said.count("\n") == 1


def test_an_archive_may_not_write_outside_of_its_folder(tmp_path: Path) -> None:
    stream = io.BytesIO()
    writer = archive.Writer(stream)
    writer.add("../evil", b"x")
    writer.close({"what": backup.WHAT})
    stream.seek(0)
    with pytest.raises(Unusable, match="which no copy of Klientel has"):
        archive.read_whole(stream)


def test_an_archive_of_a_newer_program_is_refused(tmp_path: Path, monkeypatch: Any) -> None:
    stream = io.BytesIO()
    monkeypatch.setattr(archive, "VERSION", 2)
    archive.Writer(stream).close({"what": backup.WHAT, "program": "9.1"})
    monkeypatch.setattr(archive, "VERSION", 1)
    stream.seek(0)
    with pytest.raises(Unusable, match=r"newer Klientel \(9.1\)"):
        archive.read_whole(stream)


def test_what_is_written_can_be_verified_and_is_for_the_owner_alone(
    firm: Firm, account: Account, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "all.tar.gz"
    assert run_command(["backup", str(path)]) == 0
    assert path.stat().st_mode & 0o077 == 0
    assert run_command(["backup", "--verify", str(path)]) == 0
    assert "is whole" in capsys.readouterr().err
    manifest = verify(path)
    assert manifest["rows"]["crm_account"] == 1
    assert manifest["database"] == connection.vendor
    assert list(tmp_path.iterdir()) == [path], "no draft is left"
    before = path.read_bytes()
    assert run_command(["backup", str(path)]) == 2, "an older backup is not written over"
    assert path.read_bytes() == before


def test_a_pipe_gets_the_same_archive(firm: Firm, account: Account, tmp_path: Path) -> None:
    stream = io.BytesIO()
    back_up(None, stream)
    stream.seek(0)
    assert archive.read_whole(stream)["rows"]["crm_account"] == 1


@pytest.mark.parametrize("knows_second_names", [True, False])
def test_a_file_that_is_deleted_meanwhile_is_in_it_as_its_row_is(
    firm: Firm, account: Account, tmp_path: Path, monkeypatch: Any, knows_second_names: bool
) -> None:
    kept = storage.keep([b"a;b\n"])
    usual = backup._database

    def slow(draft: Path) -> Any:
        told = usual(draft)
        storage.forget(kept.name)
        return told

    def refused(*_given: object) -> None:
        raise OSError(errno.EPERM, os.strerror(errno.EPERM))

    monkeypatch.setattr(backup, "_database", slow)
    if not knows_second_names:
        monkeypatch.setattr(backup.os, "link", refused)
    stream = io.BytesIO()
    manifest = back_up(None, stream)
    assert (f"files/imports/{kept.name}" in manifest["members"]) is knows_second_names
    assert not list(settings.DATA_FOLDER.glob(".klientel-backup-*"))
    path = tmp_path / "all.tar.gz"
    back_up(path)
    assert [one.name for one in tmp_path.iterdir()] == [path.name]
    with pytest.raises(Unusable, match="already"):
        back_up(path)


def test_a_full_disk_leaves_nothing_behind(
    firm: Firm,
    account: Account,
    tmp_path: Path,
    monkeypatch: Any,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def full(*_given: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(archive.Writer, "add_file", full)
    assert run_command(["backup", str(tmp_path / "all.tar.gz")]) == 1
    assert capsys.readouterr().err == "klientel backup: The disk is full; no backup was made.\n"
    assert not list(tmp_path.iterdir())


def test_a_backup_that_is_stopped_leaves_nothing_behind(
    firm: Firm, account: Account, tmp_path: Path, monkeypatch: Any
) -> None:
    killed = settings.DATA_FOLDER / ".klientel-backup-killed"
    killed.mkdir()
    os.utime(killed, (0, 0))

    def stopped(*_given: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(archive.Writer, "add_file", stopped)
    assert run_command(["backup", str(tmp_path / "all.tar.gz")]) == 130
    assert not list(tmp_path.iterdir())
    assert not list(settings.DATA_FOLDER.glob(".klientel-backup-*")), "nor of an earlier one"


def test_a_database_that_is_in_use_is_not_swapped(firm: Firm, tmp_path: Path) -> None:
    if connection.vendor == "postgresql":
        assert not postgresql_copy.is_in_use(connection)
        return
    path = tmp_path / "used.sqlite3"
    used = sqlite3.connect(path)
    used.execute("PRAGMA journal_mode=WAL")
    used.execute("CREATE TABLE a (b)")
    assert sqlite_copy.is_in_use(path)
    used.close()
    assert not sqlite_copy.is_in_use(path)


def test_a_folder_that_is_not_there_is_one_sentence(
    firm: Firm, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_command(["backup", str(tmp_path / "no" / "all.tar.gz")]) == 2
    assert "There is no folder" in capsys.readouterr().err


def test_each_night_has_one_backup_and_the_oldest_go(
    firm: Firm, account: Account, tmp_path: Path, settings: Any
) -> None:
    settings.BACKUP_FOLDER, settings.BACKUP_KEEP = None, 2
    assert back_up_daily.call() == ""
    settings.BACKUP_FOLDER = tmp_path
    for day in ("2026-11-01", "2026-11-02"):
        (tmp_path / f"klientel-{day}.tar.gz").write_bytes(b"old")
    (tmp_path / "klientel-by-hand.tar.gz").write_bytes(b"mine")
    path = Path(back_up_daily.call())
    made = path.stat().st_mtime_ns
    assert verify(path)["rows"]["crm_account"] == 1
    assert back_up_daily.call() == str(path)
    assert path.stat().st_mtime_ns == made
    names = sorted(one.name for one in tmp_path.iterdir())
    assert names == ["klientel-2026-11-02.tar.gz", path.name, "klientel-by-hand.tar.gz"]


def test_a_night_that_fails_deletes_no_older_backup(
    firm: Firm, account: Account, tmp_path: Path, settings: Any, monkeypatch: Any
) -> None:
    settings.BACKUP_FOLDER, settings.BACKUP_KEEP = tmp_path, 1
    (tmp_path / "klientel-2026-11-01.tar.gz").write_bytes(b"old")
    (tmp_path / "klientel-2026-11-02.tar.gz").write_bytes(b"old")

    def broken(*_given: object) -> None:
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    monkeypatch.setattr(archive.Writer, "add_file", broken)
    with pytest.raises(Failed):
        back_up_daily.call()
    assert len(list(tmp_path.iterdir())) == 2
