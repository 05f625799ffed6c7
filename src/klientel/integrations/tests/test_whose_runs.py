"""A run exists for who started it and for who manages the members: it holds lines of a file."""

from pathlib import Path

import pytest

from klientel.integrations.models import ImportRun
from klientel.integrations.tests.files import FLEET, imported, prepared, write
from tests.cast import Firm

pytestmark = pytest.mark.django_db

PAGES = ("", "/map", "/check", "/run", "/errors.csv")
WRITES = ("/map", "/start", "/cancel", "/undo", "/delete")


@pytest.fixture
def run(firm: Firm, tmp_path: Path) -> ImportRun:
    return imported(firm.actor("bea"), write(tmp_path, FLEET, "secret customers.csv"))


@pytest.mark.parametrize(("name", "knows"), [("bea", True), ("lena", True), ("wim", False)])
def test_the_list_shows_ones_own_runs(firm: Firm, run: ImportRun, name: str, knows: bool) -> None:
    page = firm.client(name).get(f"/{firm.slug}/import").content.decode()
    assert ("secret customers.csv" in page) is knows


@pytest.mark.parametrize("page", PAGES)
def test_no_page_of_a_run_exists_for_a_colleague(firm: Firm, run: ImportRun, page: str) -> None:
    address = f"/{firm.slug}/import/{run.pk}{page}"
    assert firm.client("wim").get(address).status_code == 404
    for name in ("bea", "lena"):
        assert firm.client(name).get(address).status_code in (200, 302, 303)


@pytest.mark.parametrize("act", WRITES)
def test_a_colleague_can_do_nothing_with_a_run(firm: Firm, tmp_path: Path, act: str) -> None:
    waiting = prepared(firm.actor("bea"), write(tmp_path, FLEET))
    answer = firm.client("wim").post(f"/{firm.slug}/import/{waiting.pk}{act}")
    assert answer.status_code == 404
    waiting.refresh_from_db()
    assert waiting.state == ImportRun.State.MAPPED
