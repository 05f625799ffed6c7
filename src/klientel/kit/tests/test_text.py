"""One form for searching, one for sorting, and clean input."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from klientel.kit import text
from klientel.kit.refused import Refused


def test_three_spellings_of_a_name_are_one() -> None:
    assert text.fold("Mueller") == text.fold("Müller") == text.fold("MULLER") == "muller"
    assert text.fold("Straße") == text.fold("STRASSE") == "strasse"
    assert text.fold("Mu\u0308ller") == "muller"
    assert text.fold("Max.Ott@firma-x.de") == "max ott firma x de"


@given(st.text())
@example("aee\u0130ﬀ℡ß")
@example("ÄE")
def test_folding_twice_changes_nothing(given_text: str) -> None:
    once = text.fold(given_text)
    assert text.fold(once) == once
    assert once == " ".join(once.split())


def test_words_and_digits() -> None:
    assert text.words("Café & Bäcker") == ["cafe", "backer"]
    assert text.digits("+49 (171) 23-45 ٣") == "4917123453"


def test_a_slug_spells_umlauts_out_and_ends_with_a_word() -> None:
    assert text.slug("Müller & Söhne: Relaunch!") == "mueller-soehne-relaunch"
    assert text.slug("Müller & Söhne: Relaunch!", 15) == "mueller-soehne"
    assert text.slug("x" * 100, 10) == "x" * 10


@given(st.text(), st.integers(1, 70))
def test_a_slug_is_bounded_ascii(given_text: str, longest: int) -> None:
    found = text.slug(given_text, longest)
    assert len(found) <= longest
    assert found.isascii()
    assert not found.startswith("-")
    assert not found.endswith("-")


@given(st.text(), st.integers(0, 40))
def test_a_clipped_text_fits(given_text: str, n: int) -> None:
    assert len(text.clip(given_text, n)) <= n


def test_a_text_is_clipped_between_words() -> None:
    assert text.clip("Relaunch der Webseite", 16) == "Relaunch der…"


def test_a_line_loses_what_must_not_be_stored() -> None:
    assert text.clean_line(" a\x00b\tc \r\n d\u202e\ud800\ufeff ", 20) == "ab c d"
    assert text.clean_line("u\u0308", 1) == "ü"


def test_a_text_keeps_its_lines() -> None:
    assert text.clean_text("\n a \r\nb\rc\x07\n\n", 20) == " a\nb\nc"


@given(st.text())
def test_cleaning_twice_changes_nothing(given_text: str) -> None:
    for clean in (text.clean_line, text.clean_text):
        once = clean(given_text, 10_000)
        assert clean(once, 10_000) == once
        assert "\x00" not in once
        once.encode()


def test_what_is_too_long_is_refused_and_not_cut() -> None:
    with pytest.raises(Refused) as refusal:
        text.clean_line("abc", 2)
    assert refusal.value.values == {"length": 3, "max": 2}


def test_names_sort_as_din_5007_1_says() -> None:
    names = ["Zabel", "Özil", "Oz", "Muller", "Müller", "Mueller", "Straßer", "Strasser"]
    assert sorted(names, key=text.sort_key) == [
        "Mueller", "Muller", "Müller", "Oz", "Özil", "Straßer", "Strasser", "Zabel",
    ]  # fmt: skip
