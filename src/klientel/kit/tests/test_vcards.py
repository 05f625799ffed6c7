"""vCards of 2.1, 3.0 and 4.0 as programs in the wild write them, and broken ones."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from klientel.kit.vcards import Card, looks_like_cards, read_cards


def cards(folder: Path, text: str | bytes) -> list[Card]:
    path = folder / "a.vcf"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return list(read_cards(path))


def one(folder: Path, *lines: str) -> Card:
    text = "\r\n".join(["BEGIN:VCARD", *lines, "END:VCARD", ""])
    (card,) = cards(folder, text)
    return card


def test_folded_lines_are_put_together(tmp_path: Path) -> None:
    card = one(tmp_path, "VERSION:3.0", "NOTE:mag N", " üsse\\, aber", "\t nicht\\nHunde")
    assert card.first("NOTE").text == "mag Nüsse, aber nicht\nHunde"


def test_parts_are_parted_where_the_semicolon_is_not_escaped(tmp_path: Path) -> None:
    card = one(tmp_path, r"ORG:Nord\; Süd & Co;Vertrieb", r"CATEGORIES:VIP,Messe\,Kiel")
    assert card.first("ORG").parts == ["Nord; Süd & Co", "Vertrieb"]
    assert card.first("CATEGORIES").items == ["VIP", "Messe,Kiel"]


def test_quoted_printable_of_old_cards_is_read_over_several_lines(tmp_path: Path) -> None:
    card = one(
        tmp_path,
        "VERSION:2.1",
        "N;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:M=C3=BCller;J=C3=B6rg;;;",
        "NOTE;ENCODING=QUOTED-PRINTABLE;CHARSET=windows-1252:eins=0D=0A=",
        "zwei =FC=",
        "ber",
        "TEL;WORK;VOICE:040 1",
    )
    assert card.first("N").parts[:2] == ["Müller", "Jörg"]
    assert card.first("NOTE").text == "eins\nzwei über"
    assert card.first("TEL").types == {"work", "voice"}


def test_pictures_are_passed_over_whatever_their_length(tmp_path: Path) -> None:
    folded = ["PHOTO;ENCODING=b;TYPE=JPEG:" + "A" * 70, *[" " + "B" * 74] * 3_000]
    bare = ["PHOTO;ENCODING=BASE64;JPEG:AAAA", "BBBBCCCC", "DDDD=="]
    card = one(tmp_path, "FN:Anna", *folded, *bare, "", "TEL:1")
    assert [prop.name for prop in card.properties] == ["FN", "PHOTO", "PHOTO", "TEL"]
    assert len(card.properties[1].value) < 70_000


def test_labels_of_apple_name_their_property(tmp_path: Path) -> None:
    card = one(
        tmp_path,
        "item1.TEL;type=pref:+49 40 1",
        "item1.X-ABLabel:Zentrale",
        "item2.URL:https\\://nord.example",
        "item2.X-ABLabel:_$!<HomePage>!$_",
    )
    assert card.label(card.first("TEL")) == "Zentrale"
    assert card.label(card.first("URL")) == "HomePage"
    assert card.first("URL").text == "https://nord.example"


def test_the_preferred_one_comes_first_in_every_version(tmp_path: Path) -> None:
    card = one(
        tmp_path,
        "EMAIL;TYPE=HOME:b@x.example",
        "EMAIL;PREF=1:a@x.example",
        'TEL;VALUE=uri;TYPE="cell,voice":tel:+49-171-1',
        "TEL;TYPE=PREF,WORK:2",
    )
    assert card.first("EMAIL").text == "a@x.example"
    assert card.first("TEL").text == "2"
    assert card.all("TEL")[1].types == {"cell", "voice"}


def test_many_cards_are_read_in_any_encoding(tmp_path: Path) -> None:
    text = "BEGIN:VCARD\nFN:Möwe\nEND:VCARD\n\nbegin:vcard\nFN:Ärger\nend:vcard\n"
    for encoding in ("utf-8", "utf-8-sig", "utf-16", "windows-1252"):
        found = cards(tmp_path, text.encode(encoding))
        assert [card.first("FN").text for card in found] == ["Möwe", "Ärger"]
        assert [card.line for card in found] == [1, 5]
        assert looks_like_cards(text.encode(encoding))


def test_a_card_inside_a_card_is_somebody_else(tmp_path: Path) -> None:
    card = one(tmp_path, "FN:Anna", "AGENT:", "BEGIN:VCARD", "FN:Ben", "END:VCARD", "TEL:1")
    assert [prop.text for prop in card.all("FN")] == ["Anna"]
    assert card.first("TEL").text == "1"


def test_a_card_that_ends_too_early_says_so(tmp_path: Path) -> None:
    (card,) = cards(tmp_path, "BEGIN:VCARD\nFN:Anna\nTEL:1")
    assert card.is_cut_off
    assert card.first("TEL").text == "1"


LINE = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=60)


@given(st.lists(LINE, max_size=12))
def test_no_line_is_too_strange_to_be_read(
    tmp_path_factory: pytest.TempPathFactory, lines: list[str]
) -> None:
    folder = tmp_path_factory.mktemp("cards")
    text = "\n".join(["BEGIN:VCARD", "FN:Anna", *lines])
    for card in cards(folder, text):
        for prop in card.properties:
            assert isinstance(prop.text, str)
            assert isinstance(prop.parts + prop.items, list)
