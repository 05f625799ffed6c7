"""Change the nouns a firm uses, with all the forms that German sentences need."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from klientel.events import log
from klientel.kit.refused import Invalid, Refused
from klientel.records.actions.catalogue import action
from klientel.records.fields import ChoiceField, Option, TextField
from klientel.team.actions.member import locked_workspace
from klientel.workspaces.actor import Actor
from klientel.workspaces.models import Workspace
from klientel.workspaces.words import NOUNS, Words

#: every noun of the word list, as people know it
NOUN_LABELS = {
    "client": _("Client"),
    "customer": _("Customer"),
    "prospect": _("Prospect"),
    "deal": _("Deal"),
    "order": _("Order"),
    "ticket": _("Ticket"),
}
_NOUN = ChoiceField(
    name="noun",
    label=_("Word"),
    required=True,
    options=[Option(name, label) for name, label in NOUN_LABELS.items()],
)
GENDERS = {"m": _("der (masculine)"), "f": _("die (feminine)"), "n": _("das (neuter)")}


def _form(name: str, label: Any) -> TextField:
    return TextField(name=name, label=label, required=True, max_length=40)


FORMS = (
    ChoiceField(
        name="gender",
        label=_("Article"),
        required=True,
        options=[Option(value, label) for value, label in GENDERS.items()],
    ),
    _form("nom", _("Nominative")),
    _form("gen", _("Genitive")),
    _form("dat", _("Dative")),
    _form("acc", _("Accusative")),
    _form("plural", _("Plural")),
    _form("plural_dat", _("Dative plural")),
    _form("english", _("English, singular")),
    _form("english_plural", _("English, plural")),
)


@action(
    "word.change",
    label=_("Change a word"),
    permission="workspace.manage",
    on="",
    icon="languages",
    inputs=[_NOUN, *FORMS],
)
def change_word(actor: Actor, *, noun: str, **forms: str) -> Workspace:
    """Use the firm's own word for a noun, in both languages."""
    _only_letters(forms)
    german = {
        "gender": forms["gender"],
        "singular": [forms["nom"], forms["gen"], forms["dat"], forms["acc"]],
        "plural": [forms["plural"], forms["plural"], forms["plural_dat"], forms["plural"]],
    }
    english = {
        "gender": "",
        "singular": [forms["english"]] * 4,
        "plural": [forms["english_plural"]] * 4,
    }
    return put_word(actor, noun, {"de": german, "en": english})


@action(
    "word.reset",
    label=_("Use the default word"),
    permission="workspace.manage",
    on="",
    icon="undo-2",
    inputs=[_NOUN],
)
def reset_word(actor: Actor, *, noun: str) -> Workspace:
    """Go back to the word the program comes with."""
    return put_word(actor, noun, {})


def put_word(actor: Actor, noun: str, forms: dict[str, Any]) -> Workspace:
    """Store (or with no forms remove) the firm's own word, and note it; for actions only."""
    workspace = locked_workspace(actor)
    own = {language: dict(nouns) for language, nouns in (workspace.words or {}).items()}
    before = {code: own[code][noun] for code in NOUNS if noun in own.get(code, {})}
    if before == forms:
        return workspace
    for code in NOUNS:
        mine = own.setdefault(code, {})
        mine.pop(noun, None)
        if code in forms:
            mine[noun] = forms[code]
    workspace.words = {code: nouns for code, nouns in own.items() if nouns}
    workspace.save(update_fields=["words"])
    workspace.touch_directory()
    shown = Words(workspace.words).noun(noun, workspace.language).form()
    facts = {"noun": noun, "before": before, "after": forms, "after_word": shown}
    log.record(actor, "workspace.word_changed", facts=facts)
    return workspace


def _only_letters(forms: dict[str, str]) -> None:
    """A word is letters, spaces and hyphens: it stands inside every sentence of the program."""
    errors = {
        name: Refused("Only letters, spaces and hyphens can be part of a word.", name)
        for name, text in forms.items()
        if name != "gender" and not all(char.isalpha() or char in " -'’./" for char in text)
    }
    if errors:
        raise Invalid(errors)
