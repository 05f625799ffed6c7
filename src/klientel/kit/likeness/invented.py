"""People and firms made up with a known truth, to measure how well duplicates are found.

Most are single; some come twice or three times as people write them: umlauts, typing errors, legal
forms, short names, moved, with another number. Others only look like twins and are none: branches
of a chain, firms in one business centre, father and son, people of one name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from itertools import combinations
from random import Random
from typing import Any

from klientel.kit.likeness.entry import Entry, entry_of


def _listed(text: str) -> list[str]:
    return text.split()


_STEMS = _listed(
    """Brand Stein Wald Linden Eichen Rosen Berg Kirch Sand Alten Neu Lang Kalten Ober Unter
Hasel Birken Acker Wiesen Falken Adler Hirsch Bären Wolfs Lerchen Amsel Moos Schilf Ried Brunn
Quell Mühl Hammer Silber Gold Kupfer Eisen Salz Korn Gersten Hafer Roggen Apfel Birn Nuß Tannen
Fichten Buchen Ulmen Eschen Ahorn Weiden Erlen"""
)
_ENDS = _listed(
    """hofer bauer meier müller mann berger huber ecker maier stätter gruber bacher felder
thaler reiter hauser kamp brink horst feld stein burg heim dorf hagen roth wirth schmied städter
loher egger wanger zeller lechner eder ner ler kötter"""
)
_COMMON = _listed(
    """Müller Schmidt Schneider Fischer Weber Meyer Wagner Becker Schulz Hoffmann Schäfer
Koch Bauer Richter Klein Wolf Schröder Neumann Schwarz Zimmermann Krüger Hofmann Lehmann Köhler"""
)
_GIVEN = _listed(
    """Thomas Michael Andreas Peter Stefan Christian Johannes Martin Alexander Matthias Jürgen
Wolfgang Klaus Josef Heinrich Friedrich Tobias Sebastian Maximilian Ulrich Sabine Susanne Petra
Monika Andrea Katharina Elisabeth Barbara Christine Gabriele Angelika Stefanie Julia Franziska
Johanna Magdalena Ursula Margarete Brigitte Ingeborg Özlem Jörg Günter Renate Sigrid"""
)
_SHORT = {
    "Thomas": "Tom", "Michael": "Michi", "Andreas": "Andi", "Johannes": "Hans", "Alexander": "Alex",
    "Josef": "Sepp", "Heinrich": "Heinz", "Friedrich": "Fritz", "Tobias": "Tobi", "Klaus": "Claus",
    "Sebastian": "Basti", "Maximilian": "Max", "Ulrich": "Uli", "Susanne": "Susi",
    "Katharina": "Kathi", "Elisabeth": "Lisa", "Gabriele": "Gabi", "Stefanie": "Steffi",
    "Franziska": "Franzi", "Johanna": "Hanna", "Magdalena": "Leni", "Margarete": "Grete",
}  # fmt: skip
_TRADES = _listed(
    """Bau Bäckerei Elektrotechnik Schreinerei Steuerberatung Immobilien Metallbau Logistik
Werbeagentur Autohaus Gartenbau Druckerei Maschinenbau Sanitär Software Apotheke Malerbetrieb
Reisebüro Consulting Weinhandlung"""
)
_LEGAL = ("GmbH", "GmbH & Co. KG", "AG", "UG (haftungsbeschränkt)", "e.K.", "KG", "OHG", "GbR", "")
_STREETS = _listed(
    """Hauptstraße Bahnhofstraße Gartenstraße Schulstraße Dorfstraße Bergstraße Lindenweg
Kirchplatz Mühlenweg Goethestraße Schillerstraße Rosenweg Marktplatz Ringstraße Waldweg Seestraße
Industriestraße Buchenallee Mozartstraße Uferpromenade"""
)
_TOWNS = _listed(
    """Bremen Hamburg Köln München Leipzig Dresden Kassel Ulm Kiel Lübeck Mainz Trier Jena
