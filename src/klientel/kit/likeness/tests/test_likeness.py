"""What counts as the same person or firm, what does not, and that work stays in proportion."""

from __future__ import annotations

import pytest

from klientel.kit.likeness import (
    LIKELY,
    NEARLY_SURE,
    Why,
    alike,
    certainty,
    compare,
    entry_of,
    pairs,
)
from klientel.kit.likeness.given_names import are_one_name
from klientel.kit.likeness.measure import measure
from klientel.kit.likeness.names import likeness_of_names, name_of
from klientel.kit.likeness.phonetics import sound_of
from klientel.kit.likeness.places import place_of
from klientel.kit.likeness.spelling import steps_between


def _person(name: str, **more: object):
    return entry_of(name, name, is_person=True, **more)


def _sure(one, other) -> int:
    found = compare(one, other)
    return found.certainty if found else 0


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Müller & Söhne GmbH", "MUELLER UND SOEHNE"),
        ("Holzer Bau Gesellschaft mit beschränkter Haftung", "Holzer Bau GmbH"),
        ("Holzer e. K.", "Holzer e.K."),
        ("Dr. med. Hans Holzer", "Holzer, Hans"),
        ("Müllerbau", "Müller Bau"),
        ("Straßer GmbH & Co. KG", "Strasser"),
    ],
)
def test_one_name_written_in_two_ways_is_the_same(one: str, other: str) -> None:
    assert likeness_of_names(name_of(one), name_of(other)) == 1.0


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Sebastian Holzer", "Basti Holzer"),
        ("Johannes Holzer", "Hans Holzer"),
        ("Holzer Bau", "Holzre Bau"),
        ("Anna Mayer", "Anna Maier"),
    ],
)
def test_short_names_and_typing_errors_are_alike(one: str, other: str) -> None:
    assert 0.87 <= likeness_of_names(name_of(one), name_of(other)) < 1.0


@pytest.mark.parametrize(
    ("one", "other"), [("Hans Holzer", "Hanna Holzer"), ("Holzer Bau", "Lechner Bau")]
)
def test_others_of_one_family_or_trade_are_not_alike(one: str, other: str) -> None:
    assert likeness_of_names(name_of(one), name_of(other)) < 0.87


def test_a_legal_form_is_no_name_but_may_be_all_there_is() -> None:
    assert name_of("Holzer UG (haftungsbeschränkt)").legal == "ug"
    assert name_of("AG").words == ("ag",)
    assert name_of("").words == ()


def test_words_sound_as_the_table_says() -> None:
    assert sound_of("muller") == "657"
    assert sound_of("meier") == sound_of("mayer") == sound_of("maier")
    assert sound_of("wikipedia") == "3412"


def test_letters_that_changed_places_are_one_step() -> None:
    assert steps_between("holzer", "hozler", 2) == 1
    assert steps_between("holzer", "xxxxxx", 2) == 3


def test_names_of_two_languages_may_be_one() -> None:
    assert are_one_name("johannes", "john")
    assert not are_one_name("hans", "hanna")


def test_an_address_is_the_same_however_it_is_written() -> None:
    one = place_of("Haupt-Straße 5 A", "D-28195", "Bremen")
    assert one.door == place_of("Hauptstr. 5a", "28195", "bremen").door
    assert place_of("Am Markt 1-3", "1", "").house == "1"


def test_the_same_address_of_a_mail_provider_proves_what_its_domain_does_not() -> None:
    tom = _person("Thomas Brandhofer", email="t.b@gmx.de")
    assert _sure(tom, _person("Tom Brandhofer", email="t.b@gmx.de")) >= LIKELY
    assert _sure(tom, _person("Thomas Brandhofer", email="tho@gmx.de")) < LIKELY


def test_who_moved_is_known_by_mail_and_telephone() -> None:
    before = _person("Ida Brandhofer", email="ida@gmx.de", phones=["+491711234567"],
                     street="Am Wall 1", postcode="28195", city="Bremen")  # fmt: skip
    after = _person("Ida Brandhofer", email="ida@gmx.de", phones=["+491711234567"],
                    street="Ring 9", postcode="50667", city="Köln")  # fmt: skip
    assert _sure(before, after) >= NEARLY_SURE


def test_branches_of_a_chain_are_not_the_same() -> None:
    one = entry_of(1, "Kornblume GmbH", email="bremen@kornblume.de", phones=["+494211234567"],
                   street="Wall 1", postcode="28195", city="Bremen")  # fmt: skip
    other = entry_of(2, "Kornblume GmbH", email="koeln@kornblume.de", phones=["+492217654321"],
                     street="Ring 9", postcode="50667", city="Köln")  # fmt: skip
    found = compare(one, other)
    assert found is not None
    assert found.certainty < LIKELY
    assert Why.PERHAPS_BRANCH in {reason.why for reason in found.reasons}


def test_numbered_branches_and_generations_are_kept_apart() -> None:
    assert _sure(entry_of(1, "Filiale 12 Kornblume"), entry_of(2, "Filiale 13 Kornblume")) < 5
    home = {"street": "Am Wall 1", "postcode": "28195", "phones": ["+494211234567"]}
    assert _sure(_person("Karl Brandhofer", **home), _person("Karl Brandhofer jun.", **home)) < (
        LIKELY
    )


def test_a_telephone_of_a_whole_building_says_less() -> None:
    one = entry_of(1, "Bäckerei am Markt", phones=["+494211234567"])
    other = entry_of(2, "Bäckerei am Markt", phones=["+494211234567"])
    alone = compare(one, other)
    shared = compare(one, other, lambda key: 12)
    assert alone is not None
    assert shared is not None
    assert shared.certainty < alone.certainty


def test_reasons_add_up_to_the_certainty_and_the_best_stands_first() -> None:
    found = compare(
        _person("Ida Brandhofer", email="i.b@gmx.de"), _person("Ida Brandhofer", email="i.b@gmx.de")
    )
    assert found is not None
    points = [reason.points for reason in found.reasons]
    assert points == sorted(points, reverse=True)
    assert found.certainty > 90
    assert found.reasons[0].why == Why.SAME_EMAIL


def test_a_block_of_thousands_is_not_compared_with_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    calls = 0

    def counted(*given):
        nonlocal calls
        calls += 1
        return certainty.compare(*given)

    monkeypatch.setattr(pairs, "compare", counted)
    many = 2_000
    entries = [entry_of(n, f"Firma {n:05} {n % 7}", phones=["+494211234567"]) for n in range(many)]
    list(alike(entries))
    assert calls < many * 20


def test_every_pair_comes_once() -> None:
    twins = [_person("Ida Brandhofer", email="i.b@gmx.de", phones=["+491711234567"])
             for _n in range(3)]  # fmt: skip
    assert len(list(alike(twins))) == 3


def test_most_duplicates_are_found_and_hardly_others() -> None:
    measured, _seconds = measure(4_000, seed=7)
    at = {one.least: one for one in measured}
    assert at[LIKELY].precision >= 0.93
    assert at[LIKELY].recall >= 0.92
    assert at[NEARLY_SURE].precision >= 0.97
