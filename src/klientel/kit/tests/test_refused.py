"""A refusal keeps its reason, and shows it in any language without failing."""

import pickle

from klientel.kit.refused import Conflict, Forbidden, Invalid, NotFound, Refused


def test_a_refusal_fills_its_sentence_when_shown() -> None:
    refusal = Refused("At most {max} of {thing}.", field="amount", max=3, thing="{x}")
    assert (
        refusal.text(translate={refusal.reason: "Höchstens {max} {thing}."}.__getitem__)
        == "Höchstens 3 {x}."
    )
    assert str(refusal) == "At most 3 of {x}."


def test_nouns_come_from_the_word_list_or_stay() -> None:
    class Noun:
        pl = "Mandanten"

    refusal = Refused("No {client.pl} here.")
    assert refusal.text(str, words={"client": Noun()}) == "No Mandanten here."
    assert refusal.text(str) == "No {client.pl} here."
    assert Refused("Odd { brace").text(str) == "Odd { brace"


def test_each_kind_has_its_status() -> None:
    kinds = [Refused("x"), Forbidden(), NotFound(), Conflict(current=1), Invalid({})]
    assert [kind.status for kind in kinds] == [422, 403, 404, 409, 422]


def test_invalid_names_every_field() -> None:
    invalid = Invalid({"name": Refused("A name is missing.")})
    assert str(invalid) == "name: A name is missing."


def test_a_refusal_survives_the_way_to_another_process() -> None:
    back = pickle.loads(pickle.dumps(Conflict("Too {x}", "f", current=[1], x=2)))
    assert (str(back), back.field, back.current) == ("Too 2", "f", [1])


def test_the_sentence_is_translated_by_django_when_nobody_else_does() -> None:
    assert Refused("{n} of them", n=2).text() == "2 of them"
