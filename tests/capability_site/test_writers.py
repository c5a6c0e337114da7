"""The two writers: any text comes out as that text, whatever markup it looks like."""

from __future__ import annotations

import re

from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from normalizer.docs import Site
from normalizer.docs.content import Badge, Code, Facts, Items, Page, Paragraph, Strong, Table
from normalizer.docs.html import HtmlWriter
from normalizer.docs.markdown import markdown

from .reading import PageRead

SIGNS = st.text(st.sampled_from("`*_|\\<>&#[]()!~-+=.:1a \"'{}@"), max_size=12)
WORDS = SIGNS | st.text(
    st.characters(min_codepoint=32, max_codepoint=0x2FFF, categories=("L", "N", "P", "S")), max_size=12
)
WRITER = MarkdownIt("commonmark", {"html": True}).enable("table")
HTML = HtmlWriter(Site(), logo=None, has_changes=False)


def page_of(word: str) -> Page:
    """Put a word everywhere a word may stand."""
    cells = [[word], [Code(word)], [Badge(word, "good"), "z"]]
    blocks = [
        Paragraph([word]),
        Items([[word], ["a ", Code(word)]]),
        Facts([("name", [word])]),
        Table("table", ["one", "two", "three"], [cells, cells]),
        Paragraph([Strong("z"), Code(word)]),
    ]
    return Page("a/b", "title", "", blocks)


def said(text: str) -> str:
    """Give a text with its blanks put together, as a reader sees it."""
    return " ".join(text.split())


@given(WORDS)
@example("1. a")
@example("- a")
@example("<script>")
@example("`a|b`")
@example("***")
@example("a  b")
@example("&lt;")
@example("===")
def test_a_text_is_that_text_in_markdown(word: str) -> None:
    """Rendered, the Markdown has every text as it was, and no tag but those of the blocks."""
    html = WRITER.render(markdown(page_of(word)))
    page = PageRead()
    page.feed(html)
    tags = [tag for tag, _ in page.tags]
    assert set(tags) <= {"h1", "p", "ul", "li", "strong", "code", "table", "thead", "tbody", "tr", "th", "td"}
    assert (tags.count("table"), tags.count("tr"), tags.count("td")) == (1, 3, 6)
    texts = [text_of(part) for part in re.findall(r"<(?:td|li|p)>(.*?)</(?:td|li|p)>", html, re.DOTALL)]
    paragraph = [word] if word.strip() else []
    cells = [word, word, f"{word}z"]
    expected = [*paragraph, word, f"a {word}", f"name: {word}", *cells, *cells, f"z{word}"]
    assert [text for text in texts if text != "table:"] == [said(text) for text in expected]


def text_of(html: str) -> str:
    """Give the text of a piece of HTML."""
    page = PageRead()
    page.feed(html)
    page.close()
    return said(page.text)


@given(WORDS)
def test_a_text_is_that_text_in_html(word: str) -> None:
    """The HTML has the same tags whatever the words are, and every text as it was."""
    read, plain = PageRead(), PageRead()
    read.feed(HTML.page(page_of(word)))
    plain.feed(HTML.page(page_of("w")))
    assert [tag for tag, _ in read.tags] == [tag for tag, _ in plain.tags]
    assert said(word) in said(read.text)
