"""The places whose public holidays a rule may go by, as people who live there call them.

Countries are known by their code; of those with holidays of their own by state or canton, these are
named as well. The codes are those of ISO 3166-2.
"""

from __future__ import annotations

from collections.abc import Mapping

STATES: Mapping[str, Mapping[str, str]] = {
    "DE": {
        "BW": "Baden-Württemberg", "BY": "Bayern", "BE": "Berlin", "BB": "Brandenburg",
        "HB": "Bremen", "HH": "Hamburg", "HE": "Hessen", "MV": "Mecklenburg-Vorpommern",
        "NI": "Niedersachsen", "NW": "Nordrhein-Westfalen", "RP": "Rheinland-Pfalz",
        "SL": "Saarland", "SN": "Sachsen", "ST": "Sachsen-Anhalt", "SH": "Schleswig-Holstein",
        "TH": "Thüringen", "Augsburg": "Augsburg",
    },
    "AT": {
        "1": "Burgenland", "2": "Kärnten", "3": "Niederösterreich", "4": "Oberösterreich",
        "5": "Salzburg", "6": "Steiermark", "7": "Tirol", "8": "Vorarlberg", "9": "Wien",
    },
    "CH": {
        "AG": "Aargau", "AI": "Appenzell Innerrhoden", "AR": "Appenzell Ausserrhoden",
        "BE": "Bern", "BL": "Basel-Landschaft", "BS": "Basel-Stadt", "FR": "Freiburg",
        "GE": "Genf", "GL": "Glarus", "GR": "Graubünden", "JU": "Jura", "LU": "Luzern",
        "NE": "Neuenburg", "NW": "Nidwalden", "OW": "Obwalden", "SG": "St. Gallen",
        "SH": "Schaffhausen", "SO": "Solothurn", "SZ": "Schwyz", "TG": "Thurgau", "TI": "Tessin",
        "UR": "Uri", "VD": "Waadt", "VS": "Wallis", "ZG": "Zug", "ZH": "Zürich",
    },
}  # fmt: skip

#: countries whose holidays are known
COUNTRIES = (
    "DE", "AT", "CH", "LI", "LU", "GB", "IE", "NL", "BE", "FR", "IT", "ES", "DK", "PL", "US",
)  # fmt: skip


def parts_of(region: str) -> tuple[str, str]:
    """The country and the state of a region: `DE-BY` is `("DE", "BY")`, `DE` is `("DE", "")`."""
    country, _dash, state = region.partition("-")
    return country, state


def is_region(region: str) -> bool:
    """Whether the holidays of a place of that code are known."""
    country, state = parts_of(region)
    return country in COUNTRIES and (not state or state in STATES.get(country, {}))
