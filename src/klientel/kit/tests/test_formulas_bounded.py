"""Formulas: mistakes are told and pointed at, and no text or value makes anything else fail."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from klientel.kit.formulas import (
    FUNCTIONS,
    Mistake,
    Wrong,
    read_formula,
    spelled,
    stored_formula,
)
from klientel.kit.tests.formula_terms import SHAPES, VALUES, clock, known, mistake, reckoned

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
