"""Files on records: attached, renamed, replaced, deleted; told, taken back, and purged."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from klientel.discussion import cleaning, consistency, limits, storage
from klientel.discussion.actions.file import attach, remove, rename, replace, revert
from klientel.discussion.actions.staging import clean_name, stage
from klientel.discussion.models import Blob, File, FileStore
from klientel.discussion.queries import file_for, files_of, page_of
from klientel.discussion.tests.bytes import PDF, account, attached, incoming, staged
from klientel.events.models import Event
from klientel.kit import clock
from klientel.kit.ids import uuid7
from klientel.kit.refused import Conflict, Forbidden, NotFound, Refused
from klientel.records import actions
from klientel.records.tasks import empty_trash
from tests.cast import Firm

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def a_folder_of_its_own(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


def last(firm: Firm, verb: str) -> Event:
    return Event.objects.in_workspace(firm.workspace.pk).filter(verb=verb).latest("id")


def used(firm: Firm) -> int:
    return FileStore.objects.in_workspace(firm.workspace.pk).get().used


def names(firm: Firm, record: Any) -> list[str]:
    return [file.name for file in page_of(firm.olga, record.pk).rows]


def test_a_file_hangs_on_its_record_and_the_log_tells(firm: Firm) -> None:
    nord = account(firm)
    file = attached(firm.olga, nord)
    assert names(firm, nord) == ["offer.pdf"]
    event = last(firm, "file.attached")
    assert (event.record_id, event.account_id) == (nord.pk, nord.pk)
    assert event.facts == {"files": [str(file.pk)], "names": "offer.pdf"}
    assert storage.path_of(firm.workspace.pk, file.blob.sha256).read_bytes() == PDF
    assert list(consistency.differences(firm.workspace.pk)) == []


def test_attaching_again_does_nothing(firm: Firm) -> None:
    nord = account(firm)
    file = attached(firm.olga, nord)
    attach(firm.olga, record=str(nord.pk), files=str(file.pk))
    told = Event.objects.in_workspace(firm.workspace.pk).filter(verb="file.attached")
    assert told.count() == 1


def test_the_same_bytes_are_kept_once_in_a_workspace_and_twice_in_two(
    firm: Firm, other_firm: Firm
) -> None:
    nord = account(firm)
    attached(firm.olga, nord, name="a.pdf")
    attached(firm.olga, nord, name="b.pdf")
    staged(other_firm.actor("fremd"))
    assert Blob.objects.in_workspace(firm.workspace.pk).count() == 1
    assert used(firm) == len(PDF)
    assert used(other_firm) == len(PDF)


def test_a_form_sent_twice_keeps_its_file_once(firm: Firm) -> None:
    key = uuid7()
    first = stage(firm.olga, incoming(PDF), "a.pdf", key=key)
    second = stage(firm.olga, incoming(PDF), "a.pdf", key=key)
    assert first.pk == second.pk
    with pytest.raises(Conflict):
        stage(firm.olga, incoming(b"something else"), "a.pdf", key=key)
    with pytest.raises(Conflict):
        stage(firm.actor("wim"), incoming(PDF), "a.pdf", key=key)


def test_an_empty_file_is_refused_and_nothing_is_kept(firm: Firm) -> None:
    with pytest.raises(Refused, match=r"a\.txt.*empty"):
        stage(firm.olga, incoming(b""), "a.txt", key=uuid7())
    assert list(storage.folder("incoming").iterdir()) == []


def test_what_is_too_large_leaves_nothing_behind(settings: Any, firm: Firm) -> None:
    settings.FILE_MAX_BYTES = 10
    with pytest.raises(Refused) as refusal:
        incoming(b"12345678901")
    assert refusal.value.status == 413
    assert list(storage.folder("incoming").iterdir()) == []


def test_the_quota_of_a_workspace_holds_and_deleting_for_good_makes_room(
    settings: Any, firm: Firm
) -> None:
    settings.FILES_QUOTA_BYTES = len(PDF) + 3
    nord = account(firm)
    file = attached(firm.olga, nord)
    with pytest.raises(Refused, match="as many files as it may"):
        staged(firm.olga, b"four")
    assert used(firm) == len(PDF)
    remove(firm.olga, file=str(file.pk))
    with clock.travel(timedelta(days=31)):
        cleaning.tidy_files.func()
    assert used(firm) == 0
    assert staged(firm.olga, b"four").size == 4


def test_a_staged_file_is_nobody_elses_and_goes_after_a_day(firm: Firm) -> None:
    file = staged(firm.olga)
    nord = account(firm)
    with pytest.raises(NotFound):
        file_for(firm.actor("lena"), file.pk)
    with pytest.raises(Refused):
        attach(firm.actor("lena"), record=str(nord.pk), files=str(file.pk))
    with clock.travel(timedelta(hours=25)):
        cleaning.tidy_files.func()
    assert not File.objects.in_workspace(firm.workspace.pk).exists()
    assert not storage.path_of(firm.workspace.pk, file.blob.sha256).exists()
    with pytest.raises(Refused, match="no longer there"):
        attach(firm.olga, record=str(nord.pk), files=str(file.pk))


def test_who_does_not_see_the_record_sees_no_file(firm: Firm, other_firm: Firm) -> None:
    nord = account(firm)
    file = attached(firm.olga, nord)
    assert file_for(firm.actor("wim"), file.pk).pk == file.pk
    actions.share(firm.olga, "account", nord.pk, privacy="named")
    for actor in (firm.actor("wim"), other_firm.actor("fremd")):
        with pytest.raises(NotFound):
            file_for(actor, file.pk)
        with pytest.raises(NotFound):
            remove(actor, file=str(file.pk))
    actions.trash(firm.olga, "account", nord.pk)
    with pytest.raises(NotFound):
        file_for(firm.olga, file.pk)


def test_bookkeeping_reads_and_writes_nothing(firm: Firm) -> None:
    nord = account(firm)
    file = attached(firm.olga, nord)
    bodo = firm.actor("bodo")
    assert file_for(bodo, file.pk).name == "offer.pdf"
    for attempt in (
        lambda: staged(bodo),
        lambda: remove(bodo, file=str(file.pk)),
        lambda: rename(bodo, file=str(file.pk), name="x"),
    ):
        with pytest.raises(Forbidden):
            attempt()


def test_renaming_keeps_the_ending_and_is_taken_back(firm: Firm) -> None:
    nord = account(firm)
    file = attached(firm.olga, nord)
    rename(firm.olga, file=str(file.pk), name="Angebot 2026")
    assert names(firm, nord) == ["Angebot 2026.pdf"]
    actions.undo(firm.olga, last(firm, "file.renamed").pk)
    assert names(firm, nord) == ["offer.pdf"]


def test_a_new_version_keeps_the_former_one(firm: Firm) -> None:
    nord = account(firm)
    first = attached(firm.olga, nord)
    second = replace(
        firm.olga, file=str(first.pk), by=str(staged(firm.olga, b"%PDF-2", "v2.pdf").pk)
    )
    assert names(firm, nord) == ["v2.pdf"]
    assert (second.version, second.series) == (2, first.series)
    assert file_for(firm.olga, first.pk).blob.size == len(PDF)
    replace(firm.olga, file=str(first.pk), by=str(second.pk))
    actions.undo(firm.olga, last(firm, "file.replaced").pk)
    assert names(firm, nord) == ["offer.pdf"]
    revert(firm.olga, file=str(second.pk))
    assert names(firm, nord) == ["v2.pdf"]


def test_deleting_takes_all_versions_and_undo_brings_them_back(firm: Firm) -> None:
    nord = account(firm)
    first = attached(firm.olga, nord)
    second = replace(firm.olga, file=str(first.pk), by=str(staged(firm.olga, b"two").pk))
    remove(firm.olga, file=str(second.pk))
    assert names(firm, nord) == []
    with pytest.raises(NotFound):
        file_for(firm.olga, first.pk)
    actions.undo(firm.olga, last(firm, "file.removed").pk)
    assert names(firm, nord) == ["offer.pdf"]
    assert file_for(firm.olga, first.pk).pk == first.pk


def test_attaching_is_taken_back_and_that_too(firm: Firm) -> None:
    nord = account(firm)
    attached(firm.olga, nord)
    actions.undo(firm.olga, last(firm, "file.attached").pk)
    assert names(firm, nord) == []
    actions.undo(firm.olga, last(firm, "file.removed").pk)
    assert names(firm, nord) == ["offer.pdf"]


def test_a_purged_record_takes_its_files_along(firm: Firm) -> None:
    nord = account(firm)
    kept = storage.path_of(firm.workspace.pk, attached(firm.olga, nord).blob.sha256)
    actions.trash(firm.olga, "account", nord.pk)
    with clock.travel(timedelta(days=31)):
        empty_trash.func()
        cleaning.tidy_files.func()
    assert not File.objects.in_workspace(firm.workspace.pk).exists()
    assert not kept.exists()
    assert used(firm) == 0


def test_what_is_missing_changed_or_of_nobody_is_found(firm: Firm) -> None:
    nord = account(firm)
    here = firm.workspace.pk
    missing = attached(firm.olga, nord, b"one", "1.txt")
    changed = attached(firm.olga, nord, b"two", "2.txt")
    storage.remove(here, missing.blob.sha256)
    storage.path_of(here, changed.blob.sha256).write_bytes(b"xwo")
    orphan = storage.path_of(here, "ab" * 32)
    orphan.parent.mkdir(parents=True)
    orphan.write_bytes(b"x")
    FileStore.objects.in_workspace(here).update(used=99)
    with clock.travel(timedelta(hours=2)):
        found = " ".join(consistency.differences(here))
        assert all(word in found for word in ("missing", "changed", "no file", "number"))
        assert consistency.repair(here) == 2
    assert not orphan.exists()
    assert used(firm) == 6


def test_half_taken_in_files_are_cleared(firm: Firm) -> None:
    path = storage.folder("incoming") / "half"
    path.write_bytes(b"x")
    assert storage.clear_incoming(3_600) == 0
    with clock.travel(timedelta(hours=2)):
        assert storage.clear_incoming(3_600) == 1
    assert not path.exists()


def test_a_full_disk_is_said_and_leaves_nothing(
    firm: Firm, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(storage.os, "fsync", full)
    with pytest.raises(storage.DiskFull):
        incoming(PDF)
    monkeypatch.undo()
    assert list(storage.folder("incoming").iterdir()) == []


def test_the_files_of_many_records_cost_one_read(
    firm: Firm, django_assert_num_queries: Any
) -> None:
    records = [account(firm, name=f"Nord {n}") for n in range(4)]
    for one in records:
        attached(firm.olga, one)
    olga = firm.olga
    with django_assert_num_queries(1):
        found = files_of(olga, [one.pk for one in records])
    assert len(found) == 4


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("C:\\Users\\x\\Angebot.pdf", "Angebot.pdf"),
        ("../../etc/passwd", "passwd"),
        ("..", "file"),
        ("a\r\nb.txt", "a b.txt"),
        ("invoice\u202efdp.exe", "invoice_fdp.exe"),
        ('q"u<o>te.txt', "q_u_o_te.txt"),
        ("ä" * 300 + ".docx", "ä" * 190),
    ],
)
def test_names_are_one_harmless_line(given: str, kept: str) -> None:
    assert clean_name(given).startswith(kept)
    assert len(clean_name(given)) <= 200


def test_a_record_takes_no_more_than_its_limit(firm: Firm, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MOST_ON_RECORD", 1)
    nord = account(firm)
    attached(firm.olga, nord)
    with pytest.raises(Refused, match="at most 1 files"):
        attached(firm.olga, nord, b"more")
