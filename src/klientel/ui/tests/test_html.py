"""The fast builders escape what people typed, in every place it can end up."""

from klientel.ui.html import Html, el, escape, join, pattern

EVIL = "<script>\"'&"


def test_children_and_attributes_are_escaped():
    made = el("a", EVIL, href=EVIL, class_="link")
    assert "<script" not in made
    assert made.startswith('<a href="&lt;script&gt;&#34;&#39;&amp;" class="link">')


def test_html_is_not_escaped_twice():
    assert el("td", el("b", "x")) == "<td><b>x</b></td>"
    assert join([el("b", "x"), EVIL], " ") == f"<b>x</b> {escape(EVIL)}"


def test_attributes_may_be_bare_or_absent():
    assert (
        el("input", disabled=True, checked=None, hidden=False, data_live="a:1")
        == '<input disabled data-live="a:1">'
    )


def test_a_pattern_fills_its_gaps_with_escaped_values():
    cell = pattern('<td class="{}" title="100%">{}</td>')
    assert cell("is-number", EVIL) == f'<td class="is-number" title="100%">{escape(EVIL)}</td>'
    assert isinstance(cell("", ""), Html)
