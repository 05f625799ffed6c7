"""What a copy brings in without its jobs stands still, and what is derived is made anew."""

from __future__ import annotations

from pathlib import Path

import pytest

from klientel.integrations.copies import bring_in, export
from klientel.integrations.models import ImportRun
from klientel.integrations.tests.files import FLEET, prepared, write
from klientel.records import actions
from klientel.records.duplicates.finding import look
from klientel.records.models import LikenessKey, LikenessRun, Suspect
from klientel.views.models import BulkRun
from klientel.workspaces.models import Workspace
from tests.cast import Firm

pytestmark = pytest.mark.django_db(transaction=True)


def brought(firm: Firm, folder: Path) -> Workspace:
    path = folder / "all.tar.gz"
    export.export(firm.olga, path)
    return bring_in.bring_in(path, "zwei").workspace


def _silent(_done: int, _total: int) -> None:
    pass


@pytest.mark.parametrize("state", [BulkRun.State.WAITING, BulkRun.State.RUNNING])
def test_a_bulk_edit_under_way_has_stopped(firm: Firm, tmp_path: Path, state: str) -> None:
    member = firm.members["olga"]
    BulkRun(
        workspace_id=firm.workspace.pk, member=member, type="boat", way="set", state=state
    ).save()
    run = BulkRun.objects.in_workspace(brought(firm, tmp_path).pk).get()
    assert run.state == BulkRun.State.STOPPED
    assert run.finished_at


@pytest.mark.parametrize(
    ("state", "after"), [("checking", "mapped"), ("running", "stopped"), ("undoing", "partly")]
)
def test_an_import_under_way_has_stopped(
    firm: Firm, tmp_path: Path, state: str, after: str
) -> None:
    run = prepared(firm.olga, write(tmp_path, FLEET))
    ImportRun.objects.in_workspace(firm.workspace.pk).filter(pk=run.pk).update(state=state)
    there = ImportRun.objects.in_workspace(brought(firm, tmp_path).pk).get()
    assert there.state == after


def test_the_first_search_for_duplicates_is_of_all(firm: Firm, tmp_path: Path) -> None:
    place = {"street": "Am Wall 3", "postcode": "28195", "city": "Bremen"}
    for name in ("Müller & Söhne GmbH", "Mueller und Soehne"):
        actions.create(firm.olga, "account", {"name": name, **place})
    look(firm.workspace.pk, _silent)
    there = brought(firm, tmp_path).pk
    assert not LikenessKey.objects.in_workspace(there).exists()
    assert not LikenessRun.objects.in_workspace(there).exists()
    assert look(there, _silent) == 2
    assert LikenessRun.objects.in_workspace(there).get().compared == 2
    assert LikenessKey.objects.in_workspace(there).exists()
    assert Suspect.objects.in_workspace(there).count() == 1


def test_a_copy_of_an_older_program_that_holds_what_is_derived_comes_in_without(
    firm: Firm, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    actions.create(firm.olga, "account", {"name": "Müller & Söhne GmbH"})
    with monkeypatch.context() as former:
        former.setattr(LikenessKey, "is_derived", False)
        path = tmp_path / "all.tar.gz"
        manifest = export.export(firm.olga, path)
    assert manifest["tables"]["records.likenesskey"]["rows"]
    there = bring_in.bring_in(path, "zwei").workspace
    assert not LikenessKey.objects.in_workspace(there.pk).exists()
