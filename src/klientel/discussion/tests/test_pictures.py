"""Pictures have a second form, written anew, which comes and goes with them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from klientel.discussion import cleaning, consistency, limits, pictures, storage
from klientel.discussion.actions.file import remove
from klientel.discussion.models import Blob, File, FileStore
from klientel.discussion.queries import file_for
from klientel.discussion.tests.bytes import PDF, account, attached, photo, png, staged
from klientel.kit import clock
from klientel.kit.refused import Refused
from tests.cast import Firm

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def a_folder_of_its_own(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


def sums(firm: Firm) -> tuple[int, int]:
    """How many bytes are counted, and how many lie there."""
    here = firm.workspace.pk
    counted = FileStore.objects.in_workspace(here).get().used
    return counted, sum(path.stat().st_size for _name, path in storage.kept(here))


def waiting(settings: Any) -> list[Any]:
    return list((settings.MEDIA_ROOT / "incoming").iterdir())


def test_a_photo_is_kept_as_it_came_and_once_more_without_its_place(
    firm: Firm, settings: Any
) -> None:
    file = staged(firm.olga, photo(), "Baustelle.jpg")
    assert file.is_picture
    assert file.name == "Baustelle.jpg"
    # held upright
    assert (file.width, file.height) == (40, 60)
    assert file.clean is not None
    shown = storage.path_of(firm.workspace.pk, file.clean.sha256).read_bytes()
    assert b"Kamera" not in shown
    assert storage.path_of(firm.workspace.pk, file.blob.sha256).read_bytes() == photo()
    counted, lying = sums(firm)
    assert counted == lying == len(photo()) + len(shown)
    assert waiting(settings) == []
    assert list(consistency.differences(firm.workspace.pk)) == []


def test_both_forms_stay_as_long_as_the_file_and_go_with_it(firm: Firm) -> None:
    nord = account(firm)
    file = attached(firm.olga, nord, photo(), "Baustelle.jpg")
    assert cleaning.clear_unused(firm.workspace.pk) == 0
    remove(firm.olga, file=str(file.pk))
    File.objects.in_workspace(firm.workspace.pk).update(trashed_at=clock.now() - timedelta(days=40))
    cleaning.tidy_files.func()
    assert Blob.objects.in_workspace(firm.workspace.pk).count() == 0
    assert sums(firm) == (0, 0)


def test_a_broken_picture_stays_a_download(firm: Firm, settings: Any) -> None:
    file = staged(firm.olga, photo()[:300], "halb.jpg")
    assert not file.is_picture
    assert file.clean is None
    assert file.media_type == "image/jpeg"
    assert waiting(settings) == []


def test_where_both_forms_have_no_room_neither_is_kept(
    firm: Firm, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "quota", lambda: len(photo()) + 10)
    with pytest.raises(Refused):
        staged(firm.olga, photo(), "Baustelle.jpg")
    assert File.objects.in_workspace(firm.workspace.pk).count() == 0
    assert waiting(settings) == []


def test_pictures_from_before_are_cleaned_at_night_and_broken_ones_tried_once(
    firm: Firm, monkeypatch: pytest.MonkeyPatch
) -> None:
    good, broken = staged(firm.olga, png(), "gut.png"), staged(firm.olga, png(9, 9)[:40], "b.png")
    paper = staged(firm.olga, PDF)
    File.objects.in_workspace(firm.workspace.pk).update(clean=None, width=3, height=2)
    cleaning.clear_unused(firm.workspace.pk)
    assert pictures.clean_former(firm.workspace.pk) == 1
    assert file_for(firm.olga, good.pk).is_picture
    assert not file_for(firm.olga, broken.pk).is_picture
    assert file_for(firm.olga, paper.pk).clean is None

    def never(*_args: Any) -> None:
        raise AssertionError("was tried again")

    monkeypatch.setattr(pictures, "write_clean", never)
    assert pictures.clean_former(firm.workspace.pk) == 0
    assert consistency.repair(firm.workspace.pk) == 0


def test_pictures_whose_bytes_are_missing_take_nobodys_place_in_a_night(
    firm: Firm, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pictures, "_A_NIGHT", 2)
    lost = [staged(firm.olga, png(9, number), f"{number}.png") for number in (4, 5, 6)]
    good = [staged(firm.olga, png(7, number), f"{number}.png") for number in (4, 5, 6)]
    File.objects.in_workspace(firm.workspace.pk).update(clean=None, width=3, height=2)
    kept = {one.pk: storage.path_of(firm.workspace.pk, one.blob.sha256) for one in lost}
    bytes_of = {pk: path.read_bytes() for pk, path in kept.items()}
    for path in kept.values():
        path.unlink()
    assert pictures.clean_former(firm.workspace.pk) == 2
    assert pictures.clean_former(firm.workspace.pk) == 1
    assert all(file_for(firm.olga, one.pk).is_picture for one in good)
    assert pictures.clean_former(firm.workspace.pk) == 0
    # brought back, they are cleaned like others
    for pk, path in kept.items():
        path.write_bytes(bytes_of[pk])
    assert pictures.clean_former(firm.workspace.pk) == 2
