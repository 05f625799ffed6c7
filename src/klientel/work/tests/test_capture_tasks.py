"""The capture line understands what people ask for, and leaves alone what is unsure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

import pytest

from klientel.crm.capture.names import Name, read_names
from klientel.crm.capture.reading import claim as claim_of_talk
from klientel.crm.tests.spoken import ACCOUNTS, CONTACTS, PERSONS
from klientel.crm.tests.spoken import ENGLISH as TALKS_ENGLISH
from klientel.crm.tests.spoken import GERMAN as TALKS_GERMAN
from klientel.crm.tests.spoken import MISLEADING as TALKS_MISLEADING
from klientel.crm.tests.spoken_steps import STEPS as TALKS_STEPS
from klientel.crm.tests.spoken_steps import TRAPS as TALKS_TRAPS
from klientel.desk.capture.line import Understood
from klientel.desk.capture.sentence import Part, Sentence
from klientel.desk.capture.stretches import Stretches
from klientel.desk.capture.times import Setting, When
from klientel.kit.text import fold
from klientel.work.capture.claims import claim
from klientel.work.capture.items import Item, led_number
from klientel.work.capture.known import Known
from klientel.work.capture.reading import ME, read
from klientel.work.tests.spoken_tasks import (
    ENGLISH,
    GERMAN,
    KINDS,
    MEMBERS,
    MORE_ACCOUNTS,
    MORE_CONTACTS,
    NUMBERS,
    TEAMS,
    TRAPS,
)
from klientel.workspaces.queries import Directory

NOW = datetime(2026, 11, 26, 15, 30, tzinfo=ZoneInfo("Europe/Berlin"))
_HERE = UUID("00000000-0000-7000-8000-000000000000")
IDS = {name: uuid5(_HERE, name) for name in (*MEMBERS, *TEAMS, *NUMBERS)}
ALL_ACCOUNTS = {**ACCOUNTS, **MORE_ACCOUNTS}
ALL_CONTACTS = {**CONTACTS, **MORE_CONTACTS}
EVERYBODY = [
    *(Name(key, name, is_person=key in PERSONS) for key, name in ALL_ACCOUNTS.items()),
    *(Name(key, name, True, of, ALL_ACCOUNTS[of]) for key, (name, of) in ALL_CONTACTS.items()),
]
NAMES_OF_KINDS = {
    "auftrag": "order", "order": "order", "aufgabe": "task", "task": "task", "anfrage": "ticket",
    "ticket": "ticket", "ruckgabe": "return", "return": "return", "projekt": "project",
    "project": "project", **{fold(name): code for name, code in KINDS.items()},
}  # fmt: skip


def lookup(words: Sequence[str], prefix: str) -> Iterable[Name]:
    """As the search finds them: by a word of the name, or by the beginning of one."""
    first = prefix.split()[:1]
    for one in EVERYBODY:
        mine = fold(one.name).split()
        if set(words) & set(mine) or any(word.startswith(part) for part in first for word in mine):
            yield one


def whom(sentence: Sentence, _chosen: str) -> list[Part]:
    return read_names(sentence, lookup)


def number(stretches: Stretches) -> Part | None:
    """As the room finds an item: by its number, which goes with what leads to it."""
    for ref, title in NUMBERS.items():
        at = stretches.text.find(ref)
        if at >= 0:
            stretches.take(led_number(stretches, at), at + len(ref), "parent")
            return Part("parent", Item(IDS[ref], ref, title))
    return None


def known() -> Known:
    members = {IDS[name]: name for name in MEMBERS}
    return Known(
        setting=Setting(NOW),
        directory=Directory(
            members=dict(members),
            active=frozenset(members),
            teams={IDS[name]: name for name in TEAMS},
        ),
        me=IDS["Jana Roth"],
        kinds=NAMES_OF_KINDS,
        usual="task",
        whom=whom,
        number=number,
    )


def written(said: Understood) -> str:
    """An understanding in the form of the table."""
    parts = {one.slot: one for one in said.parts}
    kind = said.value("kind")
    told = [
        f"/{kind}" if kind != "task" else "",
        said.value("title"),
        f"@{_named(parts.get('account'))}",
        f"~{_named(parts.get('contact'))}",
        f"^{said.value('parent').ref}" if "parent" in parts else "",
        f"team {said.value('team').name}" if "team" in parts else "",
        f"team2 {said.value('team2').name}" if "team2" in parts else "",
        f"ab {said.value('starts'):%d.%m.}" if "starts" in parts else "",
        _due(parts.get("due")),
        f"{said.value('estimate')} min" if "estimate" in parts else "",
        f"!{said.value('priority')}" if "priority" in parts else "",
        " ".join(f"*{_named(one)}" for one in said.parts if one.slot[:1] == "*" and one.slot != ME),
        " ".join(f"#{one.value}" for one in said.parts if one.slot[:1] == "#"),
        said.text,
        *("once" if "once" in str(one) else "unknown" for one in said.remarks),
    ]
    return " · ".join(one for one in told if one not in ("", "@", "~"))


def _named(part: Part | None) -> str:
    if part is None:
        return ""
    return "/".join(one.name for one in part.choices) or str(part.value.name)


def _due(part: Part | None) -> str:
    if part is None:
        return ""
    whens: list[When] = [*part.choices] or [part.value]
    return "bis " + "/".join(
        f"{one.at:%d.%m.}" + (f" {one.at:%H:%M}" if one.has_time else "") for one in whens
    )


@pytest.mark.parametrize("row", [*GERMAN, *ENGLISH, *TRAPS], ids=lambda row: row[0])
def test_what_is_to_be_done_is_understood(row: tuple[str, str]) -> None:
    assert written(read(row[0], known())) == row[1]


def test_there_are_more_than_two_hundred_half_in_each_language() -> None:
    german, english = {one for one, _ in GERMAN}, {one for one, _ in ENGLISH}
    assert len(german | english) > 190
    assert len({one for one, _ in (*GERMAN, *ENGLISH, *TRAPS)}) > 200
    assert min(len(german), len(english)) * 1.25 > max(len(german), len(english))


@pytest.mark.parametrize("sentence", [row[0] for row in (*GERMAN, *ENGLISH)])
def test_it_is_known_to_be_something_to_do_and_no_conversation(sentence: str) -> None:
    assert claim(sentence, known()) > claim_of_talk(sentence)


#: told as a plan, with nothing that happened: these were notes with a next step, and are tasks now
PLANS = {
    "Müller morgen anrufen",
    "Hansen: Angebot vorbereiten",
    "Hansen am 3. Dezember anrufen",
}


@pytest.mark.parametrize(
    "sentence",
    sorted(
        {
            row[0]
            for row in (
                *TALKS_GERMAN,
                *TALKS_ENGLISH,
                *TALKS_MISLEADING,
                *TALKS_STEPS,
                *TALKS_TRAPS,
            )
        }
        - PLANS
    ),
)
def test_what_happened_is_still_a_conversation_or_a_note(sentence: str) -> None:
    assert claim_of_talk(sentence) >= claim(sentence, known())


@pytest.mark.parametrize("sentence", sorted(PLANS))
def test_a_plan_alone_is_something_to_do(sentence: str) -> None:
    assert claim(sentence, known()) > claim_of_talk(sentence)


@pytest.mark.parametrize(
    ("without", "told"),
    [
        ({"due"}, "Bis Freitag das Angebot für Bach Optik schicken · @Bach Optik · *Ben Böhm"),
        ({"account"}, "Angebot für Bach Optik schicken · bis 27.11. · *Ben Böhm"),
        ({"*ben"}, "Ben soll das Angebot für Bach Optik schicken · @Bach Optik · bis 27.11."),
    ],
)
def test_a_wrong_guess_goes_back_into_the_words(without: set[str], told: str) -> None:
    text = "Ben soll bis Freitag das Angebot für Bach Optik schicken"
    assert written(read(text, known(), frozenset(without))) == told


def test_whoever_writes_it_does_it_unless_somebody_else_is_named() -> None:
    mine = read("Rechnung prüfen", known())
    assert [one.value.name for one in mine.parts if one.slot[:1] == "*"] == ["Jana Roth"]
    for text in ("Rechnung prüfen *ben", "Rechnung prüfen Team Web", "Auftrag: Torte"):
        assert ME not in [one.slot for one in read(text, known()).parts], text
    nobody = read("Rechnung prüfen", known(), frozenset({ME}))
    assert [one.slot for one in nobody.parts if one.slot[:1] == "*"] == []


def test_a_line_below_describes_it() -> None:
    said = read("Rechnung prüfen bis Fr\nDie Summe stimmt nicht,\nsiehe Mail.", known())
    assert said.value("title") == "Rechnung prüfen"
    assert said.text == "Die Summe stimmt nicht,\nsiehe Mail."


def test_a_long_title_is_kept_whole_below_it() -> None:
    text = "Rechnung " + "sehr genau " * 40 + "prüfen"
    said = read(text, known())
    assert len(said.value("title")) <= 200
    assert said.text == text


def test_the_words_it_came_from_are_told() -> None:
    said = read("Ben soll bis Freitag das Angebot für Nordwind schicken !hoch", known())
    heard = {one.slot: one.text.strip() for one in said.heard if one.slot}
    assert heard == {
        "*ben": "Ben soll",
        "due": "bis Freitag",
        "account": "Nordwind",
        "priority": "!hoch",
    }
    assert "".join(one.text for one in said.heard) == (
        "Ben soll bis Freitag das Angebot für Nordwind schicken !hoch"
    )


def given(text: str, **values: str) -> Understood:
    """A sentence with what somebody set by hand."""
    mine = known()
    mine.given = {slot.replace("who_", "*"): value for slot, value in values.items()}
    return read(text, mine)


def test_what_is_set_by_hand_takes_the_place_of_what_was_read() -> None:
    text = "Ben soll bis Freitag das Angebot schicken"
    said = given(
        text, due="Mo 14:00", kind="order", priority="1", title="Angebot", estimate="1,5",
        who_ben="cleo",
    )  # fmt: skip
    assert written(said) == "/order · Angebot · bis 30.11. 14:00 · 90 min · !1 · *Cleo Carstens"
    assert said.problem is None
    assert given("Texte schreiben zu P-3", parent="A-412").value("parent").ref == "A-412"


@pytest.mark.parametrize(
    ("slot", "value"),
    [
        ("due", "gestern"), ("due", "blau"), ("due", "morgen oder so"), ("estimate", "viel"),
        ("estimate", "-1"), ("estimate", "1e400"), ("title", ""), ("who_ben", "niemand"),
        ("account", "Unbekannte AG"), ("starts", "32.13."), ("parent", "A-1"),
    ],
)  # fmt: skip
def test_what_cannot_be_set_is_said_and_what_was_read_stays(slot: str, value: str) -> None:
    text = "Ben soll bis Freitag das Angebot schicken"
    said = given(text, **{slot: value})
    assert said.problem is not None
    assert written(said) == written(read(text, known()))


@pytest.mark.parametrize(
    "seed",
    ["bis am ", "next by ", "soll ", "*a ", "in 2 ", "ben und ", "fr. ", "!", "@a ", "kw 4", "a, ",
     "2h ", "/", "ende des ", "von bis ", "an die ", "1.1", "ü", "(", "and to "],
)  # fmt: skip
def test_a_long_odd_text_is_read_the_same_way_twice(seed: str) -> None:
    text = (f"Ben soll {seed * 2_000}")[:2_000]
    first = read(text, known())
    assert first.seal == read(text, known()).seal
    assert claim(text, known()) == claim(text, known())


def test_a_day_is_read_by_the_wall_clock_in_the_week_of_the_year_s_end() -> None:
    mine = known()
    mine.setting = Setting(datetime(2026, 12, 30, 23, 50, tzinfo=ZoneInfo("Europe/Berlin")))
    assert written(read("KW 1 Inventur machen", mine)) == "Inventur machen · bis 04.01."
    assert written(read("bis Monatsende Inventur machen", mine)) == "Inventur machen · bis 31.12."
    assert written(read("um 9 Uhr Inventur machen", mine)) == "Inventur machen · bis 31.12. 09:00"
    due = read("KW 1 Inventur machen", mine).value("due")
    assert due.at.date() == date(2027, 1, 4)
