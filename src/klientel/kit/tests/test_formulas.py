"""Formulas: what they give, what is empty or wrong in them, and that no text makes them fail."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from klientel.kit.format import Format
from klientel.kit.formulas import (
    FUNCTIONS,
    Clock,
    Input,
    Mistake,
    Shape,
    Wrong,
    read_formula,
    spelled,
    stored_formula,
)

TODAY = date(2026, 11, 26)
VALUES: dict[str, Any] = {
    "price": Decimal("100.00"),
    "cost": Decimal("60.00"),
    "hours": Decimal("7.5"),
    "none": None,
    "zero": Decimal(0),
    "name": "Weber Bau",
    "town": "Köln",
    "since": date(2024, 2, 29),
    "due": datetime(2026, 11, 26, 23, 30, tzinfo=UTC),
    "vip": True,
}
SHAPES = {
    "price": Shape.MONEY,
    "cost": Shape.MONEY,
    "hours": Shape.NUMBER,
    "none": Shape.NUMBER,
    "zero": Shape.NUMBER,
    "name": Shape.TEXT,
    "town": Shape.TEXT,
    "since": Shape.DAY,
    "due": Shape.MOMENT,
    "vip": Shape.TRUTH,
    "photo": None,
}
LABELS = {"Preis": "price", "Kosten": "cost", "Stunden": "hours"}


def known(name: str) -> Input | None:
    name = LABELS.get(name, name)
    return Input(name, name, SHAPES[name]) if name in SHAPES else None


def clock(language: str = "en") -> Clock:
    return Clock(TODAY, Format("de" if language == "de" else "en", "Europe/Berlin"))


def reckoned(text: str, language: str = "en", places: int = 3) -> Any:
    formula = read_formula(text, known, language=language)
    return formula.reckoned(clock(language), VALUES.get, places)


def mistake(text: str, language: str = "en") -> tuple[str, str]:
    """The sentence, and what it points at."""
    with pytest.raises(Mistake) as caught:
        read_formula(text, known, labels=list(LABELS), language=language)
    return str(caught.value), text[caught.value.start : caught.value.end]


GIVES: list[tuple[str, Any]] = [
    ("1 + 2 * 3", 7),
    ("(1 + 2) * 3", 9),
    ("-2 ^ 2", 4),
    ("2 ^ 3 ^ 2", 64),
    ("10 - 2 - 3", 5),
    ("50% * {price}", 50),
    ("= {price} - {cost}", 40),
    ("({price} - {cost}) / {price}", Decimal("0.4")),
    ('"a" & 1 & {none} & "b"', "a1b"),
    ('"A" = "a"', True),
    ('{name} <> ""', True),
    ("1 = 1.0", True),
    ("{since} < TODAY()", True),
    ("{since} + 1", date(2024, 3, 1)),
    ("TODAY() - {since}", 1001),
    ("{due} - {due}", 0),
    ("DATEONLY({due})", date(2026, 11, 27)),
    ("HOUR({due})", 0),
    ('IF({price} > {cost}; "gain"; "loss")', "gain"),
    ("IF({none} > 1, 1, 2)", 2),
    ('IFS({hours} > 8, "long", {hours} > 4, "day", "short")', "day"),
    ('SWITCH({town}, "Bonn", 1, "köln", 2, 3)', 2),
    ("AND({vip}, {price} > 1)", True),
    ("OR({price} < 1, NOT({vip}))", False),
    ("XOR(TRUE, FALSE, TRUE)", False),
    ("ISBLANK({none})", True),
    ("IFEMPTY({none}, 5)", 5),
    ("IFERROR(1 / {zero}, 7)", 7),
    ("ISERROR(1 / {zero})", True),
    ("SUM({price}, {none}, 1)", 101),
    ("AVERAGE(1, 2, {none})", Decimal("1.5")),
    ("MEDIAN(3, 1, 2, 10)", Decimal("2.5")),
    ("MIN(3, 1, {none})", 1),
    ("MAX({since}, DATE(2026, 1, 1))", date(2026, 1, 1)),
    ('COUNT(1, {none}, "a")', 2),
    ("COUNTBLANK({none}, 1)", 1),
    ("PRODUCT(2, 3, {none})", 6),
    ("STDEV(2, 4)", Decimal("1.414")),
    ("ROUND(2.345, 2)", Decimal("2.35")),
    ("ROUND(-2.5)", -3),
    ("ROUND(1234, -2)", 1200),
    ("ROUNDUP(1.01, 1)", Decimal("1.1")),
    ("ROUNDDOWN(1.99)", 1),
    ("MROUND(7, 5)", 5),
    ("CEILING(2.1)", 3),
    ("FLOOR(-2.1)", -3),
    ("INT(2.9)", 2),
    ("EVEN(1.5)", 2),
    ("ODD(2)", 3),
    ("ISEVEN(4)", True),
    ("ISODD(4)", False),
    ("ABS(-3)", 3),
    ("SIGN(-3)", -1),
    ("MOD(-7, 3)", 2),
    ("QUOTIENT(7, 3)", 2),
    ("POWER(2, 10)", 1024),
    ("SQRT(16)", 4),
    ("EXP(0)", 1),
    ("LN(1)", 0),
    ("LOG10(1000)", 3),
    ("LOG(8, 2)", 3),
    ("FACT(5)", 120),
    ("PI()", Decimal("3.142")),
    ('VALUE("1,234.5")', Decimal("1234.5")),
    ('CONCAT({name}, ", ", {town})', "Weber Bau, Köln"),
    ('TEXTJOIN(" · ", {name}, {none}, {town})', "Weber Bau · Köln"),
    ("LEN({town})", 4),
    ("LEFT({town}, 2)", "Kö"),
    ("RIGHT({town}, 2)", "ln"),
    ("MID({name}, 7, 3)", "Bau"),
    ("UPPER({town})", "KÖLN"),
    ('LOWER("AB")', "ab"),
    ('PROPER("anna weber")', "Anna Weber"),
    ('TRIM("  a   b ")', "a b"),
    ('CLEAN("a" & CHAR(8203) & "b")', "ab"),
    ('SUBSTITUTE("a-b-c", "-", "+")', "a+b+c"),
    ('SUBSTITUTE("a-b-c", "-", "+", 2)', "a-b+c"),
    ('REPLACE("abcd", 2, 2, "X")', "aXd"),
    ('FIND("B", {name})', 7),
    ('SEARCH("BAU", {name})', 7),
    ('CONTAINS({name}, "bau")', True),
    ('STARTSWITH({name}, "web")', True),
    ('ENDSWITH({name}, "bau")', True),
    ('EXACT("a", "A")', False),
    ('REPT("ab", 3)', "ababab"),
    ("FIXED(1234.5, 2)", "1,234.50"),
    ('CODE("A")', 65),
    ("DATE(2026, 14, 0)", date(2027, 1, 31)),
    ("YEAR({since})", 2024),
    ("MONTH({since})", 2),
    ("DAY({since})", 29),
    ("QUARTER(DATE(2026, 11, 1))", 4),
    ("WEEKDAY(DATE(2026, 11, 23))", 1),
    ("WEEKDAY(DATE(2026, 11, 22), 1)", 1),
    ("ISOWEEKNUM(DATE(2027, 1, 1))", 53),
    ("MINUTE({due})", 30),
    ("DAYS(DATE(2026, 3, 1), DATE(2026, 2, 1))", 28),
    ('DATEDIF({since}, DATE(2026, 2, 28), "Y")', 1),
    ('DATEDIF({since}, DATE(2026, 2, 28), "M")', 23),
    ("EDATE(DATE(2026, 1, 31), 1)", date(2026, 2, 28)),
    ("EOMONTH(DATE(2026, 1, 15), 1)", date(2026, 2, 28)),
    ("WORKDAY(DATE(2026, 11, 27), 1)", date(2026, 11, 30)),
    ("WORKDAY(DATE(2026, 11, 28), -1)", date(2026, 11, 27)),
    ("NETWORKDAYS(DATE(2026, 11, 23), DATE(2026, 11, 30))", 6),
    ('DATEVALUE("2026-11-23")', date(2026, 11, 23)),
    ("HOUR(MOMENT({since}, 9, 30))", 9),
]


@pytest.mark.parametrize(("text", "result"), GIVES, ids=[text for text, _result in GIVES])
def test_a_formula_gives_what_a_spreadsheet_would(text: str, result: Any) -> None:
    assert reckoned(text) == result


def test_every_function_is_shown_to_work() -> None:
    shown = " ".join(text for text, _result in GIVES)
    missing = [one.name for one in FUNCTIONS if not re.search(rf"\b{one.name}\(", shown)]
    assert missing == ["TRUE", "FALSE", "BLANK"]
    assert len(FUNCTIONS) >= 60


GERMAN = [
    ("WENN({Preis}>{Kosten};1,5;0)", Decimal("1.5")),
    ("RUNDEN({Preis}*1,19;2)", 119),
    ("SUMME(1; 2; 3)", 6),
    ("SUMME(1, 2, 3)", 6),
    ('LAENGE("abc") + LÄNGE("abc")', 6),
    ("heute() - {since}", 1001),
    ("„Preis: “ & {Preis}", "Preis: 100,00\u00a0€"),
    ('{Stunden} & " h"', "7,5 h"),
    ("{Preis} × 2 − 1", 199),
    ("UND(WAHR; NICHT(FALSCH))", True),
]


@pytest.mark.parametrize(("text", "result"), GERMAN, ids=[text for text, _result in GERMAN])
def test_germans_write_formulas_as_they_are_used_to(text: str, result: Any) -> None:
    assert reckoned(text, "de") == result


@pytest.mark.parametrize(
    "text",
    ["1 + {none}", "{none} > 1", "{none} * 0", "ROUND({none}, 2)", "LEFT(BLANK(), 2)",
     "SUM({none})", "{since} + {none}", "IF(FALSE, 1)", "AVERAGE({none}, {none})"],
)  # fmt: skip
def test_what_is_empty_stays_unknown(text: str) -> None:
    assert reckoned(text) is None


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("1 / {zero}", "division"),
        ("1 / {zero} + 5", "division"),
        ("MOD(5, {zero})", "division"),
        ("0 ^ -1", "division"),
        ("SQRT(-1)", "number"),
        ("(-8) ^ 0.5", "number"),
        ("LN({zero})", "number"),
        ("FACT(1000)", "number"),
        ("9 ^ 9 ^ 9", "large"),
        ("EXP(EXP(9))", "large"),
        ("1000000000 * 1000000000", "large"),
        ("DATE(99999, 1, 1)", "day"),
        ("{since} + 999999999", "day"),
        ("EDATE({since}, 99999999)", "day"),
        ("WORKDAY({since}, 99999999)", "day"),
        ("{since} - 90000", "day"),
        ('VALUE("abc")', "text"),
        ('DATEVALUE("abc")', "text"),
        ('FIND("x", "abc")', "missing"),
        ('REPT("abc", 99999)', "long"),
        ('SUBSTITUTE(REPT("a", 1900), "a", "bbbb")', "long"),
    ],
)
def test_what_cannot_be_reckoned_is_a_value_with_a_word(text: str, code: str) -> None:
    result = reckoned(text)
    assert result == Wrong(code)
    assert result.reason


MISTAKES = [
    ("", "There is no formula yet.", ""),
    ("1 +", "Something is missing at the end.", "+"),
    ("(1 + 2", "This bracket is never closed.", "("),
    ("1 + 2)", "A value is missing before this bracket, or it was never opened.", ")"),
    ("1 2", "This was not expected here.", "2"),
    ("1; 2", "“;” and “,” stand only between the inputs of a function.", ";"),
    ("\"abc", "A quotation mark opens here and never closes.", "\"abc"),
    ("{Preis", "A brace opens here and never closes.", "{Preis"),
    ("1 ? 2", "“?” means nothing in a formula.", "?"),
    ("{Pries}", "There is no field “Pries”. Is “Preis” meant?", "{Pries}"),
    ("{xyz}", "There is no field “xyz”.", "{xyz}"),
    ("{photo} + 1", "Formulas cannot read the field “photo”.", "{photo}"),
    ("SUMM(1)", "There is no function “SUMM”. Is “SUM” meant?", "SUMM"),
    ("Preis * 2", "A field stands in braces: “{Preis}”.", "Preis"),
    ("TODAY - 1", "A function has brackets behind its name: “TODAY()”.", "TODAY"),
    ("ROUND()", "“ROUND” needs more: ROUND(number; [number]).", "ROUND"),
    ("ABS(1, 2, 3)", "This is too much for “ABS”: ABS(number).", "2, 3"),
    ("ROUND({name}, 2)", "“ROUND” needs a number here, this is a text.", "{name}"),
    ("{name} + 1", "“+” adds numbers. Use “&” to join texts.", "{name}"),
    ("{since} * 2", "“×” needs a number here, this is a date.", "{since}"),
    ("IF({price}, 1, 2)", "“IF” needs a condition here, this is an amount of money.", "{price}"),
    ("IF({vip}, 1, \"a\")",
     "All results must be of one kind: this is a text, the first is a number.", "\"a\""),
    ("{name} > 1", "a number cannot be compared with a text.", "1"),
    ("----1", "Too many signs in a row.", "----"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "told", "at"), MISTAKES, ids=[one[0] for one in MISTAKES])
def test_a_mistake_is_told_in_words_and_pointed_at(text: str, told: str, at: str) -> None:
    assert mistake(text) == (told, at)


def test_a_german_number_that_can_be_read_in_two_ways_is_asked_about() -> None:
    assert mistake("{Preis} * 1.500", "de")[1] == "1.500"
    assert mistake("WENN({vip};1,2,3)", "de")[1] == "1,2,3"
    assert reckoned("{Preis} * 1.5", "de") == 150


@pytest.mark.parametrize(
    "text",
    ["(" * 500 + "1" + ")" * 500, "1" + "+1" * 290, "1" + "+1" * 5000, "SUM(" + "1," * 200 + "1)",
     "-" * 300 + "1", "NOT(" * 100 + "TRUE" + ")" * 100, "{" * 4000, "\"" * 3999, "9" * 3999,
     "1" + "&1" * 50 + "+1" * 50 + "*1" * 50, "(" * 39 + "1" + "+1)" * 39],
)  # fmt: skip
def test_what_explodes_is_refused_in_words_or_reckoned(text: str) -> None:
    refused = refusal_of(text)
    if refused is None:
        read_formula(text, known).reckoned(clock(), VALUES.get, 3)
    else:
        assert str(refused)


def refusal_of(text: str, language: str = "en") -> Mistake | None:
    """The mistake in a text; None for a formula."""
    try:
        read_formula(text, known, language=language)
    except Mistake as told:
        return told
    return None


def test_money_stays_money_and_shares_of_it_are_numbers() -> None:
    shapes = {
        "{price} - {cost}": Shape.MONEY,
        "{price} * 2": Shape.MONEY,
        "SUM({price}; 5)": Shape.MONEY,
        "IF({vip}; {price}; 0)": Shape.MONEY,
        "{price} / {cost}": Shape.NUMBER,
        "{price} / {hours}": Shape.MONEY,
        "{since} - {since}": Shape.NUMBER,
        "BLANK()": Shape.TEXT,
    }
    assert {text: read_formula(text, known).shape for text in shapes} == shapes


def test_numbers_are_exact_and_rounded_half_away_from_zero() -> None:
    assert reckoned("0.1 + 0.2 = 0.3") is True
    assert reckoned("{price} / 3", places=2) == Decimal("33.33")
    assert reckoned("2.005", places=2) == Decimal("2.01")
    assert str(reckoned("-0.001", places=2)) == "0.00"


def test_a_formula_is_kept_by_lasting_names_and_spelled_for_its_reader() -> None:
    written = 'WENN( {Preis} > 1,5;\n „ja“; "nein" )'
    stored = read_formula(written, known, language="de").stored
    assert stored == 'IF( {price} > 1.5;\n "ja"; "nein" )'
    assert stored_formula(stored, known).stored == stored
    labels = {"price": "Umsatz"}
    assert spelled(stored, labels, "de") == 'WENN( {Umsatz} > 1,5;\n "ja"; "nein" )'
    assert spelled(stored, {"price": "a {b}"}, "en") == 'IF( {price} > 1.5;\n "ja"; "nein" )'


def test_what_a_formula_reads_is_known() -> None:
    formula = read_formula("IF({vip}; {price}; {cost}) * 2", known)
    assert formula.reads == {"vip", "price", "cost"}
    assert not formula.depends_on_today
    assert read_formula("TODAY()", known).depends_on_today


_NAMES = [name for one in FUNCTIONS for name in (one.name, one.german)]
_PIECES = st.one_of(
    st.sampled_from(["+", "-", "*", "/", "^", "&", "%", "(", ")", ";", ",", "=", "<>", "<", ">="]),
    st.sampled_from([*(f"{name}(" for name in _NAMES), "TRUE", "FALSCH", "{", "}", '"', "„"]),
    st.sampled_from([f"{{{name}}}" for name in SHAPES]),
    st.sampled_from(["0", "1", "2,5", "1.5", "99999999", "0.000001", '"abc"', '"2026-02-30"']),
    st.text(max_size=6),
)


@given(pieces=st.lists(_PIECES, max_size=40), language=st.sampled_from(["de", "en"]))
@settings(max_examples=600, deadline=None)
def test_no_text_makes_it_fail_in_another_way(pieces: list[str], language: str) -> None:
    text = "".join(pieces)
    told = refusal_of(text, language)
    if told is None:
        must_be_kept(read_formula(text, known, language=language), language)
    else:
        assert str(told)
        assert 0 <= told.start <= told.end <= len(text)


def must_be_kept(formula: Any, language: str) -> None:
    """A formula gives the same when it was kept, or spelled for a reader and kept again."""
    result = formula.reckoned(clock(language), VALUES.get, 3)
    assert result is None or isinstance(result, Wrong | Decimal | str | date | bool)
    again = stored_formula(formula.stored, known)
    assert again.reckoned(clock(language), VALUES.get, 3) == result
    shown = spelled(formula.stored, {}, language)
    assert read_formula(shown, known, language=language).stored == formula.stored


_LEAVES = st.sampled_from(
    ["{price}", "{hours}", "{none}", "{zero}", "{name}", "{since}", "{due}", "{vip}", "1", "-7",
     "0.5", "99999999999", '"a"', '""', "TODAY()"]
)  # fmt: skip


def _calls(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    joined = st.tuples(inner, st.sampled_from("+-*/^&=<>"), inner).map(
        lambda three: f"({three[0]}{three[1]}{three[2]})"
    )
    called = st.tuples(st.sampled_from(FUNCTIONS), st.lists(inner, max_size=4)).map(
        lambda two: f"{two[0].name}({';'.join(two[1])})"
    )
    return st.one_of(joined, called)


@given(text=st.recursive(_LEAVES, _calls, max_leaves=12))
@settings(max_examples=800, deadline=None)
def test_whatever_fits_together_is_reckoned_without_an_error(text: str) -> None:
    try:
        formula = read_formula(text, known)
    except Mistake:
        return
    must_be_kept(formula, "en")


@given(
    number=st.decimals(allow_nan=False, allow_infinity=False, places=6, min_value=-(10**17),
                       max_value=10**17),
    text=st.text(max_size=80),
)  # fmt: skip
@settings(max_examples=200, deadline=None)
def test_no_value_makes_a_function_fail(number: Decimal, text: str) -> None:
    values = {"hours": number, "name": text or None}
    for one in FUNCTIONS:
        words = {"number": "{hours}", "amount": "{hours}", "text": "{name}", "any": "{hours}",
                 "truth": "{hours} > 0", "day": "TODAY() + {hours}", "time": "TODAY()"}  # fmt: skip
        inputs = [words[taken.word] for taken in one.takes]
        try:
            formula = read_formula(f"{one.name}({';'.join(inputs)})", known)
        except Mistake:
            continue
        result = formula.reckoned(clock(), values.get, 3)
        assert result is None or isinstance(result, Wrong | Decimal | str | date | bool)
