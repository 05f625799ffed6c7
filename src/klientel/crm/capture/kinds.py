"""What sort of contact a sentence tells of, which way it went, and whether somebody was reached."""

from __future__ import annotations

import re

from klientel.desk.capture.sentence import Part, Sentence, words_of

_I = re.IGNORECASE

#: words that say by themselves that it happened
_DONE = (
    ("call", (r"angerufen|zurückgerufen|zurueckgerufen|antelefoniert|telefoniert(?:en|e)?"
             r"|(?:called|phoned|rang)(?:\s+back)?|telephoned")),
    ("meeting", r"getroffen|zusammengesessen|met"),
    ("visit", r"besucht|vorbeigeschaut|visited|dropped\s+by"),
    ("mail", r"gemailt|angemailt|zurückgemailt|mailte|angeschrieben|mailed|emailed|e-mailed"),
    ("message", r"gewhatsappt|gesimst|gechattet|texted|messaged"),
)  # fmt: skip
#: “rief … an”
_RANG = re.compile(r"\b(?P<verb>rief|riefen|ruft)\b(?P<between>[^,;.!?\n]*?)\ban\b", _I)
#: nouns that say so only where the sentence begins with them or goes on with somebody
_NOUNS = (
    ("call", (r"anruf|rückruf|rueckruf|telefonat|telefontermin|tel\.?|telko|telefonisch"
             r"|am\s+telefon|call|phone\s+call|on\s+the\s+phone|by\s+phone")),
    ("meeting", (r"termin|treffen|meeting|besprechung|jour\s?fixe|workshop|videocall|video-call"
                r"|zoom|erstgespräch|beratungsgespräch|kick-?off|mittagessen|lunch|appointment")),
    ("visit", r"besuch|vor\s+ort|vor-ort-termin|visit|on\s+site"),
    ("mail", r"e-?mail|mail|per\s+mail|by\s+e-?mail"),
    ("message", r"whatsapp|sms|nachricht|chat|message|text\s+message|signal|linkedin"),
    ("note", r"notiz|note|notiert|memo"),
)  # fmt: skip
_DONE_WORDS = [(kind, re.compile(rf"\b(?:{words})\b", _I)) for kind, words in _DONE]
_NOUN_WORDS = [(kind, re.compile(rf"\b(?:{words})(?!\w)(?!-\w)", _I)) for kind, words in _NOUNS]

_OUTCOME = re.compile(
    r"\b(?:(?:leider\s+)?nicht\s+(?:erreicht|da|rangegangen)|nicht\s+ans\s+telefon\s+gegangen"
    r"|(?:(?:nur\s+)?auf\s+(?:die\s+|den\s+)?|nur\s+)?(?:mailbox|anrufbeantworter|ab)"
    r"(?:\s+(?:be|ge)sprochen)?|besetzt"
    r"|no\s+answer|not\s+reached|no\s+reply|left\s+(?:a\s+)?(?:voicemail|message)|voicemail"
    r"|did\s+not\s+pick\s+up|didn['’]t\s+pick\s+up|line\s+busy)\b",
    _I,
)
#: “AB” is an answering machine in capitals only
_MACHINE = re.compile(r"\bab\b", _I)

#: before a verb: it has not happened
_NOT_YET = words_of(
    "nicht noch muss mussen soll sollen sollte will wollen wird werden wurde kann konnte "
    "bitte nie niemals not never should must will would to gonna please needs ohne without"
)
#: behind a noun: it is only planned, or spoken of
_ONLY_PLANNED = words_of(
    "vereinbart vereinbaren verschoben verschieben abgesagt absagen ausgemacht ausmachen "
    "planen geplant bestatigen bestatigt schicken senden erbeten gewunscht anfragen anbieten "
    "vorbereiten scheduled cancelled canceled postponed planned requested wanted arrange "
    "schedule prepare organisieren finden suchen machen folgt kommt ist wird steht offen bis "
    "next"
)
#: “eine Entscheidung getroffen”, “met the deadline”, “called off”
_OTHER_SENSE = re.compile(
    r"\b(?:entscheidung(?:en)?|vereinbarung(?:en)?|absprachen?|auswahl|massnahmen|maßnahmen"
    r"|vorkehrungen)\s+getroffen\b|\bmet\s+(?:the|their|our|its|all)\s+(?:deadline|target|goal|"
    r"requirements|budget)s?\b|\bcalled\s+(?:off|for)\b|\bso[- ]called\b",
    _I,
)
_SPOKEN_OF = frozenset({"der", "die", "das", "den", "dem", "the", "keine", "keinen", "kein", "no"})
_ONE = frozenset({"ein", "eine", "einen", "a", "an"})
_FROM = frozenset({"von", "vom", "from"})
_TO = frozenset({"an", "to", "bei", "mit", "with", "at", "re"})
_GOES_ON = _FROM | _TO | {"wegen", "zu", "about", "uber", "zum", "regarding"}
_HAS = re.compile(r"\b(?:hat|haben|hatte)\b(?!\s+(?:ich|wir)\b)", _I)
_WE = re.compile(r"\b(?:ich|wir|hab|habe|i|we)\b", _I)
_MARKED_IN = re.compile(r"\b(?:eingehende[rsn]?|eingehend|incoming|kam\s+rein|reingekommen)\b", _I)
_MARKED_OUT = re.compile(r"\b(?:ausgehende[rsn]?|ausgehend|outgoing)\b", _I)

#: both ways are told of these
TWO_WAYS = ("call", "mail", "message")
PATTERNS = (
    _OUTCOME,
    _RANG,
    _MARKED_IN,
    _MARKED_OUT,
    *(words for _, words in _DONE_WORDS),
    *(words for _, words in _NOUN_WORDS),
)


