"""Words of names that name nobody: forms of address, titles, legal forms. One list for all who ask.

All are folded (`kit.text.fold`). Written from the forms in use in Germany, Austria and Switzerland
and the commonest foreign ones; DOMAIN names the laws behind those that letters must show (§ 35a
GmbHG).
"""

from __future__ import annotations

from klientel.kit.text import fold


def _words(text: str) -> frozenset[str]:
    return frozenset(fold(text).split())


#: how people are addressed
SALUTATIONS = _words(
    "herr herrn frau fräulein familie fam hr fr mr mrs ms miss mx sir dame madame monsieur"
)
#: what stands before a name, and the branches of learning behind it
TITLES = _words(
    "dr doktor pd prof professor professorin dipl ing mag magister med dent vet phil jur rer nat "
    "oec hc mult univ kfm kffr inform dott ra rain"
)
#: what stands behind a name; some of it is a family name, too
DEGREES = _words("ba ma msc bsc mba phd")

#: legal forms by what they are written as, one word each once the points are gone
LEGAL_FORMS = {
    "gmbh": "gmbh", "mbh": "gmbh", "ggmbh": "gmbh", "gesmbh": "gmbh", "ug": "ug", "ag": "ag",
    "se": "se", "kg": "kg", "kgaa": "kgaa", "ohg": "ohg", "og": "ohg", "gbr": "gbr", "ek": "ek",
    "ekfm": "ek", "ekfr": "ek", "ev": "ev", "eg": "eg", "partg": "partg", "partgmbb": "partg",
    "mbb": "partg", "stiftung": "stiftung", "ltd": "ltd", "limited": "ltd", "llc": "llc",
    "inc": "inc", "plc": "plc", "corp": "inc", "llp": "llp", "sarl": "sarl", "sa": "sa",
    "srl": "srl", "bv": "bv", "einzelunternehmen": "ek",
}  # fmt: skip
#: the same written out, put in their place before words are parted
LEGAL_PHRASES = (
    ("gesellschaft mit beschrankter haftung", "gmbh"),
    ("unternehmergesellschaft haftungsbeschrankt", "ug"),
    ("ug haftungsbeschrankt", "ug"),
    ("unternehmergesellschaft", "ug"),
    ("aktiengesellschaft", "ag"),
    ("kommanditgesellschaft", "kg"),
    ("gesellschaft burgerlichen rechts", "gbr"),
    ("partnerschaftsgesellschaft", "partg"),
    ("eingetragener kaufmann", "ek"),
    ("eingetragene kauffrau", "ek"),
    ("eingetragener verein", "ev"),
    ("eingetragene genossenschaft", "eg"),
    ("e k", "ek"),
    ("e kfm", "ek"),
    ("e kfr", "ek"),
    ("e v", "ev"),
    ("e g", "eg"),
    ("g m b h", "gmbh"),
    ("ges m b h", "gmbh"),
    ("s a r l", "sarl"),
)
#: those that mean something else, or are a name, where no firm is spoken of
_MISTAKABLE = frozenset({"se", "sa", "og", "eg", "bv", "ma", "stiftung"})
CLEAR_FORMS = frozenset(LEGAL_FORMS) - _MISTAKABLE


def firm_words(text: str) -> list[str]:
    """The folded words of a name, with legal forms as one word each: `Adler e. K.` is adler, ek."""
    folded = fold(text)
    for phrase, word in LEGAL_PHRASES:
        if phrase in folded:
            folded = f" {folded} ".replace(f" {phrase} ", f" {word} ").strip()
    return folded.split()


def has_legal_form(text: str) -> bool:
    """Whether a name holds a legal form behind its first word."""
    return any(word in LEGAL_FORMS for word in firm_words(text)[1:])


def ends_in_legal_form(text: str) -> bool:
    """Whether a name ends in a legal form that is nothing else: `Adler GmbH`, not `Kim Se`."""
    words = firm_words(text)
    return bool(words) and words[-1] in CLEAR_FORMS
