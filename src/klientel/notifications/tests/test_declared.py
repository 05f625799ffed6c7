"""What every declared notice promises, whichever room brings it."""

from __future__ import annotations

import pytest
from django.utils import translation

from klientel.events.log import record
from klientel.events.notices import Notice, notices
from klientel.events.verbs import verbs
from klientel.workspaces.words import words_of
from tests.cast import Firm

EVERY = list(notices)


@pytest.mark.parametrize("notice", EVERY, ids=lambda one: one.name)
def test_it_names_verbs_that_exist_and_says_why_in_both_languages(notice: Notice) -> None:
    nouns = {verb.name.partition(".")[0] for verb in verbs}
    for wanted in notice.verbs:
        noun, _dot, what = wanted.partition(".")
        assert wanted == "*" or wanted in verbs or (what == "*" and noun in nouns)
    said = {}
    for language in ("de", "en"):
        with translation.override(language):
            said[language] = (str(notice.label), str(notice.why))
            assert all(said[language])
    assert set(said["de"]).isdisjoint(said["en"])
    assert len(notice.name) <= 40


@pytest.mark.django_db
@pytest.mark.parametrize("notice", EVERY, ids=lambda one: one.name)
def test_events_without_a_record_and_without_facts_tell_nobody_and_break_nothing(
    notice: Notice, firm: Firm
) -> None:
    heard = [verb for verb in verbs if notice.hears(verb.name)]
    events = [record(firm.olga, verb.name, facts={}) for verb in heard]
    erased = [record(firm.olga, verb.name, facts={}) for verb in heard]
    for event in erased:
        event.facts = None
    assert list(notice.who([*events, *erased])) == []


@pytest.mark.django_db
@pytest.mark.parametrize("notice", EVERY, ids=lambda one: one.name)
def test_its_sentence_is_complete_in_the_words_of_a_firm(notice: Notice, firm: Firm) -> None:
    words = words_of(firm.workspace)
    for language in ("de", "en"):
        with translation.override(language):
            if notice.sentence:
                said = words.say(str(notice.sentence), actor="Olga", record="Hafen", other="Boot")
                assert "{" not in said
            assert "{" not in words.fill(str(notice.label))