def read_kind(sentence: Sentence) -> tuple[Part, ...]:
    """The parts `kind` and `direction`; the clause they stand in leads the sentence.

    Nothing where the sentence only plans something or speaks of it: then it is a note.
    """
    found = _rang(sentence) or _done(sentence) or _noun(sentence)
    if found is None:
        return ()
    kind, way, spans = found
    sentence.lead(spans[0][0])
    for start, end in spans:
        sentence.take(start, end)
    return _with_way(sentence, kind, way)


def tells_of_it(sentence: Sentence) -> bool:
    """Whether a verb says that it happened, as no plan does."""
    return (_rang(sentence) or _done(sentence)) is not None


def _with_way(sentence: Sentence, kind: str, way: str) -> tuple[Part, ...]:
    head = Part("kind", kind)
    for said, mark in (("in", _MARKED_IN), ("out", _MARKED_OUT)):
        for match in mark.finditer(sentence.text):
            if sentence.is_head(match.start()):
                sentence.take(*match.span())
                way = said
    return (head, Part("direction", way)) if way and kind in TWO_WAYS else (head,)


_Found = tuple[str, str, list[tuple[int, int]]]


def _rang(sentence: Sentence) -> _Found | None:
    match = _RANG.search(sentence.text)
    if match is None or match["verb"].lower() == "ruft" or not sentence.is_free(*match.span()):
        return None
    start = sentence.clauses[sentence.clause_of(match.start())][0]
    before = sentence.text[start : match.start()]
    # “rief Weber an”: I did. “Weber rief an”: they did.
    is_theirs = bool(before.strip()) and not _WE.search(match["between"] + before)
    verb = (match.start("verb"), match.end("verb"))
    return "call", "in" if is_theirs else "out", [verb, (match.end() - 2, match.end())]


def _done(sentence: Sentence) -> _Found | None:
    firsts = []
    for kind, pattern in _DONE_WORDS:
        for match in pattern.finditer(sentence.text):
            other = any(
                one.start() < match.end() and one.end() > match.start()
                for one in _OTHER_SENSE.finditer(sentence.text)
            )
            is_said = sentence.is_free(*match.span())
            if is_said and not other and not _NOT_YET & set(sentence.before(match.start())):
                firsts.append((match.start(), kind, match))
                break
    if not firsts:
        return None
    _start, kind, match = min(firsts, key=lambda one: one[0])
    return kind, _way_of_verb(sentence, match), [match.span()]


def _way_of_verb(sentence: Sentence, match: re.Match[str]) -> str:
    """Who did it: “Weber hat angerufen” and “Weber called” they, anything else we."""
    clause = sentence.clauses[sentence.clause_of(match.start())]
    before = sentence.text[clause[0] : match.start()]
    is_english = match[0].lower().endswith(("ed", "rang", "met")) and "ge" not in match[0].lower()
    if is_english:
        near = sentence.text[match.end() : match.end() + 4].strip().lower()
        if near.startswith(("me", "us")):
            return "in"
        named = [word for word in sentence.words if clause[0] <= word.start < match.start()]
        is_theirs = bool(named) and (named[-1].is_capital or named[-1].text.startswith("@"))
        return "in" if is_theirs and not _WE.search(before) else "out"
    around = sentence.text[clause[0] : clause[1]]
    return "in" if _HAS.search(around) and not _WE.search(around) else "out"


def _noun(sentence: Sentence) -> _Found | None:
    for kind, pattern in _NOUN_WORDS:
        for match in pattern.finditer(sentence.text):
            behind = sentence.after(match.end(), 3)
            if not sentence.is_free(*match.span()):
                continue
            if _ONLY_PLANNED & set(behind) or _NOT_YET & set(sentence.before(match.start(), 1)):
                continue
            if not _stands_alone(sentence, match, behind):
                continue
            way = "in" if behind[:1] and behind[0] in _FROM else ""
            way = way or ("out" if behind[:1] and behind[0] in {"an", "to"} else "")
            return kind, way, [match.span()]
    return None


def _stands_alone(sentence: Sentence, match: re.Match[str], behind: list[str]) -> bool:
    """Whether the noun is what the first clause says, and not a thing it speaks of."""
    number = sentence.clause_of(match.start())
    start, end = sentence.clauses[number]
    if number and not sentence.says_nothing(start, end):
        return False
    is_end = sentence.says_nothing(match.end(), end)
    is_start = sentence.says_nothing(start, match.start())
    goes_on = bool(behind) and behind[0] in _GOES_ON
    # “the meeting” is spoken of, “a meeting with” is told
    before = set(sentence.before(match.start(), 1))
    is_number = bool(behind) and behind[0].isdigit() and len(behind[0]) > 2
    if before & _SPOKEN_OF or is_number or (before & _ONE and not goes_on):
        return False
    return is_start or is_end or goes_on


def read_outcome(sentence: Sentence, kind: Part | None) -> tuple[Part, ...]:
    """The part `outcome`; nobody reached means a call where nothing else was said."""
    for match in _OUTCOME.finditer(sentence.text):
        if not sentence.is_free(*match.span()):
            continue
        machine = _MACHINE.search(match[0])
        if machine and not machine[0].isupper():
            continue
        if kind is not None and kind.value not in ("call", "message"):
            return ()
        if kind is None:
            sentence.lead(match.start())
        if not sentence.is_head(match.start()) and next(sentence.found(_OUTCOME), None) is None:
            return ()
        sentence.take(*match.span())
        told = Part("outcome", match[0][:1].upper() + match[0][1:])
        # an answer that we wait for is a call of ours
        return (told,) if kind else (Part("kind", "call"), Part("direction", "out"), told)
    return ()
