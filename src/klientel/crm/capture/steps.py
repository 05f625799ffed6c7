"""The next step that a sentence names, with its day: “Fr nachfassen”, “next step: send quote”."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from klientel.desk.capture.ahead import read_ahead
from klientel.desk.capture.sentence import Part, Sentence, words_of
from klientel.desk.capture.times import Setting
from klientel.kit.text import fold

_I = re.IGNORECASE
_LONGEST = 200
#: signs of a stretch that may be a step with its day: longer ones are not even read
_STRETCH = 260

_MARK = re.compile(
    r"(?P<plain>n(?:ä|ae)chste[rn]?\s+schritte?|next\s+steps?|to-?\s?do)\b"
    r"|(?P<named>wiedervorlage|wv|follow-up|reminder|erinnerung)\b",
    _I,
)
_NAMES = {"wv": "Wiedervorlage"}
#: behind these a step may begin in the middle of a clause
_AND = re.compile(r"\s+(?:und\s+dann|und|and\s+then|and|dann|then)\s+", _I)
#: who means themselves, and what only leads to the step
_WE = re.compile(
    r"(?:(?:ich|wir|i|we)\s*(?:['’]ll|will|need\s+to|have\s+to|must|should|muss|müssen|soll|sollen"
    r"|werde|werden|wollen)\s+|(?:muss|müssen|need\s+to|must)\s+)",
    _I,
)
_LEAD = re.compile(
    r"(?:(?:dann|danach|noch|bitte|also|then|please|to|und|and|am|bis|by|on|ich|wir|als\s+nächstes"
    r"|with|mit)\s+){1,6}",
    _I,
)
#: German says what is to be done at the end, or right away
_DO = words_of(fold(
    "nachfassen nachhaken zurückrufen anrufen rückrufen melden schicken senden zusenden zuschicken "
    "mailen anmailen schreiben anschreiben erinnern nachfragen anfragen klären abklären "
    "vorbereiten vereinbaren ausmachen abstimmen prüfen einplanen besuchen vorbeibringen "
    "vorbeikommen vorbeischauen liefern erstellen ausarbeiten einladen weiterleiten besorgen "
    "nachreichen besprechen telefonieren kontaktieren vorlegen abholen korrigieren kalkulieren "
    "beantworten bestätigen verschicken anbieten terminieren mahnen aufsetzen entwerfen"
))  # fmt: skip
#: English says it first
_IMPERATIVE = re.compile(
    r"(?:follow[\s-]up|send|remind|prepare|schedule|arrange|check\s+(?:in|with|back)|chase|draft"
    r"|get\s+back|set\s+up|touch\s+base|circle\s+back|reach\s+out|confirm|invite|ask|write"
    r"|(?:call|ring|phone|email|e-mail|mail)\s+(?:back|again|him|her|them))\b",
    _I,
)
#: these are things, too: only a day tells
_PERHAPS = re.compile(r"(?:call|phone|email|visit|meet|quote|ping)\b", _I)
_THINGS = words_of(fold("rückruf nachfassaktion callback erinnerungsmail"))
#: somebody else does it, or nobody
_THEIRS = words_of(fold(
    "er sie es will wollen möchte möchten kann können soll sollen wird werden würde würden hat "
    "haben ist sind war waren kunde kundin he she they it wants want would will can could bittet "
    "braucht brauchen darf dürfen lässt lassen nicht kein keine keinen nie niemals sich ob wenn "
    "falls warum weil dass damit zu hätte hatten who if because that not never no should muss "
    "müssen wurde wurden was were has have had dont versprochen asked us uns"
))  # fmt: skip


@dataclass(frozen=True)
class Step:
    """The parts `step` and `step_on`, and the stretches of the sentence that they were taken of."""

    parts: tuple[Part, ...] = ()
    stretches: tuple[tuple[int, int], ...] = ()


_NOTHING = Step()


def read_marked(sentence: Sentence, setting: Setting, without: Collection[str]) -> Step:
    """A step that is called one: “nächster Schritt: …”, “Wiedervorlage Fr”."""
    if "step" in without:
        return _NOTHING
    for number, (start, end) in enumerate(sentence.clauses):
        match = _MARK.match(sentence.text, start)
        if match is None or match.end() > end:
            continue
        text, day = _without_day(sentence.text[match.end() : end], setting, without)
        last = number
        if not text and _leads_on(sentence, number):
            last = number + 1
            further, later = _without_day(_clause(sentence, last), setting, without)
            text, day = further, day or later
        if match["named"]:
            text = text or _NAMES.get(match["named"].lower(), match["named"])
        if not text:
            continue
        if day is None and last + 1 < len(sentence.clauses):
            rest, day = _without_day(_clause(sentence, last + 1), setting, without)
            day, last = (day, last + 1) if day and not rest else (None, last)
        return _taken(sentence, text, day, start, sentence.clauses[last][1])
    return _NOTHING


def read_beside(
    sentence: Sentence, setting: Setting, without: Collection[str], *, has_kind: bool
) -> Step:
    """A step beside what happened: a clause of its own, or behind an “and”."""
    if "step" in without:
        return _NOTHING
    for number, (start, end) in enumerate(sentence.clauses):
        if not sentence.is_free(start, end) and not sentence.is_head(start):
            continue
        for first in _beginnings(sentence, start, end, has_kind=has_kind):
            if not sentence.is_free(first, end) or (not number and first == start):
                continue
            text, day = _without_day(sentence.text[first:end], setting, without)
            if _is_to_do(text, has_day=day is not None):
                return _taken(sentence, text, day, first, end)
    return _NOTHING


def read_alone(sentence: Sentence, setting: Setting, without: Collection[str]) -> Step:
    """A sentence that tells of nothing but a step: “Müller morgen anrufen”; it must name a day."""
    start, end = sentence.clauses[0]
    if "step" in without or not sentence.text.strip():
        return _NOTHING
    left = "".join(
        sign if sentence.is_free(start + place, start + place + 1) else " "
        for place, sign in enumerate(sentence.text[start:end])
    )
    text, day = _without_day(left, setting, without)
    if day is None or not _is_to_do(text, has_day=True):
        return _NOTHING
    return _taken(sentence, text, day, start, end)


def _beginnings(sentence: Sentence, start: int, end: int, *, has_kind: bool) -> Iterator[int]:
    """Where a step may begin in a clause: in the head of what happened only behind an “and”."""
    if not (has_kind and sentence.is_head(start)):
        yield start
    for match in _AND.finditer(sentence.text, start, end):
        yield match.start()


def _clause(sentence: Sentence, number: int) -> str:
    start, end = sentence.clauses[number]
    return sentence.text[start:end]


def _leads_on(sentence: Sentence, number: int) -> bool:
    """Whether a colon or a dash leads from a clause to the next."""
    if number + 1 >= len(sentence.clauses):
        return False
    gap = sentence.text[sentence.clauses[number][1] : sentence.clauses[number + 1][0]]
    return any(sign in gap for sign in ":-–—")


def _without_day(text: str, setting: Setting, without: Collection[str]) -> tuple[str, Part | None]:
    """What is to be done, and the day until which, if one is named."""
    if len(text) > _STRETCH:
        return "", None
    found = None if "step_on" in without else read_ahead(text, setting.today)
    day = None
    if found is not None:
        text, day = found[0], Part("step_on", found[1])
    return _bare(text), day


def _bare(text: str) -> str:
    """A text without what only leads to it."""
    body = " ".join(text.split()).strip(" ,;:.-–—!")
    led = _LEAD.match(f"{body} ")
    return body[led.end() :] if led else body


def _ours(text: str) -> str:
    """A step without the words by which people say that it is theirs."""
    said = _WE.match(text)
    return _bare(text[said.end() :]) if said else text


def _is_to_do(text: str, *, has_day: bool) -> bool:
    body = _ours(text)
    words = fold(body).split()
    if not words or len(body) > _LONGEST or _THEIRS & set(words):
        return False
    if words[-1] in _DO or words[0] in _DO or _IMPERATIVE.match(body):
        return True
    return has_day and (words[0] in _THINGS or bool(_PERHAPS.match(body)))


def _taken(sentence: Sentence, text: str, day: Part | None, start: int, end: int) -> Step:
    body = _ours(text)
    sentence.take(start, end)
    step = Part("step", (body[:1].upper() + body[1:])[:_LONGEST])
    return Step((step, day) if day else (step,), ((start, end),))
