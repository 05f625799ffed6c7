"""Badges know no titles and forms but those of the one list, which `ui` cannot import."""

from klientel.kit import name_words
from klientel.ui.initials import _NOT_FOR_INITIALS

LINKING = {"von", "vom", "van", "zu", "zum", "zur", "der", "den", "de", "di", "da", "del", "co",
           "und", "and", "the", "haftungsbeschränkt"}  # fmt: skip


def test_what_badges_leave_out_stands_in_the_one_list() -> None:
    known = name_words.SALUTATIONS | name_words.TITLES | set(name_words.LEGAL_FORMS)
    assert known >= _NOT_FOR_INITIALS - LINKING
