"""Finds the account and the person that a sentence names, among names that look like them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from klientel.desk.capture.sentence import Part, Sentence, Word, words_of
from klientel.kit.name_words import CLEAR_FORMS
from klientel.kit.text import fold

#: words that are never looked up as names
_COMMON = words_of(
    "und oder aber der die das den dem ein eine einen will wollen mochte braucht brauchen hat "
    "haben war ist sind wird bis heute gestern morgen nicht noch auch nur sehr neue neuen "
    "neues angebot rechnung auftrag termin anruf mail email nachricht notiz telefonat meeting "
    "treffen besuch besprechung projekt vertrag preis preise woche monat jahr tag tage stunde "
    "stunden minuten montag dienstag mittwoch donnerstag freitag samstag sonntag januar "
    "februar marz april mai juni juli august september oktober november dezember frau herr "
    "herrn team chef the and for with from about called call met said wants next last week "
    "month invoice offer quote price monday tuesday wednesday thursday friday saturday sunday "
    "today yesterday tomorrow ich wir sie mit bei von vom beim zum zur uber wegen per nach "
    "vor aus auf angerufen getroffen telefoniert besucht gemailt erreicht mailbox uhr min std "
    "kunde kunden client customer follow send sent needs asked new good gut alles danke bitte "
    "ruft rief mal wieder soll kann weiter"
)
_LEGAL = CLEAR_FORMS | words_of("eg se co und u and partnerschaft haftungsbeschrankt")
#: kinds of firms: alone they name nobody
_TRADES = words_of(
    "autohaus praxis kanzlei hotel backerei studio salon restaurant firma agentur verein buro "
    "apotheke cafe gasthof gasthaus bau optik verlag druck reisen papier dr praxis "
    "zahnarztpraxis steuerberatung metzgerei tischlerei elektro bar shop laden kita schule "
    "stadt gemeinde"
)
_TITLE = re.compile(
    r"\b(?:Frau|Herrn?|Hr\.?|Fr\.|Mrs\.?|Ms\.?|Mr\.?|Dr\.?|Prof\.?)"
    r"(?:\s+(?:Dr|Prof)\.?)*\s+(?P<name>[^\W\d_][\w'’-]+)"
)
_MOST_CHOICES = 6
_MOST_WORDS = 10
_SHORTEST = 3
_LONGEST_NAME = 5


@dataclass(frozen=True)
class Name:
    """An account or a person of one, as far as a sentence needs to know them."""

    id: str
    name: str
    is_person: bool = False
    #: of a contact: the account and its name
    account_id: str = ""
    account: str = ""
    #: what tells it from another of its name
    hint: str = ""

    @property
    def of_account(self) -> tuple[str, str]:
        """The account that is meant: itself, or that of the person."""
        return (self.account_id, self.account) if self.account_id else (self.id, self.name)


#: finds names that hold any of these folded words, or begin with the text behind an @
Lookup = Callable[[Sequence[str], str], Iterable[Name]]


@dataclass(frozen=True)
class _Hit:
    name: Name
    score: int
    first: int
    last: int


def read_names(sentence: Sentence, lookup: Lookup, *, chosen: Name | None = None) -> list[Part]:
    """The parts `account` and `contact`.

    What an @ stands before comes first, then a whole name, then the word of a name that tells it
    from others. Several that fit as well are choices; `chosen` is what somebody has chosen.
    """
    marked = next((word for word in sentence.words if word.text.startswith("@")), None)
    asked = _asked(sentence)
    titled = {fold(match["name"]) for match in _TITLE.finditer(sentence.text)}
    prefix = _marked_text(sentence, marked) if marked else ""
    known = list(lookup(asked, prefix)) if asked or prefix else []
    accounts = [one for one in known if not one.account_id]
    people = [one for one in known if one.account_id]
    hits = _marked_hits(sentence, marked, accounts) if marked else []
    if not marked:
        hits = _best(_named_hits(sentence, accounts, titled))
    persons = _best(_person_hits(sentence, people, titled))
    return _settled(sentence, hits, persons, chosen)


def _settled(
    sentence: Sentence, hits: list[_Hit], persons: list[_Hit], chosen: Name | None
) -> list[Part]:
    """Who is meant, and the words of the sentence that say so taken out of its head."""
    meant, hits, persons = _meant(hits, persons, chosen)
    if meant is None:
        return []
    said_by = hits[:1] or persons[:1]
    if hits:
        # “Ott” of a firm called so is the firm, “Herr Ott” the person
        persons = [one for one in persons if one.score >= _WHOLE or not _overlap(one, hits[0])]
    with_whom = _with(persons, meant)
    for hit in (*said_by, *([with_whom] if with_whom else [])):
        _take(sentence, hit)
    return [meant, Part("contact", with_whom.name)] if with_whom is not None else [meant]


def _meant(
    hits: list[_Hit], persons: list[_Hit], chosen: Name | None
) -> tuple[Part | None, list[_Hit], list[_Hit]]:
    """The account, with those of the hits for firms and for persons that it is meant by.

    A person says more than a word of a firm's name, if the firm was not named as a whole.
    """
    meant = _choice(hits, chosen)
    if not persons or (meant is not None and any(_is_of(one, meant) for one in persons)):
        return meant, hits, persons
    if hits and not all(_overlap(one, hits[0]) for one in persons):
        # both are named: persons of other firms have no say, and so no person at all
        return meant, hits, [] if meant is not None else persons
    if meant is not None and hits and hits[0].score >= _WHOLE:
        return meant, hits, persons
    # “Haas” alone may be the firm as well as somebody called so
    rivals = [] if persons[0].score >= _WHOLE else hits
    return _choice([*rivals, *persons], chosen), [], persons


_WHOLE = 50


def _choice(hits: list[_Hit], chosen: Name | None) -> Part | None:
    if chosen is not None:
        return Part("account", chosen)
    meant: dict[str, Name] = {}
    for hit in hits:
        pk, name = hit.name.of_account
        meant.setdefault(pk, hit.name if hit.name.id == pk else Name(pk, name))
    if not meant:
        return None
    if len(meant) == 1:
        return Part("account", next(iter(meant.values())))
    return Part("account", None, tuple(meant.values())[:_MOST_CHOICES])


def _is_of(hit: _Hit, meant: Part) -> bool:
    return not meant.is_open and hit.name.account_id == meant.value.id


def _with(persons: list[_Hit], meant: Part | None) -> _Hit | None:
    """The one person of the account that is meant."""
    if meant is None or meant.is_open:
        return None
    mine = [one for one in persons if one.name.account_id == meant.value.id]
    return mine[0] if len(mine) == 1 else None


def _overlap(one: _Hit, other: _Hit) -> bool:
    return one.first <= other.last and one.last >= other.first


def _take(sentence: Sentence, hit: _Hit) -> None:
    start, end = sentence.words[hit.first].start, sentence.words[hit.last].end
    first, last = sentence.clauses[sentence.clause_of(start)]
    is_alone = sentence.says_nothing(first, start) and sentence.says_nothing(end, last)
    if (sentence.is_head(start) or is_alone) and sentence.is_free(start, end):
        sentence.take(start, end)


def _asked(sentence: Sentence) -> list[str]:
    """The words that may be names: not those understood already, capital ones first."""
    free = [
        word
        for place, word in enumerate(sentence.words)
        if len(word.folded) >= _SHORTEST
        and (word.folded not in _COMMON or _is_lawful(sentence, place + 1))
        and not word.folded.isdigit()
        and sentence.is_free(word.start, word.end)
    ]
    free.sort(key=lambda word: not word.is_capital)
    asked: dict[str, None] = {}
    for word in free[:_MOST_WORDS]:
        for part in word.folded.split():
            asked.setdefault(part)
            # Müllers, Hansens
            if part.endswith("s") and len(part) > _SHORTEST + 1:
                asked.setdefault(part[:-1])
    return list(asked)


def _is_lawful(sentence: Sentence, place: int) -> bool:
    """Whether the word at a place is the legal form of a firm."""
    return place < len(sentence.words) and sentence.words[place].folded in _LEGAL


def _marked_text(sentence: Sentence, marked: Word) -> str:
    place = sentence.words.index(marked)
    near = sentence.words[place : place + _LONGEST_NAME]
    return " ".join(word.folded for word in near)


def _marked_hits(sentence: Sentence, marked: Word, accounts: list[Name]) -> list[_Hit]:
    """Accounts that begin with as many of the words behind the @ as any does."""
    place = sentence.words.index(marked)
    for length in range(_LONGEST_NAME, 0, -1):
        words = sentence.words[place : place + length]
        if len(words) < length:
            continue
        text = " ".join(word.folded for word in words)
        found = [one for one in accounts if _begins(one.name, text)]
        exact = [one for one in found if _bare(one.name) == _bare_text(text)]
        if found:
            last = place + length - 1
            ordered = sorted(exact or found, key=lambda one: fold(one.name))
            return [_Hit(one, _WHOLE, place, last) for one in ordered]
    return []


def _begins(name: str, text: str) -> bool:
    folded = fold(name)
    words = folded.split()
    starts = [" ".join(words[place:]) for place in range(len(words))]
    return any(one.startswith(text) for one in (folded, " ".join(_significant(name)), *starts))


def _bare(name: str) -> str:
    return " ".join(_significant(name))


def _bare_text(text: str) -> str:
    return " ".join(word for word in text.split() if word not in _LEGAL)


def _significant(name: str) -> list[str]:
    return [word for word in fold(name).split() if word not in _LEGAL] or fold(name).split()


def _named_hits(sentence: Sentence, accounts: list[Name], titled: set[str]) -> list[_Hit]:
    return [hit for one in accounts if (hit := _named(sentence, one, titled)) is not None]


def _named(sentence: Sentence, one: Name, titled: set[str]) -> _Hit | None:
    """How well an account's name stands in the sentence."""
    wanted = _significant(one.name)
    whole = _stretch(sentence, wanted)
    is_short = len(wanted) == 1 and (wanted[0] in _TRADES or wanted[0] in _COMMON)
    # “Mai AG” is a firm where “Mai” is a month
    if whole and (not is_short or whole[1] > whole[0]):
        return _Hit(one, _WHOLE + len(wanted), *whole)
    for length in range(len(wanted) - 1, 1, -1):
        part = _stretch(sentence, wanted[:length])
        if part:
            return _Hit(one, 10 * length, *part)
    telling = [word for word in wanted if word not in _TRADES and len(word) >= _SHORTEST]
    keys = telling[-1:] + telling[:1] if one.is_person else telling[:1]
    if one.is_person and titled:
        keys = [word for word in keys if word in titled]
    for key in keys:
        single = _stretch(sentence, [key])
        if single and _may_be_name(sentence, sentence.words[single[0]]):
            is_other = not one.is_person and key in titled
            return _Hit(one, 4 if is_other else 5, *single)
    return None


