"""Sentences that name what comes next, or label an account, and those that only seem to.

It is Thursday, 26 November 2026. Columns: the sentence; kind and direction; account; when; the text
that stays; the next step; its day; labels.
"""

# ruff: noqa: E501

from __future__ import annotations

from klientel.crm.tests.spoken import A, B, H, M, N, O, W

StepRow = tuple[str, str, str, str, str, str, str, str]

# fmt: off
STEPS: tuple[StepRow, ...] = (
    ("Müller angerufen, 20 min, Fr nachfassen", "call out", M, "", "", "Nachfassen", "27.11.", ""),
    ("Müller angerufen, nachfassen", "call out", M, "", "", "Nachfassen", "", ""),
    ("Fr Müller angerufen, Mo nachfassen", "call out", M, "", "", "Nachfassen", "30.11.", ""),
    ("Freitag Müller angerufen, Montag nachfassen", "call out", M, "20.11.", "", "Nachfassen", "30.11.", ""),
    ("Müller am Freitag angerufen und Montag nachfassen", "call out", M, "20.11.", "", "Nachfassen", "30.11.", ""),
    ("Hansen besucht, Regal kaputt, nächster Schritt: Angebot schicken", "visit", H, "", "Regal kaputt", "Angebot schicken", "", ""),
    ("Hansen besucht, nächster Schritt: Angebot schicken bis 3.12.", "visit", H, "", "", "Angebot schicken", "03.12.", ""),
    ("Hansen besucht, nächster Schritt: Angebot schicken, bis Freitag", "visit", H, "", "", "Angebot schicken", "27.11.", ""),
    ("nächster Schritt: Termin mit Hansen", "note", H, "", "", "Termin mit Hansen", "", ""),
    ("Telefonat mit Nord Media 18 min, Budget bestätigt, in 2 Wochen nachhaken", "call", N, "", "Budget bestätigt", "Nachhaken", "10.12.", ""),
    ("Bach Optik angerufen, Wiedervorlage 3.12.", "call out", B, "", "", "Wiedervorlage", "03.12.", ""),
    ("Bach Optik angerufen, WV Di", "call out", B, "", "", "Wiedervorlage", "01.12.", ""),
    ("Bach Optik angerufen, WV Di: Rechnung prüfen", "call out", B, "", "", "Rechnung prüfen", "01.12.", ""),
    ("Ott angerufen – kein Interesse – im Januar nachfassen", "call out", O, "", "kein Interesse", "Im Januar nachfassen", "", ""),
    ("Ott nicht erreicht, morgen nochmal anrufen", "call out", O, "", "", "Nochmal anrufen", "27.11.", ""),
    ("Ott nicht erreicht, morgen um 14 Uhr anrufen", "call out", O, "", "", "Um 14 Uhr anrufen", "27.11.", ""),
    ("Hansen, no answer, call back tomorrow", "call out", H, "", "", "Call back", "27.11.", ""),
    ("called Müller, wants a quote, follow up on Friday", "call out", M, "", "wants a quote", "Follow up", "27.11.", ""),
    ("called Müller, next step: send the contract by Dec 3", "call out", M, "", "", "Send the contract", "03.12.", ""),
    ("met Nord Media, budget fine, I'll send a proposal next week", "meeting", N, "", "budget fine", "Send a proposal", "30.11.", ""),
    ("met Nord Media and send minutes tomorrow", "meeting", N, "", "", "Send minutes", "27.11.", ""),
    ("visited Hansen last Friday, check back in two weeks", "visit", H, "20.11.", "", "Check back", "10.12.", ""),
    ("visited Hansen, todo: arrange a workshop", "visit", H, "", "", "Arrange a workshop", "", ""),
    ("Freitag Verlag angerufen, Freitag nachfassen", "call out", "Freitag Verlag", "", "", "Nachfassen", "27.11.", ""),
    ("Freitag Verlag angerufen, nachfassen", "call out", "Freitag Verlag", "", "", "Nachfassen", "", ""),
    ("Müller angerufen, Bach Optik Angebot schicken", "call out", M, "", "", "Bach Optik Angebot schicken", "", ""),
    ("Müller angerufen, muss noch Vertrag schicken bis Ende der Woche", "call out", M, "", "", "Vertrag schicken", "27.11.", ""),
    ("Hansen angerufen, ich muss Montag früh nachhaken", "call out", H, "", "", "Früh nachhaken", "30.11.", ""),
    ("Hansen: Angebot vorbereiten", "note", H, "", "", "Angebot vorbereiten", "", ""),
    ("Hansen am 3. Dezember anrufen", "note", H, "", "", "Anrufen", "03.12.", ""),
    ("Mail an Hansen geschickt, übermorgen nachfragen", "mail out", H, "", "geschickt", "Nachfragen", "28.11.", ""),
    ("Weber Bau besucht, KW 50 Angebot abstimmen", "visit", W, "", "", "Angebot abstimmen", "07.12.", ""),
    ("Müller angerufen, Rückruf am Montag", "call out", M, "", "", "Rückruf", "30.11.", ""),
    ("Autohaus Weber angerufen #b2b", "call out", A, "", "", "", "", "b2b"),
    ("Autohaus Weber angerufen, will Angebot #b2b #Messe-2026", "call out", A, "", "will Angebot", "", "", "b2b Messe-2026"),
    ("#vip Nord Media angerufen, Fr nachfassen", "call out", N, "", "", "Nachfassen", "27.11.", "vip"),
    ("called Bach Optik, follow up Monday #renewal", "call out", B, "", "", "Follow up", "30.11.", "renewal"),
    ("Notiz: Hansen zieht um #Großkunde", "note", H, "", "Hansen zieht um", "", "", "Großkunde"),
    ("Hansen angerufen #b2b #B2B", "call out", H, "", "", "", "", "b2b"),
    ("Hansen gemailt. Am Donnerstag anrufen.", "mail out", H, "", "", "Anrufen", "03.12.", ""),
    ("Müller angerufen, in fünf Tagen nachfassen", "call out", M, "", "", "Nachfassen", "01.12.", ""),
    ("called Müller, follow up in ten days", "call out", M, "", "", "Follow up", "06.12.", ""),
    ("Hansen besucht, in 2 Jahren nachfassen", "visit", H, "", "", "Nachfassen", "26.11.", ""),
    ("Müller angerufen, bis Monatsende Angebot schicken", "call out", M, "", "", "Angebot schicken", "30.11.", ""),
    ("Müller angerufen, Donerstag nachfassen", "call out", M, "", "", "Nachfassen", "03.12.", ""),
    ("called Müller, call back tommorow", "call out", M, "", "", "Call back", "27.11.", ""),
)