Erfurt Rostock Bonn Essen Graz Linz Salzburg Regensburg Passau Bamberg Fürth Gießen Göttingen"""
)
_MAILERS = ("gmx.de", "web.de", "gmail.com", "t-online.de", "outlook.de")
_ASCII = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "Ö": "Oe"})


@dataclass(frozen=True)
class Invented:
    """One row of a made-up list; rows of the same `truth` are the same in truth."""

    truth: int
    name: str
    is_person: bool = False
    email: str = ""
    phone: str = ""
    street: str = ""
    postcode: str = ""
    city: str = ""

    def entry(self, key: object) -> Entry:
        """The row as it is compared."""
        return entry_of(
            key, self.name, is_person=self.is_person, email=self.email, phones=[self.phone],
            street=self.street, postcode=self.postcode, city=self.city,
        )  # fmt: skip


@dataclass
class Inventor:
    """Makes rows; the same seed makes the same ones."""

    seed: int = 1
    dice: Random = field(init=False)
    truths: int = 0
    _addresses: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.dice = Random(self.seed)  # noqa: S311 - made-up people, no secrets

    def rows(self, count: int) -> list[Invented]:
        """About so many rows in any order: four of ten are firms, an eighth come more than once."""
        made: list[Invented] = []
        while len(made) < count:
            made += self._some()
        self.dice.shuffle(made)
        return made

    def _some(self) -> list[Invented]:
        lot = self.dice.random()
        if lot < 0.02:
            return self._chain()
        if lot < 0.03:
            return self._business_centre()
        if lot < 0.05:
            return self._father_and_son()
        one = self._firm() if lot < 0.4 else self._person()
        if self.dice.random() > 0.12:
            return [one]
        twins = [one, self._again(one)]
        if self.dice.random() < 0.1:
            twins.append(self._again(one))
        return twins

    # who there is -------------------------------------------------------------------------------

    def _new(self) -> int:
        self.truths += 1
        return self.truths

    def _surname(self) -> str:
        if self.dice.random() < 0.2:
            return self.dice.choice(_COMMON)
        return self.dice.choice(_STEMS) + self.dice.choice(_ENDS)

    def _place(self) -> dict[str, Any]:
        number = self.dice.randrange(len(_TOWNS) * 20)
        house = str(self.dice.randint(1, 140)) + self.dice.choice(("", "", "", "a", "b"))
        return {
            "street": f"{self.dice.choice(_STREETS)} {house}",
            "postcode": f"{10000 + number * 150 % 89999}",
            "city": _TOWNS[number % len(_TOWNS)],
        }

    def _phone(self, *, mobile: bool = False) -> str:
        town = f"17{self.dice.randint(0, 9)}" if mobile else str(self.dice.randint(200, 999))
        return f"+49{town}{self.dice.randint(1_000_000, 99_999_999)}"

    def _person(self) -> Invented:
        given, family = self.dice.choice(_GIVEN), self._surname()
        return Invented(
            self._new(), f"{given} {family}", True,
            self._mostly(lambda: self._private_mail(given, family)),
            self._mostly(lambda: self._phone(mobile=self.dice.random() < 0.5)),
            **(self._place() if self.dice.random() < 0.8 else {}),
        )  # fmt: skip

    def _private_mail(self, given: str, family: str) -> str:
        number = self.dice.choice(("", "", str(self.dice.randint(60, 99))))
        return self._only_one(
            f"{_plain(given)}.{_plain(family)}{number}", self.dice.choice(_MAILERS)
        )

    def _only_one(self, box: str, host: str) -> str:
        """An address that nobody else has."""
        address = f"{box}@{host}"
        while address in self._addresses:
            box += str(self.dice.randint(0, 9))
            address = f"{box}@{host}"
        self._addresses.add(address)
        return address

    def _firm(self) -> Invented:
        family, trade = self._surname(), self.dice.choice(_TRADES)
        name = self.dice.choice((f"{family} {trade}", f"{trade} {family}", f"{family} & Söhne"))
        box = self.dice.choice(("info", "kontakt", "office", _plain(family)))
        host = self._only_one(f"{_plain(family)}-{_plain(trade)}", "de").replace("@", ".")
        return Invented(
            self._new(), f"{name} {self.dice.choice(_LEGAL)}".strip(), False,
            self._mostly(lambda: f"{box}@{host}"), self._mostly(self._phone), **self._place(),
        )  # fmt: skip

    def _mostly(self, make: Callable[[], str]) -> str:
        return make() if self.dice.random() < 0.8 else ""

    # who only looks like somebody else ----------------------------------------------------------

    def _chain(self) -> list[Invented]:
        """Branches of one chain: one name and domain, each with its own town and telephone."""
        first = self._firm()
        domain = f"{_plain(first.name.split()[0])}-kette.de"
        branches = []
        for _number in range(self.dice.randint(3, 8)):
            place = self._place()
            has_mail = self.dice.random() < 0.6
            email = self._only_one(_plain(place["city"]), domain) if has_mail else ""
            branches.append(Invented(self._new(), first.name, False, email, self._phone(), **place))
        return branches

    def _business_centre(self) -> list[Invented]:
        """Firms behind one door, with one telephone."""
        place, phone = self._place(), self._phone()
        return [
            replace(self._firm(), phone=phone, **place)
            for _number in range(self.dice.randint(4, 9))
        ]

    def _father_and_son(self) -> list[Invented]:
        """One name, one house and one telephone; each has his own mail."""
        father = replace(self._person(), phone=self._phone(), **self._place())
        given, family = father.name.split()[0], father.name.split()[-1]
        marked = self.dice.random() < 0.6
        son = replace(
            father,
            truth=self._new(),
            name=f"{father.name} jun." if marked else father.name,
            phone=self._phone(mobile=True) if self.dice.random() < 0.5 else father.phone,
            email=f"{_plain(given)[0]}{_plain(family)}{self.dice.randint(1, 99)}@icloud.com",
        )
        return [father, son]

    # the same once more -------------------------------------------------------------------------

    def _again(self, one: Invented) -> Invented:
        """The same as somebody else wrote it down: one to three things are otherwise."""
        ways = [self._mistyped, self._in_ascii, self._less_known, self._street_otherwise]
        ways += (
            [self._short_name, self._family_first, self._moved, self._other_mail]
            if one.is_person
            else [self._other_legal_form, self._moved_house, self._order_of_words]
        )
        for way in self.dice.sample(ways, self.dice.randint(1, 3)):
            one = way(one)
        return one

    def _mistyped(self, one: Invented) -> Invented:
        words = one.name.split()
        long = [place for place, word in enumerate(words) if len(word) > 4 and word.isalpha()]
        if not long:
            return one
        place = self.dice.choice(long)
        word, at = words[place], self.dice.randint(1, len(words[place]) - 2)
        words[place] = self.dice.choice(
            (
                word[:at] + word[at + 1 :],
                word[:at] + word[at] + word[at:],
                word[:at] + word[at + 1] + word[at] + word[at + 2 :],
            )
        )
        return replace(one, name=" ".join(words))

    def _in_ascii(self, one: Invented) -> Invented:
        return replace(
            one, name=one.name.translate(_ASCII).upper(), street=one.street.translate(_ASCII)
        )

    def _less_known(self, one: Invented) -> Invented:
        gone = self.dice.choice(("email", "phone", "street"))
        nothing: dict[str, Any] = {gone: ""}
        return replace(one, **nothing)

    def _street_otherwise(self, one: Invented) -> Invented:
        street = one.street.replace("straße", self.dice.choice(("str.", "strasse", " Straße")))
        return replace(one, street=street)

    def _short_name(self, one: Invented) -> Invented:
        given, _blank, family = one.name.partition(" ")
        return replace(one, name=f"{_SHORT.get(given, given)} {family}")

    def _family_first(self, one: Invented) -> Invented:
        given, _blank, family = one.name.partition(" ")
        return replace(one, name=f"{family}, {given}")

    def _moved(self, one: Invented) -> Invented:
        return replace(one, **self._place())

    def _other_mail(self, one: Invented) -> Invented:
        return replace(one, email=one.email and f"{one.email.partition('@')[0]}@icloud.com")

    def _other_legal_form(self, one: Invented) -> Invented:
        for form in _LEGAL[:-1]:
            if one.name.endswith(f" {form}"):
                return replace(one, name=one.name.removesuffix(f" {form}"))
        return replace(one, name=f"{one.name} GmbH")

    def _moved_house(self, one: Invented) -> Invented:
        return replace(one, street=self._place()["street"])

    def _order_of_words(self, one: Invented) -> Invented:
        first, _blank, rest = one.name.partition(" ")
        second, _blank, rest = rest.partition(" ")
        return replace(one, name=f"{second} {first} {rest}".strip()) if second != "&" else one


def true_pairs(rows: list[Invented]) -> Iterator[tuple[int, int]]:
    """The places of all pairs that are the same in truth, the smaller first."""
    by_truth: dict[int, list[int]] = {}
    for place, row in enumerate(rows):
        by_truth.setdefault(row.truth, []).append(place)
    for places in by_truth.values():
        yield from combinations(places, 2)


def _plain(word: str) -> str:
    return word.lower().translate(_ASCII)
