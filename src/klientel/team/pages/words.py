"""The word list: what the firm calls its clients, customers, orders; with a preview."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from klientel.kit.refused import Refused
from klientel.team.actions.words import FORMS, GENDERS, NOUN_LABELS, change_word, reset_word
from klientel.team.pages.frame import done, errors_of, show
from klientel.team.word_packs import PACKS, pack
from klientel.workspaces.words import Noun, Words

_GERMAN = ("nom", "gen", "dat", "acc")


@require_safe
def words_page(request: Any, workspace: str) -> HttpResponse:
    """Every noun with the firm's word for it."""
    request.actor.must("workspace.manage")
    own = request.workspace.words or {}
    rows = []
    for name, label in NOUN_LABELS.items():
        noun = request.words.noun(name)
        rows.append(
            {
                "name": name,
                "label": str(label),
                "word": noun.form(),
                "plural": noun.form("pl"),
                "is_own": any(name in nouns for nouns in own.values()),
            }
        )
    return show(request, "team/words.html", "words", {"rows": rows})


@require_http_methods(["GET", "HEAD", "POST"])
def word_page(request: Any, workspace: str, noun: str) -> HttpResponse:
    """All forms of one noun; `pack` fills them in, `reset` goes back to the usual word."""
    request.actor.must("workspace.manage")
    _known(noun)
    values, errors = forms_of(request.words, noun), {}
    if request.method == "POST":
        given = pack(request.POST.get("pack", ""))
        values = given.forms if given and given.noun == noun else _given(request.POST)
        try:
            if "reset" in request.POST:
                reset_word(request.actor, noun=noun)
            else:
                change_word(request.actor, noun=noun, **values)
            return done(request, "settings_words")
        except Refused as refusal:
            errors = errors_of(refusal)
    context = {
        "noun": noun,
        "label": str(NOUN_LABELS[noun]),
        "values": values,
        "errors": errors,
        "genders": [(value, str(label)) for value, label in GENDERS.items()],
        "packs": [one for one in PACKS if one.noun == noun],
        "is_own": any(noun in nouns for nouns in (request.workspace.words or {}).values()),
        "sentences": sentences(values),
    }
    return show(request, "team/word.html", "words", context, status=422 if errors else 200)


@require_safe
def preview(request: Any, workspace: str, noun: str) -> HttpResponse:
    """The sample sentences with the forms typed so far."""
    request.actor.must("workspace.manage")
    _known(noun)
    shown = sentences(_given(request.GET))
    return render(request, "team/word_preview.html", {"sentences": shown})


def forms_of(words: Words, noun: str) -> dict[str, str]:
    """The forms of a noun as the page's fields hold them."""
    german, english = words.noun(noun, "de"), words.noun(noun, "en")
    return {
        "gender": german.gender,
        **dict(zip(_GERMAN, german.singular, strict=True)),
        "plural": german.plural[0],
        "plural_dat": german.plural[2],
        "english": english.singular[0],
        "english_plural": english.plural[0],
    }


def sentences(values: dict[str, str]) -> list[str]:
    """Sample sentences with a noun of these forms, one for each case."""
    if (get_language() or "en").startswith("de"):
        gender = values["gender"] if values["gender"] in GENDERS else "m"
        plural = values["plural"]
        noun = Noun(
            gender,
            (values["nom"], values["gen"], values["dat"], values["acc"]),
            (plural, plural, values["plural_dat"], plural),
        )
    else:
        noun = Noun("", (values["english"],) * 4, (values["english_plural"],) * 4)
    own = {"gender": noun.gender, "singular": noun.singular, "plural": noun.plural}
    words = Words({(get_language() or "en")[:2]: {"client": own}})
    return [
        words.fill(text)
        for text in (
            _("Call {client.the.acc} today."),
            _("A note on {client.the.dat} was added."),
            _("The address of {client.the.gen} has changed."),
            _("{client.a.up} and 12 other {client.pl}: share the list with {client.pl.dat}."),
        )
    ]


def _given(form: Any) -> dict[str, str]:
    return {one.name: form.get(one.name, "").strip()[:60] for one in FORMS}


def _known(noun: str) -> None:
    if noun not in NOUN_LABELS:
        raise Http404