#: no step, no label, or another day than it seems
TRAPS: tuple[StepRow, ...] = (
    ("Müller angerufen, will Angebot schicken", "call out", M, "", "will Angebot schicken", "", "", ""),
    ("Müller angerufen, er soll Freitag zurückrufen", "call out", M, "", "er soll Freitag zurückrufen", "", "", ""),
    ("Müller angerufen, bittet um Rückruf", "call out", M, "", "bittet um Rückruf", "", "", ""),
    ("Müller angerufen, nicht mehr anrufen", "call out", M, "", "nicht mehr anrufen", "", "", ""),
    ("Müller called, will send the contract on Friday", "call in", M, "", "will send the contract on Friday", "", "", ""),
    ("called Müller, never call back", "call out", M, "", "never call back", "", "", ""),
    ("Freitag mit Hansen telefoniert", "call out", H, "20.11.", "", "", "", ""),
    ("Hansen angerufen, Freitag war die Lieferung da", "call out", H, "", "Freitag war die Lieferung da", "", "", ""),
    ("Hansen angerufen, Herr Freitag kommt Montag", "call out", H, "", "Herr Freitag kommt Montag", "", "", ""),
    ("Hansen angerufen, Bestellung #4711 fehlt", "call out", H, "", "Bestellung #4711 fehlt", "", "", ""),
    ("Hansen angerufen, Auftrag #AB-K verspätet", "call out", H, "", "Auftrag #AB-K verspätet", "", "", ""),
    ("Hansen angerufen, Rechnung #RE2026-0117 offen", "call out", H, "", "Rechnung #RE2026-0117 offen", "", "", ""),
    ("Hansen angerufen, Farbe #ff8800 gefällt", "call out", H, "", "Farbe #ff8800 gefällt", "", "", ""),
    ("Hansen angerufen, sucht C#-Entwickler", "call out", H, "", "sucht C#-Entwickler", "", "", ""),
    ("Hansen gemailt: https://hansen.example/#kontakt", "mail out", H, "", "https://hansen.example/#kontakt", "", "", ""),
    ("Hansen angerufen, Zimmer # 12", "call out", H, "", "Zimmer # 12", "", "", ""),
    ("called Hansen, the call was bad", "call out", H, "", "the call was bad", "", "", ""),
    ("Hansen besucht, hat versprochen, Muster zu schicken", "visit", H, "", "hat versprochen, Muster zu schicken", "", "", ""),
    ("Hansen angerufen, Angebot am 3.11. geschickt", "call out", H, "", "Angebot am 3.11. geschickt", "", "", ""),
    ("Angebot schicken ist nicht nötig, Hansen sagt ab", "note", H, "", "Angebot schicken ist nicht nötig, Hansen sagt ab", "", "", ""),
    ("nächster Schritt", "note", "", "", "nächster Schritt", "", "", ""),
    ("Wir schicken Hansen oft Muster", "note", H, "", "Wir schicken Hansen oft Muster", "", "", ""),
    ("Müller angerufen, Fr. Reuter meldet sich", "call out", M, "", "Fr. Reuter meldet sich", "", "", ""),
)
# fmt: on
