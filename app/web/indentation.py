"""Templates are read without their indentation: it is for whoever writes them, and 4 kB of a page with much on it."""

import re

from jinja2.ext import Extension

INDENTATION = re.compile(r"\n[ \t]+")


class Unindented(Extension):
    """Leaves one space at the beginning of a line of a template's source, never touching what it is filled with.

    One must stay: `trim_blocks` takes the line break after a block, and words would stick together.
    """

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        return INDENTATION.sub("\n ", source) if name and name.endswith(".html") else source
