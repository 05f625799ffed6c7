"""Formulas: what they give, what is empty or wrong in them, and how they are spelled."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from klientel.kit.formulas import FUNCTIONS, Shape, Wrong, read_formula, spelled, stored_formula
from klientel.kit.tests.formula_terms import known, reckoned

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
