"""The two spellings of a formula: as it is kept, and as a reader sees it.

Kept are the lasting names of fields, English names of functions, decimal points and semicolons. A
renamed field, or a reader of another language, therefore changes nothing that is kept. Blanks and
line breaks stay as they were written.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from klientel.kit.formulas.functions import function_named
from klientel.kit.formulas.mistakes import Mistake
from klientel.kit.formulas.tokens import Token, tokens_of


def stored_form(text: str, tokens: Sequence[Token], names: Mapping[str, str]) -> str:
    """A text as it is kept; `names` are the lasting names of fields by how they were written."""
    return _spelled(text, tokens, lambda token: _kept(token, names))


def spelled(stored: str, labels: Mapping[str, str], language: str) -> str:
    """A kept formula for a reader; `labels` are what fields are called by their lasting names."""
    try:
        tokens = tokens_of(stored)
    except Mistake:
        return stored
    return _spelled(stored, tokens, lambda token: _shown(token, labels, language))


def _spelled(text: str, tokens: Sequence[Token], say: Callable[[Token], str]) -> str:
    pieces, at = [], len(text)
    if tokens:
        at = tokens[0].start
    for token in tokens:
        pieces.append(text[at : token.start])
        pieces.append(say(token))
        at = token.end
    return "".join(pieces).strip()


def _kept(token: Token, names: Mapping[str, str]) -> str:
    if token.sort == "field":
        return "{" + names.get(token.says, token.says) + "}"
    if token.sort == "text":
        return _quoted(token.says)
    if token.sort == "word":
        found = function_named(token.says)
        return found.name if found else token.says
    return token.says


def _shown(token: Token, labels: Mapping[str, str], language: str) -> str:
    if token.sort == "field":
        label = labels.get(token.says, "")
        # what cannot stand between braces is called by its lasting name
        return "{" + (label if label and not {*"{}"} & {*label} else token.says) + "}"
    if token.sort == "text":
        return _quoted(token.says)
    if token.sort == "word":
        found = function_named(token.says)
        return found.named(language) if found else token.says
    if token.sort == "number":
        return token.says.replace(".", ",") if language == "de" else token.says
    return token.says


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'
