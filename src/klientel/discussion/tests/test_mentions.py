"""Names in texts: picked by name, kept as marks, shown by name again."""

from __future__ import annotations

from uuid import uuid4

from klientel.discussion.mentions import (
    Named,
    named_in,
    picked_as,
    picked_from,
    with_marks,
    with_names,
)

JAN, JANA = Named("member", uuid4()), Named("member", uuid4())
TWIN = Named("member", uuid4())


def test_a_name_that_was_picked_becomes_a_mark_and_a_name_again() -> None:
    stored = with_marks("Ask @Jan Meyer, please", [(JAN, "Jan Meyer")])
    assert stored == f"Ask {JAN.mark}, please"
    assert named_in(stored) == [JAN]
    assert with_names(stored, lambda _one: "Jan Roth") == "Ask @Jan Roth, please"


def test_the_longer_of_two_names_wins() -> None:
    stored = with_marks("@Jan Meyer and @Jan", [(JANA, "Jan"), (JAN, "Jan Meyer")])
    assert stored == f"{JAN.mark} and {JANA.mark}"


def test_two_of_one_name_are_told_apart_by_their_order() -> None:
    picked = [(JAN, "Jan"), (TWIN, "Jan")]
    assert with_marks("@Jan, @Jan, @Jan", picked) == f"{JAN.mark}, {TWIN.mark}, {TWIN.mark}"


def test_what_is_part_of_a_word_or_of_an_address_names_nobody() -> None:
    for text in ("mail@Jan", "@Janosch", "jan@Jan.example"):
        assert with_marks(text, [(JAN, "Jan")]) == text


def test_what_was_deleted_from_the_text_since_is_gone() -> None:
    assert named_in(with_marks("Nobody here", [(JAN, "Jan")])) == []


def test_a_form_brings_what_was_picked_and_nothing_else() -> None:
    sent = [picked_as(JAN, "Jan Meyer"), "member:1 X", "owner:" + str(JAN.key) + " X", "", "x"]
    assert picked_from(sent) == [(JAN, "Jan Meyer")]


def test_names_with_signs_of_patterns_are_names() -> None:
    record = Named("record", uuid4())
    assert with_marks("@A (b) [c]* here", [(record, "A (b) [c]*")]) == f"{record.mark} here"
