"""Files as strangers send them: each gives a sentence, none a crash, nothing is half done."""

from pathlib import Path

import pytest

from klientel.integrations.actions import run as runs
from klientel.integrations.engine import carry_out
from klientel.integrations.models import ImportRun
from klientel.integrations.problems import error_file, problems_of, reason_of
from klientel.integrations.tests.files import imported
from klientel.kit.refused import Refused
from klientel.records.reading import reading_of
from tests.cast import Firm
from tests.sample_room.models import Boat

pytestmark = pytest.mark.django_db


def bring(firm: Firm, folder: Path, content: bytes) -> ImportRun:
    path = folder / "bad.csv"
    path.write_bytes(content)
    return imported(firm.olga, path)


def names(firm: Firm) -> list[str]:
    rows = Boat.objects.in_workspace(firm.workspace.pk)
    return sorted(rows.values_list("name", flat=True))


def reasons(run: ImportRun) -> list[str]:
    return [one.reason for one in problems_of(run, is_dry=False)]


def test_a_truncated_file_imports_what_is_whole(firm: Firm, tmp_path: Path) -> None:
    run = bring(firm, tmp_path, b'Name;Harbour\nAnna;Kiel\nBerta;Kiel\nClara;"Wis')
    assert names(firm) == ["Anna", "Berta"]
    assert run.counts["errors"] == 1
    assert "never closes" in reasons(run)[0]


def test_windows_files_are_read_with_their_umlauts(firm: Firm, tmp_path: Path) -> None:
    bring(firm, tmp_path, "Name;Harbour\nMöwe;Büsum\n".encode("windows-1252"))
    assert names(firm) == ["Möwe"]


def test_characters_of_another_encoding_are_refused_in_their_row(
    firm: Firm, tmp_path: Path
) -> None:
    good = "".join(f"Größe {n};Kiel\n" for n in range(9)).encode()
    run = bring(firm, tmp_path, b"Name;Harbour\n" + good + b"M\xf6we;Kiel\n")
    assert len(names(firm)) == 9
    assert "cannot be read" in reasons(run)[0]


def test_a_cell_of_a_megabyte_is_refused(firm: Firm, tmp_path: Path) -> None:
    run = bring(firm, tmp_path, b"Name;Harbour\nAnna;Kiel\n" + b"x" * 1_000_000 + b";Kiel\n")
    assert names(firm) == ["Anna"]
    assert "at most" in reasons(run)[0]


def test_formulas_stay_text(firm: Firm, tmp_path: Path) -> None:
    bring(firm, tmp_path, b"Name;Harbour\n=HYPERLINK(1);Kiel\n@SUM(A1);Kiel\n")
    assert names(firm) == ["=HYPERLINK(1)", "@SUM(A1)"]


def test_nuls_are_left_out_and_noted(firm: Firm, tmp_path: Path) -> None:
    run = bring(firm, tmp_path, b"Name;Harbour\nAn\0na;Kiel\nBerta;Kiel\n")
    assert names(firm) == ["Anna", "Berta"]
    assert (run.counts["errors"], run.counts["notes"]) == (0, 1)


def test_rows_with_too_many_cells_are_refused_each(firm: Firm, tmp_path: Path) -> None:
    run = bring(firm, tmp_path, b"Name;Harbour\nAnna;Kiel\nBerta;Kiel;x\nDora;Kiel;;\n")
    assert names(firm) == ["Anna", "Dora"]
    assert run.counts["errors"] == 1


def test_a_row_that_lacks_its_last_empty_cells_is_taken(firm: Firm, tmp_path: Path) -> None:
    rows = b"Name;Harbour;Rig\nAnna;Kiel;ketch\nClara\nDora;Kiel\n"
    run = bring(firm, tmp_path, rows)
    assert names(firm) == ["Anna", "Clara", "Dora"]
    assert (run.counts["errors"], run.counts["notes"]) == (0, 0)


def test_a_row_that_lacks_a_needed_cell_says_which(firm: Firm, tmp_path: Path) -> None:
    run = bring(firm, tmp_path, b"Harbour;Rig;Name\nKiel;ketch;Anna\nHusum;sloop\n")
    assert names(firm) == ["Anna"]
    assert problems_of(run, is_dry=False).get().column == "Name"


def test_all_mistakes_of_a_row_are_named(firm: Firm, tmp_path: Path) -> None:
    rows = "".join(f"Boot {n};{n},5;0{n}.01.2020\n" for n in range(1, 10))
    content = f"Name;Length;Launched on\n{rows};zehn;31.02.2020\n"
    run = bring(firm, tmp_path, content.encode())
    assert run.counts["errors"] == 1, "the row counts once"
    told = reason_of(problems_of(run, is_dry=False).get(), reading_of(firm.olga))
    assert told.startswith("Name: This must not be empty. Length: ")
    assert "Launched on: " in told
    text = "".join(error_file(run, ["Name", "Length", "Launched on"], reading_of(firm.olga), "en"))
    assert text.count("31.02.2020") == 2, "in its one line: as a reason, and as the cell"


def test_wrong_values_name_their_column(firm: Firm, tmp_path: Path) -> None:
    content = "Name;Length;Launched on\n" + "".join(
        f"Boot {n};{n},5;0{n}.01.2020\n" for n in range(1, 10)
    )
    run = bring(firm, tmp_path, (content + "X;zehn;\nY;;31.02.2020\n;1,5;\n").encode())
    assert run.counts["errors"] == 3
    columns = [one.column for one in problems_of(run, is_dry=False)]
    assert columns == ["Length", "Launched on", "Name"]


def test_braces_in_a_cell_do_not_break_its_reason(firm: Firm, tmp_path: Path) -> None:
    rows = "".join(f"Boot {n};sloop\n" for n in range(9))
    run = bring(firm, tmp_path, f"Name;Rig\n{rows}X;{{client.x}} {{0}} %s\n".encode())
    problem = problems_of(run, is_dry=False).get()
    assert "{client.x}" in reason_of(problem, reading_of(firm.olga))


def test_only_ten_thousand_problems_are_kept(
    firm: Firm, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from klientel.integrations import problems

    monkeypatch.setattr(problems, "MOST_KEPT", 5)
    rows = b"".join(b"Boot %d;Kiel;x\n" % n for n in range(20))
    run = bring(firm, tmp_path, b"Name;Harbour\nAnna;Kiel\n" + b"Bo;Kiel\n" * 30 + rows)
    assert run.counts["errors"] == 20
    assert problems_of(run, is_dry=False).count() == 5


def test_a_file_that_is_gone_is_said(firm: Firm, tmp_path: Path) -> None:
    from klientel.integrations import storage
    from klientel.integrations.tests.files import FLEET, prepared, write

    run = prepared(firm.olga, write(tmp_path, FLEET))
    storage.forget(run.stored_as)
    with pytest.raises(Refused, match="no longer kept"):
        carry_out(run, firm.olga)


def test_a_refused_file_leaves_nothing_behind(firm: Firm, tmp_path: Path) -> None:
    from klientel.integrations import storage

    before = set(storage.folder().iterdir())
    path = tmp_path / "a.csv"
    path.write_bytes(b"")
    with pytest.raises(Refused):
        runs.take_in_file(firm.olga, "boat", path)
    assert set(storage.folder().iterdir()) == before
