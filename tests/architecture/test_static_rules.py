"""Rules of safety that a look at the source can keep (SECURITY, static checks)."""

from __future__ import annotations

import ast
import re

import pytest

from tests.architecture.source import ROOT, calls, imports, name_of, program_files, templates

#: the modules that may open connections to elsewhere: to the mail server, and to what people name
EGRESS = {"sending/smtp.py", "kit/egress.py"}
OUTSIDE = (
    "requests", "httpx", "urllib.request", "urllib3", "http.client", "smtplib", "imaplib", "ftplib",
    "aiohttp",
)  # fmt: skip
FORBIDDEN_CALLS = {
    "eval": "no code from text",
    "exec": "no code from text",
    "datetime.now": "ask kit.clock",
    "datetime.utcnow": "ask kit.clock",
    "datetime.today": "ask kit.clock",
    "date.today": "ask kit.clock",
    "timezone.now": "ask kit.clock",
    "mark_safe": "only ui/html.py declares text to be HTML",
    "get_object_or_404": "use visible_to(actor)",
    "os.system": "no shell",
}


def test_only_one_module_speaks_to_the_outside() -> None:
    wrong = [
        f"{name_of(path)}:{line} {name}"
        for path in program_files()
        if name_of(path) not in EGRESS
        for line, name in imports(path)
        if name.startswith(OUTSIDE)
    ]
    assert not wrong


def test_forbidden_calls() -> None:
    wrong = []
    for path in program_files():
        if name_of(path) in ("kit/clock.py", "ui/html.py"):
            continue
        for call, called in calls(path):
            for name, why in FORBIDDEN_CALLS.items():
                if called == name or called.endswith("." + name):
                    wrong.append(f"{name_of(path)}:{call.lineno} {called}: {why}")
    assert not wrong


#: modules that declare text of which they know that it is HTML, and how they know
DECLARED = {
    "views/render.py": "a template drew it, which escapes",
    "views/layouts/table.py": "the hottest page: every value goes through escape or a field's cell",
}


def test_only_one_room_makes_html_of_what_is_not_written_in_the_code() -> None:
    """`Html` and its builders take constants; values are escaped by `pattern`, `el` and `join`."""
    wrong = [
        f"{name_of(path)}:{call.lineno}"
        for path in program_files()
        if not name_of(path).startswith("ui/") and name_of(path) not in DECLARED
        for call, called in calls(path)
        if called.split(".")[-1] in ("Html", "Markup", "literal", "pattern")
        and not all(isinstance(given, ast.Constant) for given in call.args)
    ]
    assert not wrong


@pytest.mark.parametrize("word", ["pickle", "yaml", "marshal", "shelve"])
def test_no_module_that_runs_what_it_reads(word: str) -> None:
    wrong = [
        name_of(path)
        for path in program_files()
        for _line, name in imports(path)
        if name.split(".")[0] == word
    ]
    assert not wrong


#: where a rule does not hold, and why
EXCEPTIONS = {
    # judges the size before anything reads the form, then checks the token in `csrf_protect`
    r"csrf_exempt": {
        "views/receiving.py",
        # other programs have neither session nor cookie: their address or token is what they prove
        "integrations/hooks/receiving.py",
        "integrations/api/door.py",
        # a mail program ends mails by a POST without a form: the secret in its address entitles
        "notifications/ending_pages.py",
        # the password of a shared link: its address entitles to send it, and names no origin
        "sharing/outside.py",
    },
}


@pytest.mark.parametrize(
    "pattern",
    [
        r"\w\(\*\*request\.",
        r"csrf_exempt",
        r"fields\s*=\s*[\"']__all__",
        r"\.(raw|extra)\(",
        r"(?<!\w)RawSQL",
        r"objects\.get\(pk=request",
    ],
)
def test_no_line_reads(pattern: str) -> None:
    wrong = [
        f"{name_of(path)}:{number}"
        for path in program_files()
        if name_of(path) not in EXCEPTIONS.get(pattern, ())
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if re.search(pattern, line)
    ]
    assert not wrong


@pytest.mark.parametrize(
    "pattern",
    [
        r"\|\s*safe\b",
        r"autoescape\s+(off|false)",
        r"\son[a-z]+\s*=\s*[\"']",
        r"\sstyle\s*=",
        r"<style",
        r"javascript:",
        r"hx-on",
        r"<script(?![^>]*(nonce|type=\"application/json\"))",
    ],
)
def test_no_template_reads(pattern: str) -> None:
    wrong = [
        f"{name_of(path)}:{number} {line.strip()[:60]}"
        for path in templates()
        if path.suffix == ".html"
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if re.search(pattern, line, re.IGNORECASE)
    ]
    assert not wrong


def test_no_test_imports_from_a_file_of_tests() -> None:
    files = [*(ROOT / "tests").rglob("*.py"), *program_files(tests=True)]
    wrong = [
        f"{path.name}:{line} {name}"
        for path in files
        if "tests" in path.parts
        for line, name in imports(path)
        if any(part.startswith("test_") for part in name.split(".")[:-1])
    ]
    assert not wrong, "what tests share stands beside them, in a file that says what it is"
