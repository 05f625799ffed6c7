"""`klientel import`: the same engine in the foreground, and a real shop's log through it."""

import random
from pathlib import Path

import pytest

from klientel.config.cli import run_command
from klientel.crm.models import Account, Purchase
from klientel.integrations import engine
from klientel.integrations.models import ImportRun
from klientel.integrations.tests.files import FLEET, write
from klientel.kit.tests import workbooks as make
from klientel.records import actions
from tests.cast import Firm
from tests.sample_room.models import Boat

pytestmark = pytest.mark.django_db

CDNOW = Path(__file__).resolve().parents[5] / "shared/corpus/cdnow/CDNOW_master.txt"


def command(firm: Firm, kind: str, path: Path, *more: str) -> int:
    who = ("--workspace", firm.slug, "--member", "olga@werft.example")
    return run_command(["import", kind, str(path), *who, *more])


def test_a_dry_run_tells_and_writes_nothing(
    firm: Firm, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command(firm, "boat", write(tmp_path, FLEET), "--dry-run") == 0
    told = capsys.readouterr().out
    assert "utf-8, columns parted by ;, with a header" in told
    assert "Launched on" in told
    assert "dates like %d.%m.%Y" in told
    assert "Would be new: 3 boat" in told
    assert not Boat.objects.in_workspace(firm.workspace.pk).exists()
    assert not ImportRun.objects.in_workspace(firm.workspace.pk).exists()


def test_a_mapping_file_says_what_columns_become(firm: Firm, tmp_path: Path) -> None:
    path = write(tmp_path, [("a", "b"), ("Anna", "1,5"), ("Berta", "2,5")])
    mapping = tmp_path / "map.toml"
    mapping.write_text(
        'match_on = ["name"]\n[columns]\na = "name"\nb = {target = "length", decimal = ","}\n'
        '[fixed]\nrig = "ketch"\n'
    )
    assert command(firm, "boats", path, "--mapping", str(mapping)) == 0
    rows = Boat.objects.in_workspace(firm.workspace.pk).order_by("name")
    assert list(rows.values_list("name", "rig")) == [("Anna", "ketch"), ("Berta", "ketch")]


@pytest.mark.parametrize(
    "text",
    ["{", "[]", '{"colums": {}}', '{"columns": {"Name": 3}}', '{"columns": {"Name": "nonsense"}}',
     '{"columns": {"Nope": "name"}}', '{"encoding": "klingon"}', '{"fixed": {"rig": "raft"}}'],
)  # fmt: skip
def test_a_wrong_mapping_is_one_sentence(
    firm: Firm, tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str
) -> None:
    mapping = tmp_path / "map.json"
    mapping.write_text(text)
    assert command(firm, "boat", write(tmp_path, FLEET), "--mapping", str(mapping)) == 2
    assert capsys.readouterr().err.startswith("klientel import: ")
    assert not Boat.objects.in_workspace(firm.workspace.pk).exists()


def test_wrong_arguments_are_one_sentence(firm: Firm, tmp_path: Path) -> None:
    path = write(tmp_path, FLEET)
    assert command(firm, "nonsense", path) == 2
    assert command(firm, "boat", tmp_path / "none.csv") == 2
    who = ["--workspace", "fremd", "--member", "olga@werft.example"]
    assert run_command(["import", "boat", str(path), *who]) == 2


def test_the_same_command_goes_on_after_an_interruption(
    firm: Firm, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(engine, "CHUNK", 10)
    rows = [("Name", "Harbour"), *((f"Boot {n}", "Kiel") for n in range(35))]
    path = write(tmp_path, rows)
    real = engine.fresh
    calls = 0

    def interrupted(*args: object) -> object:
        nonlocal calls
        calls += 1
        if calls == 3:
            raise KeyboardInterrupt
        return real(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(engine, "fresh", interrupted)
    assert command(firm, "boat", path) == 130
    assert "The same command goes on" in capsys.readouterr().out
    assert Boat.objects.in_workspace(firm.workspace.pk).count() == 20
    assert command(firm, "boat", path) == 0
    assert "Going on behind row 20" in capsys.readouterr().out
    run = ImportRun.objects.in_workspace(firm.workspace.pk).get()
    assert (run.state, run.counts["created"]) == ("done", {"boat": 35})


def shop_log(rows: int) -> str:
    """Columns parted by runs of blanks, buyers known by number only, some true repeats."""
    chance = random.Random(7)
    lines = [
        f" {chance.randrange(1, rows // 3):05d} 1997{chance.randrange(1, 13):02d}"
        f"{chance.randrange(1, 29):02d} {chance.randrange(1, 9):2d}"
        f" {chance.randrange(0, 9000) / 100:7.2f}"
        for _ in range(rows)
    ]
    return "\n".join([*lines, lines[5], lines[5], lines[9]]) + "\n"


def check_log(firm: Firm, path: Path, rows: int, buyers: int) -> None:
    assert command(firm, "purchases", path) == 0
    purchases = Purchase.objects.in_workspace(firm.workspace.pk)
    accounts = Account.objects.in_workspace(firm.workspace.pk)
    assert (purchases.count(), accounts.count()) == (rows, buyers)
    assert command(firm, "purchases", path) == 0
    assert (purchases.count(), accounts.count()) == (rows, buyers)


def test_a_shops_log_without_a_header(firm: Firm, tmp_path: Path) -> None:
    path = tmp_path / "log.txt"
    path.write_text(shop_log(1500))
    numbers = {line.split()[0] for line in path.read_text().splitlines()}
    check_log(firm, path, 1503, len(numbers))


@pytest.mark.slow
@pytest.mark.skipif(not CDNOW.is_file(), reason="the shop's log is not at hand")
def test_a_real_shops_log(firm: Firm) -> None:
    check_log(firm, CDNOW, 69_659, 23_570)


def test_a_workbook_is_imported_from_the_sheet_a_mapping_names(
    firm: Firm, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    header = make.texts("Name", "Harbour")
    sheets = {
        "Alt": make.sheet([header, make.texts("Wrack", "Kiel")]),
        "Neu": make.sheet([make.texts("Flotte"), header, make.texts("Möwe", "Kiel")]),
    }
    path = make.workbook(tmp_path / "boote.xlsx", sheets)
    mapping = tmp_path / "map.toml"
    mapping.write_text('sheet = "Neu"\nrepeats = "skip"\n')
    assert command(firm, "boat", path, "--mapping", str(mapping)) == 0
    told = capsys.readouterr().out
    assert "a workbook, sheet “Neu” from row 2, with a header" in told
    assert "what stands above is left out" in told
    assert [one.name for one in Boat.objects.in_workspace(firm.workspace.pk)] == ["Möwe"]


def test_a_workbook_that_was_cut_off_is_gone_on_with(
    firm: Firm, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(engine, "CHUNK", 2)
    rows = [make.texts("Name"), *(make.texts(f"Boot {n}") for n in range(6))]
    path = make.workbook(tmp_path / "boote.xlsx", {"A": make.sheet(rows)})
    true_write, count = engine._write, 0

    def fail_at_the_third(*args: object) -> None:
        nonlocal count
        count += 1
        if count == 3:
            raise KeyboardInterrupt
        true_write(*args)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr(engine, "_write", fail_at_the_third)
        assert command(firm, "boat", path) == 130
    assert command(firm, "boat", path) == 0
    assert "Going on behind row 4" in capsys.readouterr().out
    assert Boat.objects.in_workspace(firm.workspace.pk).count() == 6


def test_rows_that_are_perhaps_there_are_told_and_follow_an_option(
    firm: Firm, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = write(tmp_path, [("Name", "Telefon", "Ort"), ("Mueller Werft", "0431 998877", "Kiel")])
    actions.create(firm.olga, "account", {"name": "Müller-Werft GmbH", "phone": "0431/998877"})
    assert command(firm, "account", path, "--dry-run", "--alike", "update") == 0
    told = capsys.readouterr().out
    assert "Perhaps there already: 1 rows" in told
    assert "Müller-Werft GmbH (Same name, Same telephone number): update" in told
    assert "Would be completed: 1 account" in told
    assert command(firm, "account", path, "--alike", "update") == 0
    one = Account.objects.visible_to(firm.olga).get()
    assert (one.name, one.city) == ("Mueller Werft", "Kiel")


def test_an_unknown_way_is_told(firm: Firm, tmp_path: Path) -> None:
    with pytest.raises(SystemExit):
        command(firm, "boat", write(tmp_path, FLEET), "--alike", "burn")


@pytest.mark.parametrize(("told", "harbour"), [("", "Kiel"), ("careful = true\n", "Husum")])
def test_a_script_replaces_what_has_the_same_name_unless_it_is_told_to_be_careful(
    firm: Firm, tmp_path: Path, told: str, harbour: str
) -> None:
    actions.create(firm.olga, "boat", {"name": "Adler", "harbour": "Husum"})
    path = write(tmp_path, [("Name", "Harbour"), ("Adler", "Kiel")])
    mapping = tmp_path / "map.toml"
    mapping.write_text(told)
    more = ("--mapping", str(mapping)) if told else ()
    assert command(firm, "boat", path, *more) == 0
    assert Boat.objects.in_workspace(firm.workspace.pk).get().harbour == harbour
