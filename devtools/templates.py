"""Checks the Jinja2 templates: syntax, size, and nothing inline that the policy would block."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent.parent / "src" / "klientel"
LONGEST = 120
"""Lines of a template."""

FORBIDDEN = (
    (re.compile(r"""\sstyle\s*=\s*["']"""), "an inline style"),
    (re.compile(r"""<[^>{]*\son[a-z]+\s*=\s*["']""", re.IGNORECASE), "an inline handler"),
    (re.compile(r"""\shx-on[:a-z-]*\s*="""), "code in an attribute (hx-on)"),
    (re.compile(r"<style\b", re.IGNORECASE), "a style element"),
    (re.compile(r"<script\b(?![^>]*nonce)", re.IGNORECASE), "a script without its nonce"),
    (re.compile(r"\|\s*safe\b"), "the filter safe"),
    (re.compile(r"\{%-?\s*autoescape\s+false", re.IGNORECASE), "autoescape switched off"),
    (re.compile(r"""=["']\s*(?:javascript|js):""", re.IGNORECASE), "code in an address"),
    (re.compile(r"\t"), "a tab"),
    (re.compile(r"[ ]+$"), "blanks at the end of the line"),
)


def findings(path: Path) -> Iterator[str]:
    """What is wrong with one template, as `file:line: what`."""
    from jinja2 import Environment, TemplateSyntaxError

    name = path.relative_to(PACKAGE)
    text = path.read_text(encoding="utf-8")
    lines = text.splitlines()
    if len(lines) > LONGEST:
        yield f"{name}: {len(lines)} lines, more than {LONGEST}"
    if text and not text.endswith("\n"):
        yield f"{name}: no line break at the end"
    for number, line in enumerate(lines, start=1):
        for pattern, what in FORBIDDEN:
            if pattern.search(line):
                yield f"{name}:{number}: {what}"
    try:
        Environment(extensions=["jinja2.ext.i18n", "jinja2.ext.do"]).parse(text)
    except TemplateSyntaxError as error:
        yield f"{name}:{error.lineno}: {error.message}"


def main() -> int:
    """Check every room's templates."""
    paths = sorted(PACKAGE.glob("*/templates/**/*.html"))
    wrong = [line for path in paths for line in findings(path)]
    print("\n".join(wrong), end="\n" if wrong else "")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
