"""The words by which people say that something is to be done, and by which they say it is not."""

from __future__ import annotations

import re

from klientel.desk.capture.sentence import words_of
from klientel.kit.text import fold

_I = re.IGNORECASE

#: German says what is to be done at the end
INFINITIVES = words_of(fold(
    "abarbeiten abgeben abgleichen abholen abklären ablegen abrechnen absagen abschicken "
    "abschließen abstimmen aktualisieren analysieren anbieten anfordern anfragen anlegen anmelden "
    "anpassen anrufen anschauen anschreiben ansehen antworten archivieren aufbauen aufräumen "
    "aufsetzen ausarbeiten ausdrucken ausfüllen ausliefern ausmachen austauschen auswerten "
    "backen basteln bauen beantragen beantworten beauftragen bearbeiten begleichen beheben "
    "bereitstellen berechnen besorgen besprechen bestellen bestätigen besuchen bezahlen briefen "
    "buchen checken diskutieren dokumentieren drucken durchgehen durchsehen einbauen einholen "
    "einkaufen einladen einpflegen einplanen einreichen einrichten einstellen entwerfen entwickeln "
    "erarbeiten erfassen erinnern erledigen erneuern eröffnen erstellen fertigmachen "
    "fertigstellen feststellen finden fragen freigeben führen gestalten heraussuchen "
    "herausfinden hochladen holen informieren installieren kalkulieren kaufen klären "
    "kontaktieren kontrollieren konzipieren kopieren kündigen laden layouten lesen liefern "
    "lösen machen mahnen mailen melden mitbringen mitnehmen mitteilen montieren nachbestellen "
    "nachfassen nachfragen nachhaken nachrechnen nachreichen nachsehen "
    "optimieren organisieren packen planen posten präsentieren protokollieren prüfen "
    "putzen recherchieren rechnen reinigen reklamieren renovieren reparieren "
    "reservieren rückmelden schicken schreiben sammeln schneiden senden sichten sortieren "
    "spülen stellen stornieren streichen telefonieren terminieren testen texten "
    "übergeben überarbeiten übermitteln überprüfen übersetzen überweisen umbauen umbuchen "
    "umsetzen umstellen unterschreiben unterzeichnen veröffentlichen verbuchen "
    "vereinbaren verhandeln verlängern verpacken verschicken verschieben versenden "
    "vorbeibringen vorbereiten vorbestellen vorlegen vorschlagen vorstellen warten waschen "
    "weiterleiten zahlen zeichnen zurückgeben zurückrufen zurückschicken zusammenstellen "
    "zuschicken zusagen zusenden rausschicken raussuchen anrichten dekorieren färben liefern"
))  # fmt: skip
#: English says it first
_IMPERATIVES = (
    r"add|analy[sz]e|answer|arrange|ask|bake|book|build|buy|call|cancel|chase|check|clean|clear|close"
    r"|collect|complete|confirm|contact|copy|cut|deliver|design|discuss|do|draft|edit|e-?mail|file"
    r"|fill|find|finish|fix|follow[\s-]up|get|give|hand|install|investigate|invite|invoice|issue"
    r"|look|mail|make|meet|move|negotiate|order|organi[sz]e|pack|pay|phone|pick\s+up|ping|plan|post"
    r"|prepare|print|publish|push|put|reach\s+out|record|remind|renew|repair|replace|reply|report"
    r"|request|research|reserve|return|review|revise|ring|schedule|send|set\s+up|set|ship|sign"
    r"|sort|submit|take|talk|tell|test|text|tidy|translate|try|update|upload|verify|visit|wash"
    r"|work|wrap|write"
)
IMPERATIVE = re.compile(rf"(?:please\s+|also\s+|then\s+)?(?:{_IMPERATIVES})\b(?!\s*:)", _I)
#: these are things, too, where they go on so: “call with Nord Media”
_THING = re.compile(
    r"(?:call|meet|visit|e-?mail|mail|order|text|report|invoice|post|ring|plan|design|test|file|return)"
    r"(?:ing)?\s+(?:with|from|to|at|of|about|re|regarding|is|was|by)\b",
    _I,
)
#: what leads to a task of one's own, or of nobody said
LEADS = re.compile(
    r"^\s*(?:(?P<me>(?:bitte\s+)?(?:erinner[en]?\s+mich(?:\s+(?:bitte|mal|daran))?|mich\s+erinnern(?:\s+an)?"
    r"|remind\s+me(?:\s+(?:to|about|that|of))?|(?:ich|i)(?:\s+(?:muss|müsste|musst|soll|sollte|will|möchte"
    r"|werde|need\s+to|have\s+to|must|should|ought\s+to|will|want\s+to|gotta)|['’]ll|['’]ve\s+got\s+to)(?:\s+noch)?"
    r"|(?:nicht|bloß\s+nicht)\s+vergessen|don['’]?t\s+forget(?:\s+to)?|not\s+to\s+forget|note\s+to\s+self))"
    r"|(?P<all>(?:wir|we)\s+(?:müssen|sollten|sollen|wollen|must|should|need\s+to|have\s+to)(?:\s+noch)?"
    r"|(?:es\s+)?muss\s+noch|there\s+is\s+still)"
    r"|(?P<please>please|bitte)"
    r"|(?P<todo>to-?\s?do|zu\s+tun|(?:reminder|erinnerung)(?=\s*:)))(?![\w-])\s*[:,–-]?\s*(?:daran[,:]?\s+)?",
    _I,
)
#: an item that is looked at again: it keeps its name
AGAIN = re.compile(r"^\s*(?:wiedervorlage|wv|follow[\s-]?up)\b", _I)
#: repeating is no matter of one sentence
REPEATS = re.compile(
    r"\b(?:jede[nrsm]?\s+(?:(?:zweite[nrs]?|erste[nrs]?|letzte[nrs]?|\d+\.)\s+)?(?:tag|woche|monat|quartal|jahr"
    r"|morgen|abend|montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag|werktag|mo|di|mi|do|fr|sa|so)"
    r"|(?:immer\s+)?(?:montags|dienstags|mittwochs|donnerstags|freitags|samstags|sonntags)"
    r"|alle\s+(?:\d+|zwei|drei|vier)\s+(?:tage|wochen|monate|jahre)|täglich|wöchentlich|monatlich|jährlich"
    r"|vierteljährlich|quartalsweise|every\s+(?:(?:other|second|two|three|\d+)\s+)?(?:days?|weeks?|months?|quarters?"
    r"|years?|morning|evening|mon(?:day)?|tue(?:s|sday)?|wed(?:nesday)?|thu(?:rs|rsday)?|fri(?:day)?|sat(?:urday)?"
    r"|sun(?:day)?|weekday)|daily|weekly|monthly|quarterly|yearly|annually|each\s+(?:day|week|month|quarter))\b",
    _I,
)
#: others do it, it was, or it is only told
_TOLD = words_of(fold(
    "er sie es will wollen möchte möchten hat haben hatte hatten ist sind war waren wird werden "
    "wurde wurden braucht brauchen sagt sagte meint findet kommt kam zahlt zahlte bittet he she "
    "they it wants wanted was were has had is are says said needs asked told paid came moved "
    "gewesen gesprochen geschrieben gesagt gebeten verschoben abgesagt bestätigt geliefert "
    "geschickt gesendet bezahlt versprochen zugesagt erhalten bekommen gemeldet scheint zieht "
    "gefällt gekündigt unterschrieben gestern vorgestern yesterday"
))  # fmt: skip
_CLAUSE = re.compile(r"[,;:.!?](?:\s|$)|[–—]|\n")
_WORDS = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")


def tells(text: str) -> bool:
    """Whether a text tells of something rather than asking for it."""
    said = _WORDS.findall(text)
    # a “Will” in the middle is somebody's name
    return any(fold(one) in _TOLD for place, one in enumerate(said) if not place or one.islower())


def is_thing(text: str) -> bool:
    """Whether what could be a verb at the beginning is none: “call with Nord Media”."""
    return bool(_THING.match(text.lstrip()))


def asks(text: str) -> bool:
    """Whether a text without its days and names says what is to be done by its verb.

    What was told before counts no more: “wants a quote, send it” is told of somebody.
    """
    for place, clause in enumerate(_CLAUSE.split(text)):
        if tells(clause):
            return False
        if not place and IMPERATIVE.match(clause.lstrip()) and not is_thing(clause):
            return True
        said = _WORDS.findall(clause)
        # “Angebot an Müller schicken” and “Angebot schicken an Müller”
        if any(fold(one) in INFINITIVES and one[:1].islower() for one in said[-3:]):
            return True
    return False
