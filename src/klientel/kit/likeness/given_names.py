"""Short and foreign forms of given names, German and English: `hans` may be `johannes`.

A table of our own making. Each line is one name; a form that belongs to two lines (`alex`) may be
either, so that forms are compared by the lines they share.
"""

from __future__ import annotations

from functools import lru_cache

_LINES = """
alexander alex sascha xander sandro
alexandra alex sandra sascha alexa
andreas andi andy andre
angelika angela geli angie
anna anne anni anja annika
annemarie annemie
anton toni tony
antonia toni toni antje
barbara babsi bärbel babs
benjamin ben benny
bernhard bernd berni
brigitte gitte birgit gitti
charlotte lotte charly lotti
christian chris christoph
christina christine tina kristina christa chris christel
christopher chris christoph kit
daniel dani dan danny
daniela dani
david dave
dieter didi dietrich
dorothea doro thea dorothee dorothy
eduard edi eddy edward ed
elisabeth elli lisa lisbeth betty else elsbeth liesel sissi elizabeth liz beth
emil emilio
eva evi eve
ferdinand ferdi
franziska franzi fanny
franz francis franzl
frederik fred freddy frederick
friederike rike fritzi
friedrich fritz fred friedl frederick
gabriele gabi gaby gabriela
georg schorsch jörg jürgen george
gerhard gerd gert
gertrud trude gerti
gottfried götz
günter günther guenther
hannah hanna hannelore
harald harry
heinrich heinz heiner hein henrik henry
helmut helmuth
herbert herb
hildegard hilde
ingeborg inge inga
irmgard irma irmi
jakob jacob köbi jake jack
joachim jochen achim jo
johannes hans johann hannes john jan jens
johanna hanna hanne jana
jonathan jon jonny
josef joseph sepp jupp joe pepi
josefine josephine fina pepi
julia julchen juli
karl carl karlheinz charles charly
karoline caroline caro carolin karo
katharina kathrin katrin kathi käthe kati katja catharina catherine kate
klaus claus nikolaus niko nico nicholas nick
konrad conrad kurt conny
leonhard leo lenny leon leonard
lothar lutz
ludwig lutz louis luis
luise louise lulu
magdalena lena leni magda
manfred manni mani fred
margarete gretel grete greta margarethe margret margit rita margaret maggie
maria marie mia mary mieke marlene
martin mart
martina tina
mathilde tilda hilde
matthias mathias matze hias matthew matt
maximilian max maxi
michael michi michel micha mike mick
michaela michi
monika moni monica
nikola nicole niki
patrick pat
paul paulus
peter pit piet pete
petra peti
philipp philip phil
rainer reiner
rebekka rebecca becky
reinhard reini
richard rick ricky dick
robert robby rob bob bobby
roland rolli
rosemarie rosi rosa rose
rudolf rudi rolf ralf
sabine bine
samuel sam sami
sebastian basti bastian wastl
siegfried siggi sigi
sigrid siri
sofia sophie sofie sophia
stefan stephan steffen steve stephen steven
stefanie stephanie steffi
susanne susi sanne susan suse
theodor theo ted
theresa therese resi teresa tess
thomas tom tommy
tobias tobi toby
ulrich uli ulli
ulrike uli ulli rike
ursula uschi ulla
veronika vroni vera
viktor victor vic
viktoria vicky victoria tori
volker volkhard
walter walther
werner wern
wilhelm willi willy wim william will bill
wolfgang wolfi wolf
wolfram wolf
"""


@lru_cache(maxsize=1)
def _lines_of_forms() -> dict[str, frozenset[int]]:
    from klientel.kit.text import fold

    found: dict[str, set[int]] = {}
    for number, line in enumerate(_LINES.split("\n")):
        for form in fold(line).split():
            found.setdefault(form, set()).add(number)
    return {form: frozenset(lines) for form, lines in found.items()}


def are_one_name(one: str, other: str) -> bool:
    """Whether two folded given names may be forms of the same name."""
    forms = _lines_of_forms()
    return not forms.get(one, _NONE).isdisjoint(forms.get(other, _NONE))


def has_forms(name: str) -> bool:
    """Whether a folded word is a given name that has other forms."""
    return name in _lines_of_forms()


def root_of(name: str) -> str:
    """One word for all forms of a folded name; the name itself where it has no other forms.

    A form of two names has the root of the first: this is for finding, `are_one_name` decides.
    """
    lines = _lines_of_forms().get(name)
    return f"#{min(lines)}" if lines else name


_NONE: frozenset[int] = frozenset()
