"""A firm that renames its nouns meets the new ones everywhere, and the old ones nowhere."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest

from klientel.records import actions
from klientel.workspaces.words import english, german
from tests.architecture.addresses import addresses
from tests.architecture.furnished import parts_of
from tests.cast import Firm

RENAMED = ("client", "customer", "prospect")
OLD = {
    "en": re.compile(r"\b(clients?|customers?|prospects?)\b", re.IGNORECASE),
    "de": re.compile(r"\b(Clients?|Kunden?|Interessent(en)?)\b"),
}
#: where the nouns themselves are chosen, and the addresses that answer with no page of words
EXEMPT = re.compile(r"settings/words|/live/|gallery|dev/|\.well-known")
#: what programs read; code is spelled alike in every firm, as the API takes it
HIDDEN = ("script", "style", "code")
#: what people meet before they reach any workspace
OUTSIDE = re.compile(r"^/(me|dev|f|feeds|hooks|s)/")


class _Words(HTMLParser):
    """The text of a page and what its attributes say to people."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._hidden += tag in HIDDEN
        said = ("placeholder", "title", "aria-label", "data-key-label", "content")
        self.found += [value or "" for name, value in attrs if name in said]

    def handle_endtag(self, tag: str) -> None:
        self._hidden -= tag in HIDDEN

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.found.append(data)


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.parametrize("language", ["en", "de"])
def test_no_page_of_a_firm_says_a_noun_that_it_renamed(firm: Firm, language: str) -> None:
    parts = parts_of(firm)
    workspace = firm.workspace
    workspace.words = {
        "de": {name: _own(german("m", *["Zwirn"] * 6)) for name in RENAMED},
        "en": {name: _own(english("yarn", "yarns")) for name in RENAMED},
    }
    workspace.save()
    user = firm.members["olga"].user
    user.language = language
    user.save()
    browser = firm.client("olga")
    paths = [one.path for one in addresses(firm.slug, parts)]
    for relationship in RENAMED:
        made = actions.create(firm.olga, "account", {"name": "Ott", "relationship": relationship})
        paths += [f"/werft/accounts/{made.pk}", f"/werft/accounts/{made.pk}/share"]
    paths += ["/werft/contacts", "/werft/contacts/new", "/werft/nowhere"]
    wrong, is_new_said = [], False
    for path in paths:
        if EXEMPT.search(path) or OUTSIDE.search(path):
            continue
        answer = browser.get(path)
        if answer.streaming or "html" not in answer.headers.get("Content-Type", ""):
            continue
        page = _Words()
        page.feed(answer.content.decode())
        said = [text.strip() for text in page.found]
        wrong += [f"{path}: {text}" for text in said if OLD[language].search(text)]
        is_new_said |= any(re.search(r"Zwirn|yarn", text, re.IGNORECASE) for text in said)
    assert is_new_said
    assert not wrong, "\n".join(dict.fromkeys(wrong))


def _own(noun):
    return {
        "gender": noun.gender,
        "singular": list(noun.singular),
        "plural": list(noun.plural),
    }
