"""The small dialect of text: what it draws, and that nothing typed ever becomes HTML of its own."""

from __future__ import annotations

import re

import pytest

from klientel.ui.html import el
from klientel.ui.rich_text import Marks, has_signs, plain_text, rich_text


@pytest.mark.parametrize(
    ("typed", "drawn"),
    [
        ("one\ntwo", "<p>one<br>two</p>"),
        ("one\n\ntwo", "<p>one</p><p>two</p>"),
        ("a **bold** word", "<p>a <strong>bold</strong> word</p>"),
        ("*a* **b *c* d**", "<p><em>a</em> <strong>b <em>c</em> d</strong></p>"),
        ("- a\n- b\nc", "<ul><li>a</li><li>b</li></ul><p>c</p>"),
        ("1. a\n2) b", "<ol><li>a</li><li>b</li></ol>"),
        ("> said\n> so", "<blockquote><p>said<br>so</p></blockquote>"),
        ("`a*b*`", "<p><code>a*b*</code></p>"),
        ("```\n<b>\n\n- x\n```\nafter", "<pre><code>&lt;b&gt;\n\n- x</code></pre><p>after</p>"),
        ("```\nnever closed", "<pre><code>never closed</code></pre>"),
    ],
)  # fmt: skip
def test_what_is_typed_is_drawn(typed: str, drawn: str) -> None:
    assert str(rich_text(typed)) == drawn


@pytest.mark.parametrize(
    "typed",
    [
        "2*3*4",
        "a * b * c",
        "**",
        "****",
        "*",
        "`",
        "[x](y)",
        "snake_case_name",
        "@[member:1]",
        "-no",
    ],
)
def test_what_means_nothing_stays_as_it_was_typed(typed: str) -> None:
    assert str(rich_text(typed)) == f"<p>{typed}</p>"


def test_addresses_become_links_without_the_full_stop_behind_them() -> None:
    drawn = str(rich_text("See https://werft.example/a?b=1&c=2. Or [us](https://werft.example)."))
    assert 'href="https://werft.example/a?b=1&amp;c=2"' in drawn
    assert drawn.count('rel="noopener noreferrer nofollow"') == 2
    assert 'title="https://werft.example">us</a>.' in drawn


@pytest.mark.parametrize(
    "typed",
    [
        "<script>alert(1)</script>",
        "[x](javascript:alert(1))",
        "[x](data:text/html,1)",
        '[x](https://a.example"onmouseover="alert(1))',
        'https://a.example/"onmouseover=alert(1)',
        "**<img src=x onerror=alert(1)>**",
        "```\n</code></pre><script>\n```",
        "`<b>`",
        "> <svg/onload=x>",
    ],
)
def test_nothing_typed_becomes_html_of_its_own(typed: str) -> None:
    drawn = str(rich_text(typed))
    tags = re.findall(r"<(\w+)((?:\s[^<>]*)?)>", drawn)
    assert {name for name, _more in tags} <= {"p", "a", "strong", "em", "code", "pre", "blockquote"}
    for name, more in tags:
        names = set(re.findall(r'\s([\w-]+)="', more))
        assert names <= ({"href", "class", "target", "rel", "title"} if name == "a" else set())
        assert "javascript:" not in more
        assert "data:" not in more


def test_marks_are_drawn_by_who_knows_them_but_not_within_code() -> None:
    marks = Marks(re.compile(r"@\[(\w+)\]"), lambda found: el("b", found[1]))
    assert str(rich_text("**@[anna]** `@[ben]`", marks)) == (
        "<p><strong><b>anna</b></strong> <code>@[ben]</code></p>"
    )


@pytest.mark.parametrize(
    "sign", ["**a ", "*a ", "`a ", "[a](", "[", "https://", "@[", "> ", "*" * 7]
)
def test_a_long_hostile_text_is_drawn_in_one_go(sign: str) -> None:
    assert str(rich_text(sign * (10_000 // len(sign)))).endswith(">")


def test_an_excerpt_has_no_signs_in_it() -> None:
    assert (
        plain_text("> **Hello** - you\n- `code` and [us](https://a.example)")
        == "Hello - you code and us"
    )


def test_a_text_of_plain_words_has_no_signs() -> None:
    for text in ("", "Guten Tag,\nbis morgen – um 3.", "a-b und 2>1"):
        assert not has_signs(text), text
    for text in ("**fett**", "- eins", "1. eins", "> gesagt", "`x`", "siehe https://example.org"):
        assert has_signs(text), text
