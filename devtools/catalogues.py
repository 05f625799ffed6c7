"""Collects and compiles the texts of every room; runs inside `.venv`, because it needs Babel."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent.parent / "src" / "klientel"
LANGUAGES = ("de",)
METHODS = [
    ("**/tests/**", "ignore"),
    ("**.py", "python"),
    ("**/templates/**.html", "jinja2.ext:babel_extract"),
    ("**/templates/**.txt", "jinja2.ext:babel_extract"),
]
OPTIONS = {
    "**/templates/**.html": {"trimmed": "true", "silent": "false"},
    "**/templates/**.txt": {"trimmed": "true", "silent": "false"},
}
KEYWORDS = {
    "_": None,
    "t": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "Refused": None,
    "NotPublic": None,
    "Forbidden": None,
    "NotFound": None,
    "Conflict": None,
    "NotANumber": None,
    "NotADate": None,
    "NotAPhoneNumber": None,
    "NotAnEmailAddress": None,
    "RowProblem": (2,),
    "notes.append": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "nt": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
}


def rooms() -> Iterator[Path]:
    """Every room that may hold texts."""
    return (path.parent for path in sorted(PACKAGE.glob("*/__init__.py")))


def update() -> int:
    """Bring each room's catalogues up to its texts; returns how many texts lack a translation."""
    missing = 0
    for room in rooms():
        template = extracted(room)
        for language in LANGUAGES:
            missing += _update_one(room, language, template)
    return missing


def extracted(room: Path):
    """The catalogue of every text that a room's code and templates name."""
    from babel.messages.catalog import Catalog
    from babel.messages.extract import extract_from_dir

    catalog = Catalog(project="Klientel", charset="utf-8")
    found = extract_from_dir(str(room), METHODS, OPTIONS, KEYWORDS, comment_tags=("i18n:",))
    for name, _line, message, comments, context in found:
        # Line numbers would change the file with every edit of the code.
        catalog.add(message, None, [(name, None)], auto_comments=comments, context=context)
    return catalog


def _update_one(room: Path, language: str, template) -> int:
    from babel.messages.catalog import Catalog
    from babel.messages.pofile import read_po, write_po

    path = room / "locale" / language / "LC_MESSAGES" / "django.po"
    if path.exists():
        with path.open("rb") as file:
            catalog = read_po(file, locale=language)
    elif len(template):
        catalog = Catalog(locale=language, project="Klientel", charset="utf-8")
    else:
        return 0
    _keep_literals(room, catalog, template)
    catalog.update(template, no_fuzzy_matching=True, update_header_comment=False)
    catalog.obsolete.clear()
    # A fixed date: a text that did not change must not change its file.
    catalog.fuzzy = False
    catalog.creation_date = catalog.revision_date = datetime(2026, 1, 1, tzinfo=UTC)
    catalog.header_comment = f"# German texts of the room {room.name}."
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_po(file, catalog, width=100, sort_output=True, include_lineno=False)
    untranslated = [message for message in catalog if message.id and not is_translated(message)]
    for message in untranslated:
        print(f"{path.relative_to(PACKAGE)}: {message.id!r} has no translation")
    return len(untranslated)


def _keep_literals(room: Path, known, template) -> None:
    """Count texts as used that stand in the code unmarked, as in `kit`, which knows no gettext."""
    literals = {
        node.value
        for path in room.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    for message in known:
        if message.id in literals and message.id not in template:
            template.add(message.id, context=message.context)


def is_translated(message) -> bool:
    """Whether every form of a text is there and nobody has doubts about it."""
    texts = message.string if isinstance(message.string, (list, tuple)) else (message.string,)
    return all(texts) and not message.fuzzy


def compile_one(path: Path) -> None:
    """Write the `.mo` file beside a `.po` file."""
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    with path.open("rb") as source:
        catalog = read_po(source, locale=path.parts[-3])
    target = path.with_suffix(".mo")
    fresh = target.with_suffix(".mo.new")
    with fresh.open("wb") as file:
        write_mo(file, catalog)
    fresh.replace(target)


def main(arguments: list[str]) -> int:
    """`update`, or `compile FILE ...`."""
    if arguments[:1] == ["compile"]:
        for name in arguments[1:]:
            compile_one(Path(name))
        return 0
    return 1 if update() else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