def _may_be_name(sentence: Sentence, word: Word) -> bool:
    """One word alone is a name when it is written like one, or nothing else is either."""
    if word.folded in _COMMON:
        return False
    return word.is_capital or not any(one.is_capital for one in sentence.words)


def _stretch(sentence: Sentence, wanted: Sequence[str]) -> tuple[int, int] | None:
    """Where these words stand in a row, words of the law and “&” aside; the first place."""
    words = sentence.words
    for first, word in enumerate(words):
        if not _same(word.folded, wanted[0], is_last=len(wanted) == 1):
            continue
        if not sentence.is_free(word.start, word.end):
            continue
        place, matched = first, 1
        while matched < len(wanted) and place + 1 < len(words):
            place += 1
            if words[place].folded in _LEGAL:
                continue
            if not _same(words[place].folded, wanted[matched], is_last=matched == len(wanted) - 1):
                break
            matched += 1
        if matched == len(wanted):
            while place + 1 < len(words) and words[place + 1].folded in _LEGAL - {
                "und",
                "and",
                "u",
            }:
                place += 1
            return first, place
    return None


def _same(said: str, wanted: str, *, is_last: bool) -> bool:
    return said == wanted or (is_last and len(wanted) >= _SHORTEST and said == f"{wanted}s")


def _person_hits(sentence: Sentence, people: list[Name], titled: set[str]) -> list[_Hit]:
    found = []
    for one in people:
        names = fold(one.name).split()
        whole = _stretch(sentence, names) if len(names) > 1 else None
        last = _stretch(sentence, names[-1:]) if names else None
        first = _stretch(sentence, names[:1]) if names else None
        if whole:
            found.append(_Hit(one, _WHOLE + 1, *whole))
        elif last and names[-1] in titled:
            found.append(_Hit(one, _WHOLE, *last))
        elif last and _may_be_name(sentence, sentence.words[last[0]]) and not titled:
            found.append(_Hit(one, 5, *last))
        elif first and _may_be_name(sentence, sentence.words[first[0]]) and not titled:
            found.append(_Hit(one, 3, *first))
    return found


def _best(hits: list[_Hit]) -> list[_Hit]:
    best = max((hit.score for hit in hits), default=0)
    return sorted(
        (hit for hit in hits if hit.score == best), key=lambda hit: hit.name.of_account[1]
    )
