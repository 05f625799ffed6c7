"""Labels that firms write themselves."""

from __future__ import annotations


def as_text(written: str) -> str:
    """What somebody wrote as a label that says just that: braces in it name none of our nouns."""
    return written.replace("{", "{{").replace("}", "}}") if "{" in written else written
