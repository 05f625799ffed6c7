"""What is said fits: placeholders of a translation, and a sentence for every verb."""

from __future__ import annotations

import string

import pytest
from babel.messages.pofile import read_po
from django.utils import translation

from klientel.events.verbs import verbs
from tests.architecture.source import PACKAGE

ROOMS = sorted(p for p in PACKAGE.iterdir() if (p / "__init__.py").exists())


def german(room):
    path = room / "locale" / "de" / "LC_MESSAGES" / "django.po"
    return read_po(path.open("rb"), locale="de") if path.exists() else None


@pytest.mark.parametrize("room", ROOMS, ids=lambda room: room.name)
def test_a_translation_fills_the_same_placeholders(room) -> None:
    wrong = []
    for message in german(room) or ():
        ids = [message.id] if isinstance(message.id, str) else list(message.id or ())
        texts = [message.string] if isinstance(message.string, str) else list(message.string)
        allowed = {name for text in ids for name in placeholders(text)}
        nouns = {name.split(".")[0] for name in allowed}
        wrong += [
            f"{ids[0]} -> {text}"
            for text in texts
            if text and {name.split(".")[0] for name in placeholders(text)} - nouns
        ]
    assert not wrong


def placeholders(text: str) -> set[str]:
    try:
        return {name for _t, name, _s, _c in string.Formatter().parse(text) if name}
    except ValueError:
        return set()


#: nouns that tests of the log declare for themselves
MADE_UP = ("thing.", "sample.")


@pytest.mark.parametrize("language", ["de", "en"])
def test_every_verb_has_a_sentence(language: str) -> None:
    with translation.override(language):
        for verb in verbs:
            said = translation.gettext(verb.sentence)
            assert said
            if language == "de" and not verb.name.startswith(MADE_UP):
                assert said != verb.sentence, f"{verb.name} has no German sentence"
