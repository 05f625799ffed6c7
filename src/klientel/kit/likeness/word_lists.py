"""Words of names that say little: titles, trades, common names, mail providers. All are folded."""

from __future__ import annotations

from klientel.kit.name_words import DEGREES, SALUTATIONS, TITLES
from klientel.kit.text import fold


def _words(text: str) -> frozenset[str]:
    return frozenset(fold(text).split())


def _as_they_are(text: str) -> frozenset[str]:
    return frozenset(text.split())


#: titles and forms of address, which come and go
BEFORE_NAMES = SALUTATIONS | TITLES | DEGREES
#: who of two of one name
GENERATIONS = {
    "jun": "jun", "jr": "jun", "junior": "jun", "ii": "jun", "iii": "iii",
    "sen": "sen", "sr": "sen", "senior": "sen",
}  # fmt: skip
#: words that join others and mean nothing by themselves
JOINING = _words("und and u der die das den dem des am an im in auf bei zum zur vom von fur the of")
#: what many are called: trades, and words of ornament
GENERIC = _words(
    "apotheke architekt architekten architektur autohaus automobile backerei bakery bau"
    " bauunternehmen beratung berater bistro blumen buchhandlung"
    " buro cafe catering center club company consulting"
    " dach design dienstleistung dienstleistungen druckerei elektro elektrotechnik electric eiscafe"
    " finanz floristik fotograf fotografie friseur friseursalon garage garten gartenbau gasthaus"
    " gasthof gastronomie gebaudereinigung group gruppe handel handels handwerk hausverwaltung"
    " heizung holding holz hotel immobilien ingenieure ingenieurburo institut international it"
    " kanzlei kfz kino klinik konditorei kosmetik kuche kuchen laden logistik maler malerbetrieb"
    " management marketing markt maschinenbau media medien metallbau metzgerei fleischerei"
    " mobel montage optik partner pension pflegedienst physiotherapie pizzeria praxis"
    " rechtsanwalt rechtsanwalte reinigung reisen reiseburo restaurant ristorante sanitar salon"
    " schlosserei schmuck schreinerei schule service services shop software solutions sohn sohne"
    " tochter spedition sport stadt stein steuerberater steuerberatung steuerkanzlei studio systems"
    " system tankstelle taxi team technik technology therapie tierarzt tischlerei transporte"
    " treuhand verein verlag vermogensverwaltung versicherung versicherungen vertrieb verwaltung"
    " weinhandlung werbung werbeagentur agentur agency werkstatt zahnarzt zahnarztpraxis zentrum"
    " zimmerei filiale zweigstelle niederlassung standort haus hof nord sud ost west neue alte"
    " inh inhaber gebr gebruder bruder co cie deutschland germany"
)
#: family names of which every town has several
COMMON_SURNAMES = _words(
    "müller schmidt schneider fischer weber meyer wagner becker schulz hoffmann schäfer koch bauer"
    " richter klein wolf schröder neumann schwarz zimmermann braun krüger hofmann hartmann lange"
    " schmitt werner schmitz krause meier lehmann schmid schulze maier köhler herrmann könig"
    " walter mayer huber kaiser fuchs peters lang scholz möller weiß jung hahn schubert vogel"
    " friedrich keller günther frank berger winkler roth beck lorenz baumann franke albrecht"
    " schuster simon ludwig böhm winter kraus martin schumacher krämer vogt stein jäger otto"
    " sommer groß seidel heinrich brandt haas schreiber graf schulte dietrich ziegler kuhn kühn"
    " pohl engel horn busch bergmann thomas voigt sauer arnold wolff pfeiffer smith jones taylor"
    " brown williams wilson johnson davies gruber pichler steiner moser egger"
)
#: who gives mail addresses to everybody: the part behind the @ says nothing of a firm
FREE_MAIL = _as_they_are(
    "gmail.com googlemail.com gmx.de gmx.net gmx.at gmx.ch web.de t-online.de freenet.de"
    " yahoo.de yahoo.com outlook.de outlook.com hotmail.de hotmail.com live.de live.com msn.com"
    " icloud.com me.com mac.com aol.com aol.de arcor.de online.de posteo.de mailbox.org"
    " proton.me protonmail.com bluewin.ch a1.net aon.at chello.at vodafone.de kabelmail.de"
    " mail.de email.de e-mail.de unitybox.de"
)
#: boxes of an office, read by whoever is there
OFFICE_BOXES = _as_they_are(
    "info kontakt contact office mail post buero kanzlei praxis service hallo hello moin team"
    " empfang sekretariat rechnung buchhaltung verwaltung zentrale anfrage bestellung shop"
    " support vertrieb verkauf"
)
