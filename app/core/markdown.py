"""Markdown to safe HTML: no raw HTML, no outside images, headings from level 2 down."""

import html
import re

import nh3
from markdown_it import MarkdownIt

TAGS = {"p", "h2", "h3", "h4", "ul", "ol", "li", "strong", "em", "a", "blockquote", "hr", "br"}
TAGS |= {"code", "table", "thead", "tbody", "tr", "th", "td"}

# Where a line ends on the page; all other tags stand inside one.
END_OF_LINE = re.compile(r"</(?:p|h2|h3|h4|li|blockquote|tr|th|td)>|<(?:br|hr)[ /]*>")
TAG = re.compile(r"<[^>]*>")

_reader = MarkdownIt("commonmark", {"html": False}).enable("table")


def to_html(text: str) -> str:
    """Safe HTML of a Markdown text. A level 1 heading becomes level 2: the page has its own h1."""
    drawn = _reader.render(text).replace("<h1>", "<h2>").replace("</h1>", "</h2>")
    return nh3.clean(
        drawn,
        tags=TAGS,
        attributes={"a": {"href"}, "th": {"scope"}},
        url_schemes={"https", "http", "mailto", "tel"},
        link_rel="noopener noreferrer",
    )


def to_text(text: str) -> str:
    """The words of a Markdown text as they stand on its page."""
    return html.unescape(TAG.sub("", END_OF_LINE.sub("\n", to_html(text))))
